//! How near the estimate is to the whole.

use crate::book::{Book, SPOT, any_book, dollars, float};
use crate::support::{cases, random, signed, wad};
use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Exposure, Figures, Grid, VolShock};
use engine::limits::PoolRisk;
use engine::revaluation::{Leg, RevaluationError};
use engine::tail::{MAX_DAY, POINTS, Slopes, Tail};
use engine::{Claim, Kind};
use math::{Compact, SignedWad, WAD, Wad};

mod the_estimate {
    use super::*;

    #[test]
    fn equals_the_whole_on_small_moves() {
        let mut r = random(15);
        for _ in 0..cases() / 100 {
            // A volatility of a few percent has days of a few tenths of one; the moves of volatility stay what they
            // are, so the books have some time left, and every strike near the money.
            let mut book = any_book(&mut r);
            book.volatility = 0.6;
            for held in &mut book.held {
                held.1 = 30 + held.1 * 2;
                held.2 = 1_800.0 + (held.2 - 1_500.0) * 0.4;
            }
            let gross: f64 = book
                .held
                .iter()
                .map(|(kind, _, _, quantity)| {
                    quantity.abs() * if kind.is_digital() { 1.0 } else { 2_000.0 }
                })
                .sum();
            let day = wad(0.005);
            let estimate = dollars(&book.estimate_on(day))[1];
            let full = dollars(&book.in_full_on(day))[1];
            // Third-order terms of the worst days, five standard deviations of half a percent and of 6% of volatility.
            assert!(
                (estimate - full).abs() < 1e-3 * gross,
                "{estimate} {full} {gross}"
            );
        }
    }

    #[test]
    fn of_far_options_that_expire_soon_is_low_and_the_grid_says_so() {
        let strangle = [
            (Kind::Call, 2, 2_180.0, -10.0),
            (Kind::Put, 2, 1_850.0, -10.0),
        ];
        let puts = [(Kind::Put, 1, 1_900.0, -10.0)];
        for (book, low, high) in [
            (Book::new(&strangle), 0.60, 0.63),
            (Book::new(&puts), 0.73, 0.76),
        ] {
            let [estimate, full] = [book.estimate(), book.in_full()].map(|tail| dollars(&tail)[1]);
            let ratio = estimate / full;
            assert!((low..high).contains(&ratio), "{ratio}");
            let backing = Wad::from_wei(1_000_000 * WAD);
            let risk = PoolRisk::new(
                SignedWad::from_wei(backing.wei().cast_signed()),
                SPOT,
                &book.figures(),
            )
            .unwrap();
            assert!(crate::support::float(risk.worst) > 2.0 * full, "{full}");
        }
    }

    #[test]
    fn of_the_spot_alone_is_exact() {
        // A deep call is the spot: 1 − e^x on the same days.
        let book = Book::new(&[(Kind::Call, 30, 1.0, 10.0)]);
        let [estimate, full] = [book.estimate(), book.in_full()].map(|tail| dollars(&tail));
        for (one, two) in estimate.into_iter().zip(full) {
            assert!((one - two).abs() < 1e-4, "{one} {two}");
        }
    }

    #[test]
    fn adds_up_of_the_figures_of_two_books() {
        let mut r = random(16);
        for _ in 0..cases() / 200 {
            let (one, two) = (any_book(&mut r), any_book(&mut r));
            let two = Book {
                volatility: one.volatility,
                ..two
            };
            let sum = one.figures().plus(&two.figures()).unwrap();
            let mut gains = [0; POINTS];
            let slopes = Slopes::of(&sum).unwrap();
            let tail = slopes.tail::<Compact>(sum.day, &mut gains).unwrap();
            let whole = one.with(&two).estimate_on(sum.day);
            for (a, b) in dollars(&tail).into_iter().zip(dollars(&whole)) {
                assert!((a - b).abs() < 1e-9 * (1.0 + a.abs()), "{a} {b}");
            }
        }
    }

    #[test]
    fn of_nothing_is_nothing() {
        let slopes = Slopes::of(&Figures::default()).unwrap();
        let tail = slopes.tail::<Compact>(MAX_DAY, &mut [0; POINTS]).unwrap();
        assert_eq!(tail, Tail::default());
    }

    #[test]
    fn in_the_last_seconds_of_an_option_is_a_number() {
        for kind in [Kind::Call, Kind::DigitalPut] {
            let terms = Terms {
                spot: SPOT,
                strike: SPOT,
                expiry_secs: 1,
                rate: SignedWad::ZERO,
            };
            let claim = Claim::new::<Compact>(kind, &terms).unwrap();
            // A second before expiry an average moves by some hundred-millionths.
            let leg = Leg::new(claim, float(3e-8), signed(-1_000_000.0));
            let expiry = Expiry {
                shock: VolShock::new::<Compact>(1),
                root: float(6e-8),
                day: float(0.04),
            };
            let mut exposure = Exposure::default();
            exposure
                .add::<Compact>(&Grid::new(SPOT).unwrap(), &expiry, &[leg])
                .unwrap();
            let figures = exposure.figures().unwrap();
            let slopes = Slopes::of(&figures).unwrap();
            let tail = slopes.tail::<Compact>(figures.day, &mut [0; POINTS]);
            assert!(tail.unwrap().shortfall > SignedWad::ZERO);
        }
    }

    #[test]
    fn of_figures_that_do_not_fit_is_refused() {
        let book = Figures {
            gamma: SignedWad::from_wei(-(1 << 101)),
            ..Figures::default()
        };
        assert_eq!(Slopes::of(&book), Err(RevaluationError::AmountOverflow));
    }
}
