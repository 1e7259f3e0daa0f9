//! A book's exposure against its legs, priced one by one.

use engine::black_scholes::Terms;
use engine::claim::SpotMove;
use engine::exposure::{Expiry, Exposure, Figures, Grid, SCENARIOS, VolShock, counted};
use engine::revaluation::Leg;
use engine::{Claim, Kind};
use fastrand::Rng;
use math::{Compact, Float, SignedWad, WAD, Wad};

const SPOT: Wad = Wad::from_wei(2_000 * WAD);
const DAY: u64 = 86_400;

#[derive(Debug)]
struct Holding {
    kind: Kind,
    strike: Wad,
    quantity: i128,
    /// σ√τ.
    deviation: f64,
}

fn float(x: f64) -> Float {
    let mut mantissa = x;
    let mut exponent = 0;
    while mantissa < 1.0 {
        mantissa *= 2.0;
        exponent -= 1;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below 2^64"
    )]
    Float::new((mantissa * 2f64.powi(63)) as u64, exponent)
}

fn terms(strike: Wad, days: u64) -> Terms {
    Terms {
        spot: SPOT,
        strike,
        expiry_secs: days * DAY,
        rate: SignedWad::from_wei(3 * WAD.cast_signed() / 100),
    }
}

fn random(r: &mut Rng) -> Holding {
    Holding {
        kind: [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut][r.usize(..4)],
        strike: Wad::from_wei(r.u128(1_400 * WAD..2_800 * WAD)),
        quantity: r.i128(-50 * WAD.cast_signed()..50 * WAD.cast_signed()),
        deviation: r.f64() * 0.3 + 0.02,
    }
}

fn leg(holding: &Holding, days: u64) -> Leg {
    let claim = Claim::new::<Compact>(holding.kind, &terms(holding.strike, days)).unwrap();
    let quantity = SignedWad::from_wei(holding.quantity);
    Leg::new(claim, float(holding.deviation), quantity)
}

fn figures(books: &[(u64, Vec<Holding>)]) -> Figures {
    let grid = Grid::new(SPOT).unwrap();
    let mut exposure = Exposure::default();
    for (days, holdings) in books {
        let legs: Vec<_> = holdings.iter().map(|holding| leg(holding, *days)).collect();
        let expiry = Expiry {
            shock: VolShock::new::<Compact>(days * DAY),
            root: Float::ONE,
            day: Float::new(1 << 63, -5),
        };
        exposure.add::<Compact>(&grid, &expiry, &legs).unwrap();
    }
    exposure.figures().unwrap()
}

fn dollars(wad: SignedWad) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "compared as floats")]
    let wei = wad.wei() as f64;
    wei / 1e18
}

fn units(wad: Wad) -> f64 {
    dollars(SignedWad::from_wei(wad.wei().cast_signed()))
}

/// Spot in percent and what the row does to volatility, in the order of the scenarios.
fn scenarios(shock: VolShock) -> Vec<(u128, f64)> {
    let (up, down) = (units(shock.up), units(shock.down));
    let inner = [85, 90, 95, 100, 105, 110, 115];
    let row = |spots: &[u128], factor: f64| spots.iter().map(|s| (*s, factor)).collect::<Vec<_>>();
    [
        row(&inner, up),
        row(&[80, 120], up),
        row(&inner, 1.0),
        row(&[50, 67, 150, 200], 1.0),
        row(&inner, down),
    ]
    .concat()
}

fn books(r: &mut Rng) -> Vec<(u64, Vec<Holding>)> {
    let one = |r: &mut Rng| {
        (
            r.u64(1..400),
            (0..r.usize(1..6)).map(|_| random(r)).collect(),
        )
    };
    (0..r.usize(1..4)).map(|_| one(r)).collect()
}

#[test]
fn is_the_sum_of_what_its_legs_are_worth_in_each_scenario() {
    let mut r = Rng::with_seed(1);
    for _ in 0..200 {
        let books = books(&mut r);
        let got = figures(&books);
        let mut values = [0.0; SCENARIOS];
        let mut still = 0.0;
        for (days, holdings) in &books {
            let shock = VolShock::new::<Compact>(days * DAY);
            for holding in holdings {
                let claim =
                    Claim::new::<Compact>(holding.kind, &terms(holding.strike, *days)).unwrap();
                let quantity = dollars(SignedWad::from_wei(holding.quantity));
                still += quantity * units(claim.value::<Compact>(float(holding.deviation)));
                for (value, (percent, factor)) in values.iter_mut().zip(scenarios(shock)) {
                    let factor_wad = Wad::from_wei(percent * WAD / 100);
                    let moved = claim.moved(&SpotMove::new(SPOT, factor_wad).unwrap());
                    let price = moved.value::<Compact>(float(holding.deviation * factor));
                    *value += quantity * units(price);
                }
            }
        }
        assert!((dollars(got.mark) - still).abs() < 1e-8);
        for (scenario, value) in values.iter().enumerate() {
            #[allow(clippy::cast_possible_truncation, reason = "far below 2^63 wei")]
            let change = ((value - still) * 1e9) as i128;
            let expected = counted(scenario, change);
            let got = got.changes[scenario].wei() / 1_000_000_000;
            assert!((got - expected).abs() < 100, "{scenario}: {got} {expected}");
        }
    }
}

