//! The fast revaluation against the exact one, over all that it accepts.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::similar_names,
    reason = "tolerances are floats"
)]

mod support;

use engine::black_scholes::Terms;
use engine::claim::SpotMove;
use engine::revaluation::{
    Estimate, Leg, NormalTable, RevaluationError, Total, VolRow, revalue, revalue_fast,
};
use engine::{Claim, Kind};
use math::{Compact, Float, SignedWad, WAD, Wad};
use support::{cases, float, float_signed, log_uniform, random, signed, uniform, wad};

const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

/// The stated error of a unit, as a part of its notional.
const BOUND: f64 = 5e-9;

fn float_value(x: f64) -> Float {
    Float::from_u128((x * 2f64.powi(80)) as u128).scale(-80)
}

fn leg(kind: Kind, spot: Wad, share: f64, deviation: f64, quantity: SignedWad) -> Leg {
    let terms = Terms {
        spot,
        strike: wad(float(spot) * share),
        expiry_secs: 1_000,
        rate: SignedWad::ZERO,
    };
    let claim = Claim::new::<Compact>(kind, &terms).expect("in the domain");
    Leg::new(claim, float_value(deviation), quantity)
}

/// Random legs over the domain, with more of them where the value has time in it.
fn random_leg(r: &mut fastrand::Rng, spot: Wad, quantity: SignedWad) -> Leg {
    let deviation = match r.u8(0..4) {
        0 => log_uniform(r, 2e-9, 3.99),
        1 => uniform(r, 0.5, 3.99),
        _ => log_uniform(r, 0.003, 2.0),
    };
    let share = if r.bool() {
        log_uniform(r, 0.002, 2.999)
    } else {
        (uniform(r, -4.0, 4.0) * deviation)
            .exp()
            .clamp(0.002, 2.999)
    };
    leg(KINDS[r.usize(0..4)], spot, share, deviation, quantity)
}

