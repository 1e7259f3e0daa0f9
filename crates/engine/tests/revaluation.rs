//! A book on scenarios, against one price at a time.
#![allow(clippy::cast_precision_loss, reason = "tolerances are floats")]

mod support;

use engine::black_scholes::{Side, Terms, deviation, price};
use engine::claim::SpotMove;
use engine::revaluation::{Leg, RevaluationError, Total, VolRow, revalue};
use engine::{Claim, Kind, digital};
use math::{SignedWad, Tabled, WAD, Wad};
use support::{cases, float, float_signed, log_uniform, random, signed, uniform, wad};

const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

/// A position in full: what the reference needs.
struct Position {
    kind: Kind,
    terms: Terms,
    volatility: Wad,
    quantity: SignedWad,
}

impl Position {
    fn random(r: &mut fastrand::Rng, spot: Wad) -> Self {
        Self {
            kind: KINDS[r.usize(0..4)],
            terms: Terms {
                spot,
                strike: wad(float(spot) * log_uniform(r, 0.3, 3.0)),
                expiry_secs: r.u64(600..100_000_000),
                rate: signed(uniform(r, -0.1, 0.3)),
            },
            volatility: wad(log_uniform(r, 0.05, 5.0)),
            quantity: signed(uniform(r, -1e4, 1e4)),
        }
    }

    fn leg(&self) -> Leg {
        let claim = Claim::new::<Tabled>(self.kind, &self.terms).expect("in the domain");
        Leg::new(
            claim,
            deviation(self.volatility, self.terms.expiry_secs),
            self.quantity,
        )
    }

    /// The value by the pricing functions, at a spot and with the volatility times a factor.
    fn value(&self, spot: Wad, factor: f64) -> f64 {
        let terms = Terms { spot, ..self.terms };
        let volatility = wad(float(self.volatility) * factor);
        let side = if self.kind.pays_above() {
            Side::Call
        } else {
            Side::Put
        };
        let unit = if self.kind.is_digital() {
            digital::price::<Tabled>(&terms, volatility, side)
        } else {
            price::<Tabled>(&terms, volatility, side)
        };
        float(unit.expect("in the domain")) * float_signed(self.quantity)
    }
}

mod revaluing {
    use super::*;

    #[test]
    fn gives_what_pricing_each_position_gives() {
        let mut r = random(71);
        for _ in 0..cases() / 100 {
            let spot = wad(log_uniform(&mut r, 1.0, 1e5));
            let book: Vec<_> = (0..8).map(|_| Position::random(&mut r, spot)).collect();
            let factors = [1.6, 1.0, 0.7];
            let shocks = [0.5, 0.8, 0.95, 1.0, 1.05, 1.2, 2.0];
            let spots = shocks.map(|x| SpotMove::new(spot, wad(x)).unwrap());
            let rows = factors.map(|x| VolRow::new(wad(x), &spots).unwrap());
            let legs: Vec<_> = book.iter().map(Position::leg).collect();
            let mut totals = [Total::default(); 21];
            revalue::<Tabled>(&legs, &rows, &mut totals).unwrap();
            for (i, total) in totals.iter().enumerate() {
                let (factor, moved) = (factors[i / 7], &spots[i % 7]);
                let expected: f64 = book.iter().map(|p| p.value(moved.spot, factor)).sum();
                let gross: f64 = book.iter().map(|p| p.value(moved.spot, factor).abs()).sum();
                let units: f64 = book.iter().map(|p| float_signed(p.quantity).abs()).sum();
                let (low, high) = (total.against_holder(), total.for_holder());
                assert!(low <= high);
                let tolerance = 1e-14 * gross + 1e-15 * units * float(spot);
                assert!(
                    (float_signed(low) - expected).abs() <= tolerance,
                    "{low:?} {expected}"
                );
                assert!((float_signed(high) - expected).abs() <= tolerance);
            }
        }
    }

