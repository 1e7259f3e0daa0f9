//! The engine against committed vectors from ball arithmetic.
//!
//! `tests/reference/vectors.py` writes them: each value in units of 1e-24, beside the error that
//! is allowed it. `tests/reference/fresh.py` holds the same bounds on fresh random points.

use engine::black_scholes::{Terms, greeks};
use engine::digital;
use engine::surface::{Post, SviParameters, durrleman, q120_of};
use math::{Approximation, Compact, Float, SignedWad, Tabled, Wad, exponential, ln_wad, normal};

const VANILLA: &str = include_str!("../../../tests/reference/vectors/vanilla.csv");
const DIGITAL: &str = include_str!("../../../tests/reference/vectors/digital.csv");
const FUNCTIONS: &str = include_str!("../../../tests/reference/vectors/functions.csv");

const SVI: &str = include_str!("../../../tests/reference/vectors/svi.csv");

/// Units of the vectors in a wei.
const UNITS: i128 = 1_000_000;

fn integers(cells: &[&str]) -> Vec<i128> {
    cells
        .iter()
        .map(|cell| cell.parse().expect("an integer"))
        .collect()
}

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

fn market(row: &[i128]) -> (Terms, Wad) {
    let terms = Terms {
        spot: Wad::from_wei(row[0].unsigned_abs()),
        strike: Wad::from_wei(row[1].unsigned_abs()),
        expiry_secs: u64::try_from(row[2]).expect("seconds"),
        rate: SignedWad::from_wei(row[3]),
    };
    (terms, Wad::from_wei(row[4].unsigned_abs()))
}

fn whole(wad: Wad) -> i128 {
    i128::try_from(wad.wei()).expect("a price that fits")
}

/// Each answer against its value and what is allowed.
fn compare(names: &[&str], answers: &[i128], row: &[i128]) {
    assert_eq!(answers.len() * 2 + 5, row.len());
    for (i, answer) in answers.iter().enumerate() {
        let (value, allowed) = (row[5 + 2 * i], row[6 + 2 * i]);
        let error = (value - answer * UNITS).abs();
        assert!(
            error <= allowed,
            "{}: {answer} is {error}e-24 off at {:?}",
            names[5 + 2 * i],
            &row[..5]
        );
    }
}

/// A float of whole units, in wei.
fn in_wei(value: Float) -> i128 {
    let wei = value
        .mul(Float::from_u128(Wad::ONE.wei()))
        .to_u128_nearest();
    i128::try_from(wei).expect("a figure that fits")
}

#[test]
fn slices_agree_with_ball_arithmetic() {
    let mut count = 0;
    for row in rows(SVI) {
        let n = integers(&row);
        let post = Post {
            parameters: SviParameters {
                level: SignedWad::from_wei(n[0]),
                slope: Wad::from_wei(n[1].unsigned_abs()),
                tilt: SignedWad::from_wei(n[2]),
                shift: SignedWad::from_wei(n[3]),
                smoothness: Wad::from_wei(n[4].unsigned_abs()),
            },
            expiry: u64::try_from(n[5]).expect("seconds"),
            timestamp: 0,
        };
        let smile = post.smile(u64::try_from(n[6]).expect("seconds")).unwrap();
        let k = SignedWad::from_wei(n[7]);
        let place = q120_of(k);
        let point = smile.slice().point(place).unwrap();
        let slope = in_wei(point.slope.magnitude);
        let answers = [
            in_wei(smile.variance(place).unwrap()),
            if point.slope.negative { -slope } else { slope },
            in_wei(point.curvature),
            durrleman(&smile, k).unwrap().wei(),
            whole(smile.volatility(place).unwrap()),
        ];
        for (i, answer) in answers.iter().enumerate() {
            let (value, allowed) = (n[8 + 2 * i], n[9 + 2 * i]);
            let error = (value - answer * UNITS).abs();
            assert!(error <= allowed, "figure {i}: {error}e-24 off at {n:?}");
        }
        count += 1;
    }
    assert_eq!(count, 160);
}

