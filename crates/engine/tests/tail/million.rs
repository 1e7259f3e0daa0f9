//! The whole against a million days, drawn in `tests/reference`.

use crate::book::{DAY, SPOT, dollars, float, root};
use crate::support::{signed, wad};
use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Exposure, Grid, VolShock};
use engine::revaluation::{Leg, NormalTable};
use engine::tail::{Draw, POINTS, Rehearsal, Slopes, draws};
use engine::{Claim, Kind};
use math::{Compact, Float, SignedWad, Wad};

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
