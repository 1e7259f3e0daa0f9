//! Fixed point, exponentials and the normal distribution for on-chain option pricing.
//!
//! The crate knows nothing of options. It is `no_std`, allocates nothing, calls no host
//! function and has no dependency. Everything is integer arithmetic, so that every machine
//! computes the same bits.
//!
//! Three formats are used, each where it is strongest:
//!
//! | format | what for | why |
//! | --- | --- | --- |
//! | [`Wad`], [`SignedWad`] | what callers hand in and get back | the unit of every ABI |
//! | [`Float`] | scalars that are multiplied: prices, volatilities | keeps relative accuracy in the tails |
//! | [`Q120`] | logarithms that are added | a sum of logarithms cancels, so absolute accuracy counts |
//!
//! Costs are stated in ink (10,000 ink are one gas) as an exact meter reports them for the
//! `release` profile; `tests/ink` reproduces each figure.
#![no_std]
#![forbid(unsafe_op_in_unsafe_fn)]

mod approximation;
mod constants;
mod error;
mod float;
mod logarithm;
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
pub use logarithm::{ln_ratio, ln_wad};
pub use q120::Q120;
pub use wad::{SignedWad, WAD, Wad};
