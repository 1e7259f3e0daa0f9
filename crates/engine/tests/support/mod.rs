//! Random inputs for the property tests.
#![allow(dead_code, reason = "every test binary uses its own part of it")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "random draws and reference figures are floats"
)]

use math::{SignedWad, WAD, Wad};

pub(crate) mod accounts;
pub(crate) mod scene;

/// Cases a property is tried on: 20,000, or what `FUZZ_CASES` says.
pub(crate) fn cases() -> usize {
    let text = std::env::var("FUZZ_CASES").unwrap_or_else(|_| "20000".into());
    text.parse().expect("FUZZ_CASES is a number")
}

/// The generator of a property: the same cases at every run.
pub(crate) fn random(seed: u64) -> fastrand::Rng {
    fastrand::Rng::with_seed(seed)
}

/// Uniform in [low, high).
pub(crate) fn uniform(r: &mut fastrand::Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * r.f64()
}

/// Uniform in the logarithm.
pub(crate) fn log_uniform(r: &mut fastrand::Rng, low: f64, high: f64) -> f64 {
    uniform(r, low.ln(), high.ln()).exp()
}

/// Normal, by twelve uniforms: tails do not matter here.
pub(crate) fn normal(r: &mut fastrand::Rng) -> f64 {
    (0..12).map(|_| r.f64()).sum::<f64>() - 6.0
}

pub(crate) fn wad(x: f64) -> Wad {
    Wad::from_wei((x * WAD as f64) as u128)
}

pub(crate) fn signed(x: f64) -> SignedWad {
    SignedWad::from_wei((x * WAD as f64) as i128)
}

pub(crate) fn float(x: Wad) -> f64 {
    x.wei() as f64 / WAD as f64
}

pub(crate) fn float_signed(x: SignedWad) -> f64 {
    x.wei() as f64 / WAD as f64
}
