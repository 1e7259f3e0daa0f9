//! `ink`: builds the kernels for WASM, meters them, and prints their cost against the targets and
//! beside the published figures of EVM libraries.
//!
//! Exits with 1 if a target is missed, if a multiplication or a panic of the compiler's runtime
//! got into the module, or if the module answers otherwise than the native build.

use std::path::Path;
use std::process::{Command, ExitCode};

use ink::{Metered, books, forbidden_functions, grid, same_books, sameness, with_counter};

/// What `DeFiMath` and Derive publish for a call of their own, in EVM gas.
const PEERS: [(&str, &str); 4] = [
    (
        "price_compact",
        "DeFiMath call 2,582; Derive v1 call and put 13,277",
    ),
    (
        "price_tabled",
        "DeFiMath call 2,582; Derive v1 call and put 13,277",
    ),
    (
        "greeks_compact",
        "Derive v2 Black-76 call, put, delta 4,009; DeFiMath's six 12,742",
    ),
    ("implied_vol_compact", "DeFiMath implied vol 11,668"),
];

/// Gas that a kernel may cost on the grid, on average.
const TARGETS: [(&str, f64); 9] = [
    ("price_compact", 40.0),
    ("price_tabled", 40.0),
    ("greeks_compact", 85.0),
    ("greeks_tabled", 85.0),
    ("implied_vol_compact", 120.0),
    ("implied_vol_tabled", 120.0),
    ("revaluation_compact", 27.0),
    ("revaluation_tabled", 27.0),
    ("revaluation_fast", 3.2),
];

/// The interpreter may nest a call for each instruction that it runs.
const STACK_BYTES: usize = 1 << 30;

fn main() -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    let run = thread.spawn(report).expect("a thread");
    run.join().unwrap_or(ExitCode::FAILURE)
}

fn report() -> ExitCode {
    let mut good = true;
    for name in forbidden_functions(&build(Some(HOT))) {
        println!("the module contains {name}, which the kernels must not need");
        good = false;
    }
    let wasm = build(None);
    let mut module = Metered::new(&with_counter(&wasm));
    println!(
        "{:<22}{:>8}{:>8}{:>8}   peers, EVM gas",
        "gas = ink / 10,000", "mean", "most", "target"
    );
    let mut costs = grid(&mut module);
    costs.extend(books(&mut module));
    for (name, cost) in costs {
        let target = TARGETS
            .iter()
            .find(|(kernel, _)| *kernel == name)
            .map(|(_, gas)| *gas);
        let peer = PEERS
            .iter()
            .find(|(kernel, _)| *kernel == name)
            .map_or("", |(_, text)| text);
        let goal = target.map_or(String::new(), |gas| format!("{gas}"));
        println!(
            "{name:<22}{:>8.2}{:>8.2}{goal:>8}   {peer}",
            cost.mean, cost.most
        );
        good &= target.is_none_or(|gas| cost.mean <= gas);
    }
    let outputs = sameness(&mut module, 10_000) + same_books(&mut module);
    println!("{outputs} outputs of the module equal those of the native build");
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The kernels that must do without the compiler's runtime.
const HOT: &str = "price-compact,price-tabled,greeks-compact,greeks-tabled,digital-compact,\
                   implied-vol-compact,implied-vol-tabled,functions";

/// Builds all kernels, or those of some features, with the profile that contracts are built with,
/// but with names.
fn build(features: Option<&str>) -> Vec<u8> {
    // As cargo says when it runs this: the program may have been built in another checkout.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("run by cargo");
    let root = Path::new(&package)
        .ancestors()
        .nth(2)
        .expect("the workspace");
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["build", "--quiet", "--release", "--package", "kernels"])
        .args(["--target", "wasm32-unknown-unknown"]);
    if let Some(features) = features {
        command.args(["--no-default-features", "--features", features]);
    }
    let done = command
        // Comes after the flags of .cargo/config.toml, so that it holds.
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "-C strip=none",
        )
        .env("CARGO_TARGET_DIR", root.join("target/ink"))
        .current_dir(root)
        .status()
        .expect("cargo");
    assert!(done.success(), "the kernels do not build");
    let module = root.join("target/ink/wasm32-unknown-unknown/release/kernels.wasm");
    std::fs::read(module).expect("the module that was just built")
}