fn vanilla_agrees<A: Approximation>() {
    let names: Vec<&str> = VANILLA
        .lines()
        .next()
        .expect("a header")
        .split(',')
        .collect();
    let mut count = 0;
    for row in rows(VANILLA).map(|cells| integers(&cells)) {
        let (terms, vol) = market(&row);
        let v = greeks::<A>(&terms, vol).expect("terms in the domain");
        let answers = [
            whole(v.prices.call),
            whole(v.prices.put),
            v.call.delta.wei(),
            v.put.delta.wei(),
            whole(v.gamma),
            whole(v.vega),
            v.call.theta.wei(),
            v.put.theta.wei(),
            v.call.rho.wei(),
            v.put.rho.wei(),
            v.vanna.wei(),
            v.volga.wei(),
        ];
        compare(&names, &answers, &row);
        count += 1;
    }
    assert!(count >= 150, "the vectors are there");
}

fn digitals_agree<A: Approximation>() {
    let names: Vec<&str> = DIGITAL
        .lines()
        .next()
        .expect("a header")
        .split(',')
        .collect();
    let mut count = 0;
    for row in rows(DIGITAL).map(|cells| integers(&cells)) {
        let (terms, vol) = market(&row);
        let v = digital::greeks::<A>(&terms, vol).expect("terms in the domain");
        let answers: Vec<i128> = [v.call, v.put]
            .iter()
            .flat_map(|d| {
                let signed = [d.delta, d.gamma, d.vega, d.theta, d.rho, d.vanna, d.volga];
                core::iter::once(whole(d.price)).chain(signed.map(SignedWad::wei))
            })
            .collect();
        compare(&names, &answers, &row);
        count += 1;
    }
    assert!(count >= 150, "the vectors are there");
}

fn functions_agree<A: Approximation>() {
    let mut count = 0;
    for cells in rows(FUNCTIONS) {
        let numbers = integers(&cells[1..]);
        let (x, value, allowed) = (numbers[0], numbers[1], numbers[2]);
        let signed = SignedWad::from_wei(x);
        let answer = match cells[0] {
            "cdf" => whole(normal::cdf_wad::<A>(signed)),
            "pdf" => whole(normal::pdf_wad::<A>(signed)),
            "exp" => whole(exponential::exp_wad::<A>(signed).expect("an exponent in the domain")),
            "ln" => ln_wad(Wad::from_wei(x.unsigned_abs()))
                .expect("a positive number")
                .wei(),
            "quantile" => normal::quantile_wad::<A>(Wad::from_wei(x.unsigned_abs()))
                .expect("a probability")
                .wei(),
            other => panic!("unknown function {other}"),
        };
        let error = (value - answer * UNITS).abs();
        assert!(
            error <= allowed,
            "{}({x}) = {answer} is {error}e-24 off",
            cells[0]
        );
        count += 1;
    }
    assert!(count >= 500, "the vectors are there");
}

mod compact {
    use super::*;

    #[test]
    fn vanilla_options_agree_with_ball_arithmetic() {
        vanilla_agrees::<Compact>();
    }

    #[test]
    fn digitals_agree_with_ball_arithmetic() {
        digitals_agree::<Compact>();
    }

    #[test]
    fn functions_agree_with_ball_arithmetic() {
        functions_agree::<Compact>();
    }
}

mod tabled {
    use super::*;

    #[test]
    fn vanilla_options_agree_with_ball_arithmetic() {
        vanilla_agrees::<Tabled>();
    }

    #[test]
    fn digitals_agree_with_ball_arithmetic() {
        digitals_agree::<Tabled>();
    }

    #[test]
    fn functions_agree_with_ball_arithmetic() {
        functions_agree::<Tabled>();
    }
}
