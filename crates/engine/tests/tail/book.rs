//! The tail of a book: laws that any measure of its kind keeps, and how near the estimate is to the whole.

use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Exposure, Figures, Grid, VolShock};
use engine::limits::PoolRisk;
use engine::revaluation::{Leg, NormalTable, RevaluationError, Total, VolRow, revalue};
use engine::tail::{Draw, MAX_DAY, POINTS, Rehearsal, Slopes, Tail, draws, worst};
use engine::{Claim, Kind};
use fastrand::Rng;
use math::{Compact, Float, SignedWad, WAD, Wad};
use crate::support::{cases, float_signed, random, signed, wad};

const SPOT: Wad = Wad::from_wei(2_000 * WAD);
const DAY: u64 = 86_400;
const YEAR: f64 = 365.0;

/// A position: kind, days to expiry, strike, quantity.
type Held = (Kind, u64, f64, f64);

/// A book by expiry, at one volatility.
struct Book {
    volatility: f64,
    held: Vec<Held>,
}

/// A positive number below 2⁶³ as the engine's float.
fn float(x: f64) -> Float {
    let bits = x.to_bits();
    let exponent = i32::try_from(bits >> 52).expect("it is positive") - 1_023;
    Float::new((bits << 11) | (1 << 63), exponent)
}

#[allow(clippy::cast_precision_loss, reason = "below 2^53")]
fn root(days: u64) -> f64 {
    (days as f64 / YEAR).sqrt()
}

impl Book {
    fn new(held: &[Held]) -> Self {
        let held = held.to_vec();
        Self {
            volatility: 0.6,
            held,
        }
    }

    fn scaled(&self, factor: f64) -> Self {
        let held = self
            .held
            .iter()
            .map(|(kind, days, strike, quantity)| (*kind, *days, *strike, quantity * factor));
        Self {
            volatility: self.volatility,
            held: held.collect(),
        }
    }

    fn with(&self, other: &Self) -> Self {
        let held = [self.held.clone(), other.held.clone()].concat();
        Self {
            volatility: self.volatility,
            held,
        }
    }

    fn day(&self) -> Wad {
        wad(self.volatility * root(1))
    }

    fn legs(&self, held: &[Held]) -> Vec<Leg> {
        let leg = |(kind, days, strike, quantity): &Held| {
            let terms = Terms {
                spot: SPOT,
                strike: wad(*strike),
                expiry_secs: days * DAY,
                rate: SignedWad::ZERO,
            };
            let claim = Claim::new::<Compact>(*kind, &terms).unwrap();
            Leg::new(
                claim,
                float(self.volatility * root(*days)),
                signed(*quantity),
            )
        };
        held.iter().map(leg).collect()
    }

    fn figures(&self) -> Figures {
        let grid = Grid::new(SPOT).unwrap();
        let mut exposure = Exposure::default();
        for alike in self.held.chunk_by(|one, next| one.1 == next.1) {
            let days = alike[0].1;
            let expiry = Expiry {
                shock: VolShock::new::<Compact>(days * DAY),
                root: float(root(days)),
                day: float(self.volatility * root(1)),
            };
            exposure
                .add::<Compact>(&grid, &expiry, &self.legs(alike))
                .unwrap();
        }
        exposure.figures().unwrap()
    }

    fn estimate_on(&self, day: Wad) -> Tail {
        let mut gains = [0; POINTS];
        let slopes = Slopes::of(&self.figures()).unwrap();
        slopes.tail::<Compact>(day, &mut gains).unwrap()
    }

    fn estimate(&self) -> Tail {
        self.estimate_on(self.day())
    }

    fn in_full(&self) -> Tail {
        self.in_full_on(self.day())
    }

    fn in_full_on(&self, day: Wad) -> Tail {
        let days: Vec<Draw> = draws(day).unwrap().collect();
        let moves: Vec<_> = days
            .iter()
            .map(|day| day.spot_move::<Compact>(SPOT).unwrap())
            .collect();
        let (table, mut gains) = (NormalTable::new(), vec![0; POINTS]);
        let mut rehearsal = Rehearsal::new(&days, &table, &mut gains).unwrap();
        for alike in self.held.chunk_by(|one, next| one.1 == next.1) {
            let power = VolShock::new::<Compact>(alike[0].1 * DAY).power();
            rehearsal
                .add::<Compact>(&moves, power, &self.legs(alike))
                .unwrap();
        }
        rehearsal.tail().unwrap()
    }
}