    #[test]
    fn is_as_right_for_one_unit_as_its_price() {
        let mut r = random(72);
        for _ in 0..cases() / 10 {
            let spot = wad(log_uniform(&mut r, 1.0, 1e4));
            let position = Position {
                quantity: SignedWad::ONE,
                ..Position::random(&mut r, spot)
            };
            let still = [SpotMove::new(spot, Wad::ONE).unwrap()];
            let rows = [VolRow::new(Wad::ONE, &still).unwrap()];
            let mut totals = [Total::default()];
            revalue::<Tabled>(&[position.leg()], &rows, &mut totals).unwrap();
            let side = if position.kind.pays_above() {
                Side::Call
            } else {
                Side::Put
            };
            let expected = if position.kind.is_digital() {
                digital::price::<Tabled>(&position.terms, position.volatility, side)
            } else {
                price::<Tabled>(&position.terms, position.volatility, side)
            };
            let expected = expected.unwrap().wei().cast_signed();
            // Roundings of 2⁻⁶³ lie between: of the factor one, of the quantity, of the value.
            let slack = 2 + (spot.wei().cast_signed() >> 58) + (expected >> 59);
            assert!(totals[0].against_holder().wei() <= expected + slack);
            assert!(totals[0].for_holder().wei() >= expected - slack);
            assert!(totals[0].for_holder().wei() - totals[0].against_holder().wei() <= 2 * slack);
        }
    }

    #[test]
    fn a_book_and_its_opposite_are_never_worth_more_than_nothing() {
        let mut r = random(73);
        for _ in 0..cases() / 10 {
            let spot = wad(log_uniform(&mut r, 1.0, 1e4));
            let position = Position::random(&mut r, spot);
            let opposite = SignedWad::from_wei(-position.quantity.wei());
            let moved = [SpotMove::new(spot, wad(uniform(&mut r, 0.5, 2.0))).unwrap()];
            let rows = [VolRow::new(wad(uniform(&mut r, 0.5, 2.0)), &moved).unwrap()];
            let value = |leg| {
                let mut totals = [Total::default()];
                revalue::<Tabled>(&[leg], &rows, &mut totals).unwrap();
                totals[0].against_holder().wei()
            };
            let one = value(position.leg());
            let other = value(
                Position {
                    quantity: opposite,
                    ..position
                }
                .leg(),
            );
            assert!(one + other <= 0);
        }
    }
}

mod refusal {
    use super::*;

    #[test]
    fn of_spots_and_factors_out_of_range() {
        let spot = wad(2_000.0);
        let refused = |factor| SpotMove::new(spot, factor).unwrap_err();
        assert_eq!(refused(Wad::ZERO), RevaluationError::SpotOutOfRange);
        assert_eq!(
            refused(Wad::from_wei(u128::MAX)),
            RevaluationError::SpotOutOfRange
        );
        let nothing = SpotMove::new(Wad::ZERO, Wad::ONE).unwrap_err();
        assert_eq!(nothing, RevaluationError::SpotOutOfRange);
        let row = VolRow::new(wad(10.1), &[]).unwrap_err();
        assert_eq!(row, RevaluationError::VolFactorOutOfRange);
    }

    #[test]
    fn of_results_that_do_not_match_the_scenarios() {
        let spots = [SpotMove::new(wad(1.0), Wad::ONE).unwrap()];
        let rows = [VolRow::new(Wad::ONE, &spots).unwrap()];
        let refused = revalue::<Tabled>(&[], &rows, &mut []);
        assert_eq!(refused, Err(RevaluationError::ResultsMismatch));
    }

    #[test]
    fn of_too_many_legs_and_of_values_that_do_not_fit() {
        let mut r = random(74);
        let position = Position::random(&mut r, wad(1_000.0));
        let legs = vec![position.leg(); 1_025];
        assert_eq!(
            revalue::<Tabled>(&legs, &[], &mut []),
            Err(RevaluationError::TooManyLegs)
        );
        let huge = Position {
            quantity: SignedWad::from_wei(i128::MAX),
            ..position
        };
        let huge = Position {
            kind: Kind::Call,
            terms: Terms {
                strike: Wad::from_wei(WAD),
                ..huge.terms
            },
            ..huge
        };
        let spots = [SpotMove::new(wad(1_000.0), Wad::ONE).unwrap()];
        let rows = [VolRow::new(Wad::ONE, &spots).unwrap()];
        let refused = revalue::<Tabled>(&[huge.leg()], &rows, &mut [Total::default()]);
        assert_eq!(refused, Err(RevaluationError::AmountOverflow));
    }
}