#[test]
fn of_two_books_adds_up() {
    let mut r = Rng::with_seed(2);
    for _ in 0..300 {
        let (one, two) = (books(&mut r), books(&mut r));
        let sum = figures(&one).plus(&figures(&two)).unwrap();
        let whole = figures(&one.into_iter().chain(two).collect::<Vec<_>>());
        for (a, b) in [
            (sum.mark, whole.mark),
            (sum.high, whole.high),
            (sum.low, whole.low),
            (sum.delta, whole.delta),
            (sum.vega, whole.vega),
            (sum.slope, whole.slope),
            (sum.gamma, whole.gamma),
            (sum.vol_slope, whole.vol_slope),
            (sum.volga, whole.volga),
            (sum.vanna, whole.vanna),
        ]
        .into_iter()
        .chain(sum.changes.into_iter().zip(whole.changes))
        {
            // Each figure is rounded once, by what its terms may be off.
            assert!((a.wei() - b.wei()).abs() < 1 << 20, "{a:?} {b:?}");
        }
    }
}

#[test]
fn turned_for_and_against_its_holder_lies_around_the_mark() {
    let mut r = Rng::with_seed(3);
    for _ in 0..500 {
        let got = figures(&books(&mut r));
        assert!(got.low <= got.mark && got.mark <= got.high, "{got:?}");
    }
}

#[test]
fn delta_and_vega_are_slopes_of_the_value() {
    let mut r = Rng::with_seed(4);
    for _ in 0..200 {
        let books = vec![(30, vec![random(&mut r)])];
        let got = figures(&books);
        let holding = &books[0].1[0];
        let claim = Claim::new::<Compact>(holding.kind, &terms(holding.strike, 30)).unwrap();
        let quantity = dollars(SignedWad::from_wei(holding.quantity));
        let value = |percent_wad: u128, deviation: f64| {
            let spot = SpotMove::new(SPOT, Wad::from_wei(percent_wad)).unwrap();
            quantity * units(claim.moved(&spot).value::<Compact>(float(deviation)))
        };
        let step = WAD / 100_000;
        let delta = (value(WAD + step, holding.deviation) - value(WAD - step, holding.deviation))
            / (2.0 * 2_000.0 * 1e-5);
        let vega = (value(WAD, holding.deviation + 1e-5) - value(WAD, holding.deviation - 1e-5))
            / 2e-5
            / 100.0;
        let close = |a: f64, b: f64| (a - b).abs() < 1e-5 * (1.0 + b.abs());
        assert!(
            close(dollars(got.delta), delta),
            "{} {delta}",
            dollars(got.delta)
        );
        assert!(
            close(dollars(got.vega), vega),
            "{} {vega}",
            dollars(got.vega)
        );
    }
}

#[test]
fn bends_are_second_differences_of_the_value() {
    let mut r = Rng::with_seed(5);
    for _ in 0..300 {
        let days = r.u64(1..400);
        let books = vec![(days, vec![random(&mut r)])];
        let got = figures(&books);
        let holding = &books[0].1[0];
        // Below a deviation of 1/32 they are those at it.
        let deviation = holding.deviation.max(1.0 / 32.0);
        let claim = Claim::new::<Compact>(holding.kind, &terms(holding.strike, days)).unwrap();
        let quantity = dollars(SignedWad::from_wei(holding.quantity));
        let power = (30.0 / float_days(days)).powf(if days <= 30 { 0.3 } else { 0.13 });
        let value = |spot: f64, vol: f64| {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "next to one"
            )]
            let factor = Wad::from_wei(((1.0 + spot) * 1e18) as u128);
            let to = SpotMove::new(SPOT, factor).unwrap();
            let deviation = float(deviation * (power * vol).exp());
            quantity * units(claim.moved(&to).value::<Compact>(deviation))
        };
        let h = 1e-4;
        let still = value(0.0, 0.0);
        let second = |up: f64, down: f64| (up - 2.0 * still + down) / (h * h);
        let cross = (value(h, h) - value(h, -h) - value(-h, h) + value(-h, -h)) / (4.0 * h * h);
        for (name, got, expected) in [
            (
                "delta",
                got.slope,
                (value(h, 0.0) - value(-h, 0.0)) / (2.0 * h),
            ),
            ("gamma", got.gamma, second(value(h, 0.0), value(-h, 0.0))),
            (
                "slope",
                got.vol_slope,
                (value(0.0, h) - value(0.0, -h)) / (2.0 * h),
            ),
            ("volga", got.volga, second(value(0.0, h), value(0.0, -h))),
            ("vanna", got.vanna, cross),
        ] {
            let got = dollars(got);
            let scale = quantity.abs()
                * if holding.kind.is_digital() {
                    1.0
                } else {
                    2_000.0
                };
            let close = (got - expected).abs() < 1e-4 * expected.abs() + 2e-4 * scale;
            assert!(close, "{name}: {got} {expected}, {holding:?}, {days} days");
        }
    }
}

fn float_days(days: u64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "below 2^53")]
    let days = days as f64;
    days
}

#[test]
fn the_day_of_two_books_is_the_wilder_one() {
    let day = |wei| Figures {
        day: Wad::from_wei(wei),
        ..Figures::default()
    };
    assert_eq!(day(3).plus(&day(5)).unwrap().day, Wad::from_wei(5));
}