fn any_book(r: &mut Rng) -> Book {
    let kinds = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];
    let held = (0..r.usize(1..6)).map(|_| {
        let kind = kinds[r.usize(..4)];
        let digital = if kind.is_digital() { 500.0 } else { 1.0 };
        let strike = 1_500.0 + 1_000.0 * r.f64();
        (
            kind,
            r.u64(1..120),
            strike,
            digital * (r.f64() * 20.0 - 10.0),
        )
    });
    let held = held.collect();
    Book {
        volatility: 0.2 + r.f64(),
        held,
    }
}

fn dollars(tail: &Tail) -> [f64; 2] {
    [tail.value_at_risk, tail.shortfall].map(float_signed)
}

fn gains(r: &mut Rng) -> Vec<i128> {
    let scale = r.u32(20..90);
    let tilt = r.i128(-(1 << scale)..=1 << scale);
    let each = (0..POINTS).map(|_| r.i128(-(1 << scale)..=1 << scale) + tilt);
    each.collect()
}

fn measured(gains: &[i128]) -> [i128; 2] {
    let tail = worst(&mut gains.to_vec()).unwrap();
    [tail.value_at_risk, tail.shortfall].map(SignedWad::wei)
}

mod both_figures {
    use super::*;

    #[test]
    fn grow_with_the_book_and_shift_with_certain_money() {
        let mut r = random(11);
        for _ in 0..cases() {
            let book = gains(&mut r);
            let [at_risk, shortfall] = measured(&book);
            assert!(shortfall >= at_risk);
            let factor = r.i128(1..1_000);
            let grown: Vec<_> = book.iter().map(|gain| gain * factor).collect();
            for (got, one) in measured(&grown).into_iter().zip([at_risk, shortfall]) {
                // Each is rounded up once.
                assert!(
                    got <= one * factor && got > (one - 1) * factor,
                    "{got} {one}"
                );
            }
            let money = r.i128(-(1 << 80)..1 << 80);
            let richer: Vec<_> = book.iter().map(|gain| gain + money).collect();
            assert_eq!(measured(&richer), [at_risk - money, shortfall - money]);
        }
    }

    #[test]
    fn never_rise_when_no_day_loses_more() {
        let mut r = random(12);
        for _ in 0..cases() {
            let book = gains(&mut r);
            let better: Vec<_> = book
                .iter()
                .map(|gain| gain + r.i128(0..1 << 60) * i128::from(r.bool()))
                .collect();
            let (one, two) = (measured(&book), measured(&better));
            assert!(two[0] <= one[0] && two[1] <= one[1]);
        }
    }

    #[test]
    fn of_a_book_scale_with_it() {
        let mut r = random(13);
        for _ in 0..cases() / 400 {
            let book = any_book(&mut r);
            let twice = book.scaled(2.0);
            for (one, two) in [
                (book.in_full(), twice.in_full()),
                (book.estimate(), twice.estimate()),
            ] {
                for (one, two) in dollars(&one).into_iter().zip(dollars(&two)) {
                    assert!(
                        (2.0 * one - two).abs() < 1e-9 * (1.0 + one.abs()),
                        "{one} {two}"
                    );
                }
            }
        }
    }
}

mod shortfall {
    use super::*;

    #[test]
    fn of_two_books_is_no_more_than_of_each_by_itself() {
        let mut r = random(14);
        for _ in 0..cases() {
            let (one, two) = (gains(&mut r), gains(&mut r));
            let sum: Vec<_> = one.iter().zip(&two).map(|(a, b)| a + b).collect();
            let [[_, one], [_, two], [_, sum]] = [one, two, sum].map(|book| measured(&book));
            // Each is rounded up once.
            assert!(sum <= one + two, "{sum} {one} {two}");
        }
        for _ in 0..cases() / 400 {
            let (one, two) = (any_book(&mut r), any_book(&mut r));
            let two = Book {
                volatility: one.volatility,
                ..two
            };
            let [each, other, both] =
                [&one, &two, &one.with(&two)].map(|book| dollars(&book.in_full())[1]);
            assert!(both <= each + other + 1e-6 * (1.0 + each.abs() + other.abs()));
        }
    }
}

mod the_estimate {
    use super::*;

