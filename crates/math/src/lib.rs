//! Fixed point, exponentials and the normal distribution for on-chain option pricing.
//!
//! The crate does not know options. It is `no_std`, allocates nothing and calls no host
//! function. Everything is integer arithmetic, so every machine computes the same bits.
//!
//! Three formats are used, each for its strength:
//!
//! | format | what for | why |
//! | --- | --- | --- |
//! | [`Wad`], [`SignedWad`] | arguments and results | the unit of every ABI |
//! | [`Float`] | scalars that are multiplied: prices, volatilities | keeps relative accuracy in the tails |
//! | [`Q120`] | logarithms that are added | a sum of logarithms cancels, so absolute accuracy counts |
//!
//! Costs are stated in ink (10,000 ink are one gas) as an exact meter reports them for the
//! `release` profile; `tests/ink` reproduces each figure.
#![no_std]
#![warn(clippy::arithmetic_side_effects)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_lossless,
    reason = "words are cut, joined and read as two's complement on purpose throughout"
)]
#![allow(
    clippy::inline_always,
    reason = "a call costs 3,800 ink, as much as a whole multiplication of floats"
)]
#![allow(
    clippy::many_single_char_names,
    clippy::similar_names,
    reason = "as in the formulas"
)]

mod approximation;
mod constants;
mod error;
mod float;
mod logarithm;
mod product;
mod q120;
mod wad;

pub mod exponential;
pub mod mills;
pub mod normal;
pub mod root;
pub mod wide;

pub use approximation::{Approximation, Compact, Tabled};
pub use error::MathError;
pub use float::Float;
pub use logarithm::{ln_ratio, ln_ratio_called, ln_wad};
pub use product::{mul_div_down, mul_div_up};
pub use q120::Q120;
pub use wad::{BASIS_POINT, ONE_BPS, SignedWad, WAD, Wad};
