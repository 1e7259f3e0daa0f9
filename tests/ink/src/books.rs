//! What surfaces, quotes and books cost.

use crate::module::WORK;
use crate::{Cost, Metered};

const ONE: i128 = 1_000_000_000_000_000_000;
const DAY: i128 = 86_400;
const NOW: i128 = 1_700_000_000;

/// A smile of 60% volatility at the money that expires in so many days, signed a minute ago.
fn smile(days: i128) -> [i128; 8] {
    let variance = ONE * 36 / 100 * days / 365;
    [
        variance / 2,
        variance / 2,
        -ONE / 5,
        0,
        ONE,
        NOW + days * DAY,
        NOW - 60,
        NOW,
    ]
}

/// A book on a grid of scenarios: spot 2,000, `rows` factors on volatility, `moves` on spot, and
/// legs of all kinds around the money.
pub(crate) fn book(rows: usize, moves: usize, legs: usize) -> Vec<i128> {
    let mut input = vec![2_000 * ONE];
    input.extend([ONE, ONE * 16 / 10, ONE * 7 / 10, ONE].iter().take(rows));
    input.extend((0..moves as i128).map(|i| ONE * (80 + 5 * i) / 100));
    for leg in 0..legs as i128 {
        input.extend([
            leg % 2,
            (1_600 + 100 * (leg % 9)) * ONE,
            (7 + 30 * (leg % 4)) * DAY,
            ONE / 20,
            ONE * (4 + leg % 5) / 10,
            if leg % 3 == 0 { -5 * ONE } else { 3 * ONE },
        ]);
    }
    input
}

/// The cost of one position in one scenario, beyond what legs and scenarios cost once.
fn a_position_scenario(module: &mut Metered, name: &str) -> Cost {
    // The scenarios of an account's margin: 23 on the grid, four in the tails.
    let (rows, moves, legs) = (3, 9, 32);
    let mut ink = |rows: usize| {
        let counts = [WORK, rows as u32, moves as u32, legs as u32];
        let answer = module.call_with(name, &book(rows, moves, legs), &counts);
        assert_eq!(answer.values.len(), 2, "{name} refuses its book");
        answer.ink as f64
    };
    let mean = (ink(rows) - ink(0)) / (rows * moves * legs) as f64 / 10_000.0;
    Cost { mean, most: mean }
}

/// Values the same books by the module and by the native build, asserts that every output is the
/// same, and tells how many there were.
///
/// # Panics
/// If one differs.
pub fn same_books(module: &mut Metered) -> usize {
    let mut work = Box::new(kernels::Work::new());
    let mut outputs = 0;
    for size in 1..=24 {
        let (rows, moves, legs) = (1 + size % 3, 1 + size % 9, size);
        let input = book(rows, moves, legs);
        let [r, m, l] = [rows as u32, moves as u32, legs as u32];
        let mut check = |name: &str, native: &mut dyn FnMut(*mut kernels::Out) -> u32| {
            let mut out: kernels::Out = [0; 16];
            let count = native(&raw mut out) as usize;
            let answer = module.call_with(name, &input, &[WORK, r, m, l]);
            assert_eq!(answer.values, out[..count], "{name} of {legs} legs");
            outputs += count;
        };
        macro_rules! check_book {
            ($($name:ident)*) => { $(check(stringify!($name), &mut |out| unsafe {
                // SAFETY: each pointer is that of what the kernel takes.
                kernels::$name(out, input.as_ptr(), &raw mut *work, r, m, l)
            });)* };
        }
        check_book!(revaluation_compact revaluation_tabled revaluation_fast);
    }
    outputs
}

/// The costs of what needs more than words.
///
/// # Panics
/// If a kernel refuses its input.
pub fn books(module: &mut Metered) -> Vec<(&'static str, Cost)> {
    let mut rows = Vec::new();
    let once = |answer: crate::Answer, name: &str| {
        assert!(!answer.values.is_empty(), "{name} refuses its input");
        let gas = answer.ink as f64 / 10_000.0;
        Cost {
            mean: gas,
            most: gas,
        }
    };
    let mut input = smile(30).to_vec();
    input.push(ONE / 10);
    rows.push((
        "smile",
        once(module.call_with("smile", &input, &[]), "smile"),
    ));
    let mut input = [smile(30), smile(20), smile(60)].concat();
    input.push(NOW);
    let check = module.call_with("surface_check", &input, &[]);
    rows.push(("surface_check", once(check, "surface_check")));
    let mut input = smile(30).to_vec();
    input.extend([10_000_000 * ONE, 20_000 * ONE, 4_000_000 * ONE]);
    input.extend([0, 2_100 * ONE, 10 * ONE]);
    input.extend([2_000 * ONE, ONE / 20, ONE / 1_000]);
    let quote = module.call_with("quote_compact", &input, &[]);
    rows.push(("quote_compact", once(quote, "quote_compact")));
    for name in [
        "revaluation_compact",
        "revaluation_tabled",
        "revaluation_fast",
    ] {
        rows.push((name, a_position_scenario(module, name)));
    }
    // Without rows the two differ by the table that the fast one computes.
    let mut set_up = |name: &str| {
        let answer = module.call_with(name, &book(0, 9, 32), &[WORK, 0, 9, 32]);
        answer.ink as f64 / 10_000.0
    };
    let table = set_up("revaluation_fast") - set_up("revaluation_compact");
    let (mean, most) = (table, table);
    rows.push(("revaluation_table", Cost { mean, most }));
    rows
}