    #[test]
    fn equals_the_whole_on_small_moves() {
        let mut r = random(15);
        for _ in 0..cases() / 100 {
            // A volatility of a few percent has days of a few tenths of one; the moves of volatility stay what they are, so
            // the books have some time left, and every strike near the money.
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
            let risk = PoolRisk::new(backing, SPOT, &book.figures()).unwrap();
            assert!(support::float(risk.worst) > 2.0 * full, "{full}");
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

mod a_book {
    use super::*;

    #[test]
    fn loses_less_on_its_worst_days_than_in_the_worst_scenario_of_the_grid() {
        // Short options lose by large moves, of which the grid has the larger ones.
        let straddle = [
            (Kind::Call, 30, 2_000.0, -10.0),
            (Kind::Put, 30, 2_000.0, -10.0),
        ];
        let book = Book::new(&straddle);
        let backing = Wad::from_wei(1_000_000 * WAD);
        let risk = PoolRisk::new(backing, SPOT, &book.figures()).unwrap();
        let shortfall = dollars(&book.in_full())[1];
        assert!(shortfall > 0.0 && shortfall < support::float(risk.worst));
    }

    #[test]
    fn that_is_long_alone_loses_no_more_than_it_is_worth() {
        let mut r = random(17);
        for _ in 0..cases() / 200 {
            let mut book = any_book(&mut r);
            for held in &mut book.held {
                held.3 = held.3.abs();
            }
            let worth = float_signed(book.figures().mark);
            let [_, shortfall] = dollars(&book.in_full());
            // Rounded against the holder by what the fast kernel may be off.
            let gross: f64 = book.held.iter().map(|held| held.3 * 2_000.0).sum();
            let within = 1.1e-8 * gross + 1e-9;
            assert!(shortfall <= worth + within, "{shortfall} {worth}");
        }
    }

    #[test]
    fn must_come_with_a_day_and_a_gain_for_each_point() {
        let days: Vec<Draw> = draws(MAX_DAY).unwrap().collect();
        assert_eq!(days.len(), POINTS);
        let (table, mut gains) = (NormalTable::new(), vec![0; POINTS]);
        assert!(Rehearsal::new(&days[1..], &table, &mut gains).is_err());
        assert!(Rehearsal::new(&days, &table, &mut gains[1..]).is_err());
        let mut rehearsal = Rehearsal::new(&days, &table, &mut gains).unwrap();
        let legs = Book::new(&[]).legs(&[(Kind::Call, 30, 2_000.0, 1.0)]);
        assert_eq!(
            rehearsal.add::<Compact>(&[], Float::ONE, &legs),
            Err(RevaluationError::ResultsMismatch)
        );
        assert_eq!(rehearsal.tail(), Ok(Tail::default()));
    }

    #[test]
    fn is_worth_on_each_day_what_the_exact_kernel_says() {
        let mut r = random(18);
        for round in 0..cases() / 1_000 {
            let mut book = any_book(&mut r);
            if round % 2 == 0 {
                // Strikes beyond the fast kernel.
                book.held[0].2 = if r.bool() { 3.0 } else { 7_000.0 };
            }
            let days: Vec<Draw> = draws(book.day()).unwrap().collect();
            let moves: Vec<_> = days
                .iter()
                .map(|day| day.spot_move::<Compact>(SPOT).unwrap())
                .collect();
            let (mut gross, mut gains) = (0.0, vec![0; POINTS]);
            for held in &book.held {
                gross += held.3.abs() * if held.0.is_digital() { 1.0 } else { 2_000.0 };
                let legs = book.legs(core::slice::from_ref(held));
                let power = VolShock::new::<Compact>(held.1 * DAY).power();
                let value = |factor, to| {
                    let row = VolRow::new(factor, core::slice::from_ref(to)).unwrap();
                    let mut total = [Total::default()];
                    revalue::<Compact>(&legs, &[row], &mut total).unwrap();
                    total[0].against_holder().wei()
                };
                let unmoved = engine::claim::SpotMove::new(SPOT, Wad::ONE).unwrap();
                let still = value(Wad::ONE, &unmoved);
                for ((gain, day), to) in gains.iter_mut().zip(&days).zip(&moves) {
                    *gain += value(day.vol_factor::<Compact>(power), to) - still;
                }
            }
            let exact = dollars(&worst(&mut gains).unwrap());
            for (got, exact) in dollars(&book.in_full()).into_iter().zip(exact) {
                // Too much by what the fast kernel may be off, and the unit that it rounds by.
                let within = 1.1e-8 * gross + 1e-9;
                assert!(
                    (-1e-9..within).contains(&(got - exact)),
                    "{got} {exact} {gross}"
                );
            }
        }
    }
}

/// `tests/reference/tail.py` draws a million days on ten books, and knows nothing of the points here.
mod against_a_million_days {
    use super::*;

    const VECTORS: &str = include_str!("../../../../tests/reference/vectors/tail.csv");

    struct Vector {
        name: String,
        day: Wad,
        legs: Vec<(u64, Leg)>,
        /// Value at risk, its error, shortfall, its error.
        drawn: Vec<f64>,
    }

    fn number(text: &str) -> f64 {
        text.parse().expect("a number")
    }

    fn leg(text: &str) -> (u64, Leg) {
        let cells: Vec<_> = text.split(' ').collect();
        let kind = match cells[0] {
            "c" => Kind::Call,
            "p" => Kind::Put,
            "d" => Kind::DigitalCall,
            "e" => Kind::DigitalPut,
            other => panic!("no kind {other}"),
        };
        let days = cells[1].parse().expect("days");
        let terms = Terms {
            spot: SPOT,
            strike: wad(number(cells[2])),
            expiry_secs: days * DAY,
            rate: SignedWad::ZERO,
        };
        let claim = Claim::new::<Compact>(kind, &terms).unwrap();
        let deviation = float(number(cells[4]) * root(days));
        (days, Leg::new(claim, deviation, signed(number(cells[3]))))
    }

    fn vectors() -> Vec<Vector> {
        let rows = VECTORS.lines().skip(1).map(|line| {
            let cells: Vec<_> = line.split(',').collect();
            Vector {
                name: cells[0].into(),
                day: wad(number(cells[1])),
                legs: cells[2].split("; ").map(leg).collect(),
                drawn: cells[3..].iter().map(|cell| number(cell)).collect(),
            }
        });
        rows.collect()
    }

    /// Both figures in full, and the estimate's.
    fn answers(vector: &Vector) -> [[f64; 2]; 2] {
        let days: Vec<Draw> = draws(vector.day).unwrap().collect();
        let moves: Vec<_> = days
            .iter()
            .map(|day| day.spot_move::<Compact>(SPOT).unwrap())
            .collect();
        let (table, mut gains) = (NormalTable::new(), vec![0; POINTS]);
        let mut rehearsal = Rehearsal::new(&days, &table, &mut gains).unwrap();
        let mut exposure = Exposure::default();
        let grid = Grid::new(SPOT).unwrap();
        for (days, leg) in &vector.legs {
            let expiry = Expiry {
                shock: VolShock::new::<Compact>(days * DAY),
                root: float(root(*days)),
                day: Float::ZERO,
            };
            let legs = core::slice::from_ref(leg);
            rehearsal
                .add::<Compact>(&moves, expiry.shock.power(), legs)
                .unwrap();
            exposure.add::<Compact>(&grid, &expiry, legs).unwrap();
        }
        let full = rehearsal.tail().unwrap();
        let slopes = Slopes::of(&exposure.figures().unwrap()).unwrap();
        let estimate = slopes.tail::<Compact>(vector.day, &mut gains).unwrap();
        [full, estimate].map(|tail| dollars(&tail))
    }

    #[test]
    fn the_whole_is_within_their_sampling_error() {
        let vectors = vectors();
        assert_eq!(vectors.len(), 10);
        println!("| book | drawn VaR | VaR | drawn ES | ES in full | in errors | estimated ES |");
        for vector in &vectors {
            let [full, estimate] = answers(vector);
            let [at_risk, its_error, shortfall, error] = vector.drawn[..] else {
                panic!("four figures");
            };
            let name = &vector.name;
            println!(
                "| {name} | {at_risk:.1} ± {its_error:.1} | {:.1} | {shortfall:.1} ± {error:.1} | {:.1} | {:+.1} | {:.1} |",
                full[0],
                full[1],
                (full[1] - shortfall) / error,
                estimate[1]
            );
            assert!(
                (full[1] - shortfall).abs() <= 3.0 * error,
                "{name}: {full:?}"
            );
            // 512 points say less of a single quantile than of a mean beyond it.
            let within = 3.0 * its_error + 0.02 * at_risk;
            assert!((full[0] - at_risk).abs() <= within, "{name}: {full:?}");
            // The estimate is of second order: near enough to say when the whole is needed.
            let ratio = estimate[1] / full[1];
            assert!((0.8..1.35).contains(&ratio), "{name}: {ratio}");
        }
    }
}
