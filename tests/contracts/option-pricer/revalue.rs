//! The value of a book, compared with the engine.

use crate::support::{KINDS, argument, smile, with_surfaces};
use alloy_primitives::B256;
use contract_tests::pricing::{IOptionPricer as Pricer, Pricing, WAD, book_context, leg};
use contract_tests::{revert, reverted};
use engine::Claim;
use engine::black_scholes::Terms;
use engine::claim::SpotMove;
use engine::revaluation::{Leg, Total, VolRow, revalue};
use math::{Compact, SignedWad, Wad};

mod books {
    use super::*;

    const FACTORS: [u128; 5] = [80, 95, 100, 105, 120];

    fn request(slices: &[Pricer::SviSlice]) -> Pricer::revalueCall {
        let mut random = fastrand::Rng::with_seed(31);
        let mut legs = Vec::new();
        let mut vol_factors = Vec::new();
        for (slice, percent) in slices.iter().zip([160, 130, 110]) {
            for _ in 0..6 {
                legs.push(leg(
                    slice.expiry,
                    random.u8(..4),
                    random.u128(1_500..2_500),
                    random.i128(-40..40),
                ));
            }
            vol_factors.extend([percent, percent, 100, 100, 70].map(|percent| WAD / 100 * percent));
        }
        Pricer::revalueCall {
            context: book_context(),
            legs,
            spotFactors: FACTORS.map(|percent| WAD / 100 * percent).into(),
            volFactors: vol_factors,
        }
    }

    #[test]
    fn have_the_engines_value() {
        let (stage, slices) = with_surfaces();
        let mut request = request(&slices);
        // None, the first or the second expiry settles at an average of its own.
        for settling in [0, slices[0].expiry, slices[1].expiry] {
            request.context.settling = settling;
            request.context.settlingSpot = 1_970 * WAD;
            let values = stage.ask(request.clone());
            assert_eq!(values, by_engine(&stage, &slices, &request));
        }
    }

    fn by_engine(
        stage: &Pricing,
        slices: &[Pricer::SviSlice],
        request: &Pricer::revalueCall,
    ) -> Vec<i128> {
        let mut expected = Vec::new();
        for (index, slice) in slices.iter().enumerate() {
            let settles = slice.expiry == request.context.settling;
            let spot = Wad::from_wei(if settles {
                request.context.settlingSpot
            } else {
                request.context.spot
            });
            let smile = smile(stage, slice);
            let legs: Vec<Leg> = request
                .legs
                .iter()
                .filter(|leg| leg.expiry == slice.expiry)
                .map(|leg| {
                    let terms = Terms {
                        spot,
                        strike: Wad::from_wei(leg.strike),
                        expiry_secs: smile.remaining_secs(),
                        rate: SignedWad::from_wei(request.context.carry),
                    };
                    let claim = Claim::new::<Compact>(KINDS[usize::from(leg.kind)], &terms)
                        .expect("a claim");
                    let deviation = smile.deviation(claim.log_moneyness()).expect("a deviation");
                    Leg::new(claim, deviation, SignedWad::from_wei(leg.quantity))
                })
                .collect();
            for (place, factor) in request.spotFactors.iter().enumerate() {
                let moves = [SpotMove::new(spot, Wad::from_wei(*factor)).expect("a move")];
                let vol = request.volFactors[index * FACTORS.len() + place];
                let row = [VolRow::new(Wad::from_wei(vol), &moves).expect("a row")];
                let mut total = [Total::default()];
                revalue::<Compact>(&legs, &row, &mut total).expect("a value");
                expected.push(total[0].against_holder().wei());
            }
        }
        expected
    }

    #[test]
    fn are_refused_for_a_reason() {
        let (stage, slices) = with_surfaces();
        let ask = |change: &dyn Fn(&mut Pricer::revalueCall)| {
            let mut call = request(&slices);
            change(&mut call);
            reverted(stage.try_ask(call))
        };
        let expiry = slices[2].expiry + 1;
        let legs = |kind| vec![leg(slices[0].expiry, kind, 2_000, 1); 1_025];
        assert_eq!(ask(&|it| it.spotFactors[0] = 0), argument("spotFactor"));
        assert_eq!(
            ask(&|it| it.volFactors[0] = 11 * WAD),
            argument("volFactor")
        );
        assert_eq!(
            ask(&|it| it.volFactors.truncate(14)),
            argument("volFactors")
        );
        assert_eq!(ask(&|it| it.volFactors.push(WAD)), argument("volFactors"));
        assert_eq!(ask(&|it| it.legs[0].kind = 4), argument("kind"));
        assert_eq!(ask(&|it| it.legs[0].strike = 0), argument("strike"));
        assert_eq!(ask(&|it| it.context.spot = 0), argument("spotFactor"));
        assert_eq!(
            ask(&|it| it.legs[17].expiry = expiry),
            revert(&Pricer::PricerSurfaceMissing { expiry })
        );
        assert_eq!(
            ask(&|it| it.context.maxAgeSecs = 1),
            revert(&Pricer::PricerSurfaceStale {
                expiry: slices[0].expiry,
                ageSecs: 300
            })
        );
        let many = |it: &mut Pricer::revalueCall| {
            it.legs = legs(0);
            it.volFactors.truncate(5);
        };
        assert_eq!(ask(&many), argument("legs"));
        let mut overflow = B256::ZERO;
        overflow[..6].copy_from_slice(b"amount");
        assert_eq!(
            ask(&|it| it.legs[0].quantity = i128::MAX),
            revert(&Pricer::PricerOverflow { name: overflow })
        );
    }

    #[test]
    fn without_legs_are_worth_nothing() {
        let (stage, _) = with_surfaces();
        let nothing = Pricer::revalueCall {
            context: book_context(),
            legs: vec![],
            spotFactors: vec![WAD],
            volFactors: vec![],
        };
        assert_eq!(stage.ask(nothing), [0i128; 0]);
    }
}