fn both(legs: &[Leg], rows: &[VolRow<'_>], count: usize) -> (Vec<Estimate>, Vec<Total>) {
    thread_local! {
        static TABLE: NormalTable = NormalTable::new();
    }
    let mut estimates = vec![Estimate::default(); count];
    let mut totals = vec![Total::default(); count];
    TABLE
        .with(|table| revalue_fast(table, legs, rows, &mut estimates))
        .expect("within its domain");
    revalue::<Compact>(legs, rows, &mut totals).expect("within its domain");
    (estimates, totals)
}

mod a_unit {
    use super::*;

    #[test]
    fn is_right_to_five_billionths_of_its_notional() {
        let mut r = random(81);
        let mut worst = [0f64; 2];
        for _ in 0..cases() {
            let spot = wad(log_uniform(&mut r, 1e-2, 1e6));
            let leg = random_leg(&mut r, spot, SignedWad::ONE);
            let factor = match r.u8(0..3) {
                0 => uniform(&mut r, 1.0 / 16.0, 2.0),
                1 => uniform(&mut r, 0.99, 1.01),
                _ => 2.0 - uniform(&mut r, 0.0, 0.1),
            };
            let Ok(moved) = SpotMove::new(spot, wad(factor)) else {
                continue;
            };
            let rows = [VolRow::new(Wad::ONE, core::slice::from_ref(&moved)).unwrap()];
            let (estimates, totals) = both(&[leg], &rows, 1);
            let truth = totals[0].against_holder().wei();
            let digital = leg.claim().kind().is_digital();
            let notional = if digital { WAD } else { spot.wei() } as f64;
            let error = (estimates[0].value().wei() - truth).unsigned_abs() as f64;
            let share = (error - 2.0).max(0.0) / notional;
            worst[usize::from(digital)] = worst[usize::from(digital)].max(share);
            assert!(share <= BOUND, "{share:e} {leg:?} {moved:?}");
            assert!(estimates[0].against_holder() <= totals[0].for_holder());
            assert!(estimates[0].for_holder() >= totals[0].against_holder());
        }
        println!(
            "worst: {:e} of the spot, {:e} of the unit",
            worst[0], worst[1]
        );
    }
}

mod a_book {
    use super::*;

    #[test]
    fn is_right_to_the_sum_of_its_units_errors() {
        let mut r = random(82);
        for _ in 0..cases() / 200 {
            let spot = wad(log_uniform(&mut r, 1.0, 1e5));
            let legs: Vec<_> = (0..r.usize(1..40))
                .map(|_| {
                    let size = log_uniform(&mut r, 1e-6, 1e6) * if r.bool() { 1.0 } else { -1.0 };
                    random_leg(&mut r, spot, signed(size))
                })
                .collect();
            let moves = [0.5, 0.85, 0.95, 1.0, 1.05, 1.15, 2.0];
            let spots = moves.map(|x| SpotMove::new(spot, wad(x)).unwrap());
            let rows = [0.7, 1.0].map(|x| VolRow::new(wad(x), &spots).unwrap());
            let (estimates, totals) = both(&legs, &rows, 14);
            for (estimate, total) in estimates.iter().zip(&totals) {
                assert!(estimate.against_holder() <= total.for_holder(), "{legs:?}");
                assert!(estimate.for_holder() >= total.against_holder(), "{legs:?}");
                let off = float_signed(estimate.value()) - float_signed(total.against_holder());
                assert!(off.abs() <= float(estimate.error()) * 1.000_001 + 1e-15);
            }
        }
    }

    #[test]
    fn states_an_error_of_five_billionths_of_its_notional() {
        let spot = wad(2_000.0);
        let legs = [
            leg(Kind::Call, spot, 1.1, 0.2, signed(3.0)),
            leg(Kind::Put, spot, 0.9, 0.3, signed(-2.0)),
            leg(Kind::DigitalPut, spot, 0.9, 0.3, signed(100.0)),
        ];
        let still = [SpotMove::new(spot, Wad::ONE).unwrap()];
        let rows = [VolRow::new(Wad::ONE, &still).unwrap()];
        let (estimates, _) = both(&legs, &rows, 1);
        let expected = BOUND * (5.0 * 2_000.0 + 100.0);
        assert!((float(estimates[0].error()) / expected - 1.0).abs() < 1e-6);
    }

    #[test]
    fn of_nothing_is_worth_nothing() {
        let spot = wad(100.0);
        let still = [SpotMove::new(spot, Wad::ONE).unwrap()];
        let rows = [VolRow::new(Wad::ONE, &still).unwrap()];
        let (estimates, _) = both(&[], &rows, 1);
        assert_eq!(estimates[0].value(), SignedWad::ZERO);
        let idle = leg(Kind::Put, spot, 1.0, 0.2, SignedWad::ZERO);
        let (estimates, _) = both(&[idle], &rows, 1);
        assert!(estimates[0].value().wei().abs() <= 1);
    }
}

mod refusal {
    use super::*;

    fn refused(leg: Leg, factor: f64, base: Wad) -> RevaluationError {
        let moved = [SpotMove::new(base, wad(factor)).unwrap()];
        let rows = [VolRow::new(Wad::ONE, &moved).unwrap()];
        let table = NormalTable::new();
        let mut estimates = [Estimate::default()];
        revalue_fast(&table, &[leg], &rows, &mut estimates).expect_err(&format!("{factor} {leg:?}"))
    }

    #[test]
    fn of_each_argument_beyond_the_domain() {
        let spot = wad(100.0);
        let call = |share, deviation| leg(Kind::Call, spot, share, deviation, SignedWad::ONE);
        let strike = RevaluationError::StrikeBeyondFast;
        assert_eq!(refused(call(3.001, 0.2), 1.0, spot), strike);
        assert_eq!(refused(call(0.0019, 0.2), 1.0, spot), strike);
        let moved = RevaluationError::SpotBeyondFast;
        assert_eq!(refused(call(1.0, 0.2), 2.001, spot), moved);
        assert_eq!(refused(call(1.0, 0.2), 0.06, spot), moved);
        let deviation = RevaluationError::DeviationBeyondFast;
        assert_eq!(refused(call(1.0, 4.01), 1.0, spot), deviation);
        assert_eq!(refused(call(1.0, 9e-10), 1.0, spot), deviation);
        assert_eq!(refused(call(1.0, 0.0), 1.0, spot), deviation);
    }

    #[test]
    fn of_legs_and_results_that_do_not_belong_together() {
        let spot = wad(100.0);
        let call = |spot| leg(Kind::Call, spot, 1.0, 0.2, SignedWad::ONE);
        let still = [SpotMove::new(spot, Wad::ONE).unwrap()];
        let rows = [VolRow::new(Wad::ONE, &still).unwrap()];
        let table = NormalTable::new();
        let refused = |legs: &[Leg], results: usize| {
            let mut estimates = vec![Estimate::default(); results];
            revalue_fast(&table, legs, &rows, &mut estimates).unwrap_err()
        };
        let legs = [call(spot), call(wad(101.0))];
        assert_eq!(refused(&legs, 1), RevaluationError::SpotsDiffer);
        assert_eq!(refused(&legs[..1], 2), RevaluationError::ResultsMismatch);
        let many = vec![call(spot); 1_025];
        assert_eq!(refused(&many, 1), RevaluationError::TooManyLegs);
        let huge = leg(Kind::Call, spot, 1.0, 0.2, SignedWad::from_wei(i128::MAX));
        assert_eq!(refused(&[huge], 1), RevaluationError::AmountOverflow);
    }
}
