//! The margin through the pricer, which passes the posted surfaces on.

use crate::support::{Asked, published, published_distance};
use contract_tests::margin::{IOptionMargin as Contract, margin_context};
use contract_tests::pricing::{DAY, WAD};
use contract_tests::{revert, reverted};
use math::{Compact, SignedWad};

mod the_pricer {
    use super::*;
    use contract_tests::pricing::IOptionPricer as Pricer;
    use contract_tests::pricing::{Pricing, leg, margin_context as context};

    struct Posted {
        stage: Pricing,
        slices: Vec<Pricer::SviSlice>,
        legs: Vec<Pricer::Position>,
    }

    /// Returns three surfaces, with positions on two of them and on an expiry that is past.
    fn posted() -> Posted {
        let mut stage = Pricing::set();
        let slices: Vec<_> = [7, 30, 91].map(|days| stage.slice(days)).into();
        for slice in &slices {
            assert!(stage.post(slice).expect("a good post").0);
        }
        let past = stage.now() - 60;
        let legs = vec![
            leg(slices[2].expiry, 0, 2_200, -3),
            leg(slices[0].expiry, 1, 1_900, -2),
            leg(past, 0, 1_950, -1),
            leg(slices[2].expiry, 2, 2_500, 40),
        ];
        Posted {
            stage,
            slices,
            legs,
        }
    }

    const CASH: i128 = 3_000 * WAD.cast_signed();

    #[test]
    fn passes_on_the_posted_slices() {
        let Posted {
            stage,
            slices,
            legs,
        } = posted();
        let arguments = (context(), CASH, legs);
        let (context, cash, legs) = arguments.clone();
        let got = stage.ask(Pricer::scenariosCall {
            context,
            cash,
            legs,
        });
        let alone = Asked {
            slices: slices
                .iter()
                .map(|slice| Contract::SviSlice {
                    expiry: slice.expiry,
                    timestamp: slice.timestamp,
                    level: slice.level,
                    slope: slice.slope,
                    tilt: slice.tilt,
                    shift: slice.shift,
                    smoothness: slice.smoothness,
                })
                .collect(),
            context: margin_context(),
            cash: CASH,
            legs: arguments
                .2
                .iter()
                .map(|leg| Contract::Position {
                    expiry: leg.expiry,
                    kind: leg.kind,
                    strike: leg.strike,
                    quantity: leg.quantity,
                })
                .collect(),
        };
        // A view runs at the time of the next block.
        let seen = stage.now();
        let expected = alone.look(seen, |account| {
            engine::margin::margin::<Compact>(account).expect("in its range")
        });
        let of = |it: &Pricer::MarginFigures| {
            (
                it.value,
                it.loss,
                it.naked,
                it.contingency,
                it.minPayoff,
                it.maintenance,
                it.initial,
            )
        };
        let published = published(&expected);
        assert_eq!(
            of(&got._0),
            (
                published.value,
                published.loss,
                published.naked,
                published.contingency,
                published.minPayoff,
                published.maintenance,
                published.initial
            )
        );
        assert_eq!(got._1, expected.scenarios.map(SignedWad::wei).to_vec());
        let (context, cash, legs) = arguments.clone();
        let margin = stage.ask(Pricer::marginCall {
            context,
            cash,
            legs,
        });
        assert_eq!(of(&margin), of(&got._0));
        let (context, cash, legs) = arguments;
        let got = stage.ask(Pricer::distanceCall {
            context,
            cash,
            legs,
        });
        let expected = published_distance(&alone.look(seen, |account| {
            engine::margin::distance::<Compact>(account).expect("in its range")
        }));
        assert_eq!(
            (got.spotDown, got.spotUp, got.volUp, got.volDown),
            (
                expected.spotDown,
                expected.spotUp,
                expected.volUp,
                expected.volDown
            )
        );
    }

    #[test]
    fn refuses_a_surface_that_is_missing_or_too_old() {
        let Posted {
            mut stage, legs, ..
        } = posted();
        let expiry = stage.now() + 14 * DAY;
        let unknown = Pricer::marginCall {
            context: context(),
            cash: CASH,
            legs: vec![leg(expiry, 0, 2_000, 1)],
        };
        let missing = revert(&Pricer::PricerSurfaceMissing { expiry });
        assert_eq!(reverted(stage.try_ask(unknown)), missing);
        let call = Pricer::marginCall {
            context: context(),
            cash: CASH,
            legs,
        };
        assert!(stage.try_ask(call.clone()).is_ok());
        stage.wait(1_300);
        let refused = reverted(stage.try_ask(call));
        let selector = <Pricer::PricerSurfaceStale as alloy_sol_types::SolError>::SELECTOR;
        assert_eq!(refused[..4], selector);
    }
}
