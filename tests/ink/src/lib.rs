//! Meters the pricing kernels in ink, and compares the module with the native build.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "arguments are words, and costs are shown as decimals"
)]

mod books;
mod meter;
mod module;

pub use books::{books, same_books};
use kernels::Out;
pub use meter::{COUNTER, with_counter};
pub use module::{Answer, Metered};
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// What a kernel costs over a set of calls, in gas.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// On average.
    pub mean: f64,
    /// At most.
    pub most: f64,
}

/// Functions of the compiler's runtime that the module contains and should not: a multiplication
/// of 128 bits costs more than ten of ours, a panic means that a kernel can fail.
///
/// # Panics
/// If the module is malformed or has no names.
#[must_use]
pub fn forbidden_functions(wasm: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CustomSection(section) = payload.expect("a well-formed module") else {
            continue;
        };
        let KnownCustom::Name(reader) = section.as_known() else {
            continue;
        };
        for subsection in reader {
            if let Name::Function(map) = subsection.expect("a name") {
                names.extend(
                    map.into_iter()
                        .map(|naming| naming.expect("a name").name.to_owned()),
                );
            }
        }
    }
    assert!(
        !names.is_empty(),
        "the module has to be built with its names"
    );
    let bad = [
        "__multi3",
        "__udivti3",
        "__divti3",
        "panic_const",
        "panic_fmt",
        "bounds_check",
    ];
    names.retain(|name| bad.iter().any(|word| name.contains(word)));
    names
}

const YEAR_RATE: i64 = 50_000_000_000_000_000;
const SPOT: u128 = 1_000_000_000_000_000_000_000;

/// A word pair of an amount.
const fn words(v: u128) -> [u64; 2] {
    [v as u64, (v >> 64) as u64]
}

/// The costs on the grid that `DeFiMath` publishes its figures for: S = 1000, K from 800 to 1200,
/// 7 to 180 days, 40% to 80%, at a rate of 5%.
pub fn grid(module: &mut Metered) -> Vec<(&'static str, Cost)> {
    let mut points = Vec::new();
    for strike in [800, 900, 1000, 1100, 1200u128] {
        for days in [7, 30, 60, 120, 180u64] {
            for vol in [4, 6, 8u64] {
                let strike = strike * 1_000_000_000_000_000_000;
                points.push((strike, days * 86_400, vol * 100_000_000_000_000_000));
            }
        }
    }
    let mut rows = Vec::new();
    for name in [
        "price_compact",
        "price_tabled",
        "greeks_compact",
        "greeks_tabled",
        "digital_compact",
    ] {
        let cost = cost(points.iter().map(|(strike, secs, vol)| {
            let ([s0, s1], [k0, k1]) = (words(SPOT), words(*strike));
            module
                .call(name, &[s0, s1, k0, k1, *secs, *vol, YEAR_RATE as u64])
                .ink
        }));
        rows.push((name, cost));
    }
    for name in ["implied_vol_compact", "implied_vol_tabled"] {
        let cost = cost(points.iter().map(|(strike, secs, vol)| {
            let ([s0, s1], [k0, k1]) = (words(SPOT), words(*strike));
            let rate = YEAR_RATE as u64;
            let price = module
                .call("price_tabled", &[s0, s1, k0, k1, *secs, *vol, rate])
                .values[0];
            let [p0, p1] = words(price.unsigned_abs());
            module
                .call(name, &[s0, s1, k0, k1, *secs, rate, p0, p1])
                .ink
        }));
        rows.push((name, cost));
    }
    for (name, arguments) in [
        (
            "exp",
            [1_500_000_000_000_000_000i128, -20_000_000_000_000_000_000],
        ),
        (
            "ln",
            [1_700_000_000_000_000_000, 2_000_000_000_000_000_000_000],
        ),
        ("cdf", [300_000_000_000_000_000, -5_000_000_000_000_000_000]),
        ("pdf", [300_000_000_000_000_000, -5_000_000_000_000_000_000]),
        ("sqrt", [2, 31_536_000]),
    ] {
        let cost = cost(
            arguments
                .iter()
                .map(|x| module.call(name, &words(*x as u128)).ink),
        );
        rows.push((name, cost));
    }
    rows
}

fn cost(ink: impl Iterator<Item = i64>) -> Cost {
    let all: Vec<f64> = ink.map(|ink| ink as f64 / 10_000.0).collect();
    Cost {
        mean: all.iter().sum::<f64>() / all.len() as f64,
        most: all.iter().copied().fold(0.0, f64::max),
    }
}

/// Calls module and native build with the same random arguments, asserts that every output is
/// the same, and tells how many there were.
///
/// # Panics
/// If one differs.
pub fn sameness(module: &mut Metered, points: u64) -> usize {
    let mut state = 0u64;
    let mut next = move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let mut outputs = 0;
    for _ in 0..points {
        let [s0, s1] = words(u128::from(next()) << (next() % 40));
        let [k0, k1] = words(u128::from(next()) << (next() % 40));
        let (secs, vol) = (next() >> (32 + next() % 32), next() >> (next() % 8));
        let rate = (next() as i64) >> (5 + next() % 20);
        let mut check = |name: &str, arguments: &[u64], native: &dyn Fn(*mut Out) -> u32| {
            let mut out: Out = [0; 16];
            let count = native(&raw mut out) as usize;
            let answer = module.call(name, arguments);
            assert_eq!(answer.values, out[..count], "{name} of {arguments:?}");
            outputs += count;
        };
        let market = [s0, s1, k0, k1, secs, vol, rate as u64];
        // SAFETY (of each call): the pointer is that of an `Out`.
        macro_rules! check_market {
            ($($name:ident)*) => { $(check(stringify!($name), &market, &|out| unsafe {
                kernels::$name(out, s0, s1, k0, k1, secs, vol, rate)
            });)* };
        }
        check_market!(price_compact price_tabled greeks_compact greeks_tabled digital_compact);
        let (p0, p1) = (k0 >> 7, k1 >> 7);
        let quote = [s0, s1, k0, k1, secs, rate as u64, p0, p1];
        macro_rules! check_quote {
            ($($name:ident)*) => { $(check(stringify!($name), &quote, &|out| unsafe {
                kernels::$name(out, s0, s1, k0, k1, secs, rate, p0, p1)
            });)* };
        }
        check_quote!(implied_vol_compact implied_vol_tabled);
        let [x0, x1] = words((i128::from(next() as i64) << (next() % 3)) as u128);
        macro_rules! check_function {
            ($($name:ident)*) => { $(check(stringify!($name), &[x0, x1], &|out| unsafe {
                kernels::$name(out, x0, x1)
            });)* };
        }
        check_function!(exp ln cdf pdf);
        check("sqrt", &[vol | 1, 0], &|out| unsafe {
            kernels::sqrt(out, vol | 1, 0)
        });
    }
    outputs
}
