//! The pure decisions of the protocol: prices, margins, limits, liquidations.
//!
//! The crate is `no_std`, depends on [`math`] and [`domain`] alone, and calls no host function. Every public
//! function returns a result, or an error that names the argument at fault. None panics.
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

pub mod black_scholes;
pub mod claim;
pub mod digital;
pub mod exposure;
pub mod implied_vol;
pub mod limits;
pub mod liquidation;
pub mod margin;
pub mod quote;
pub mod revaluation;
pub mod surface;
pub mod tail;

mod constants;
mod error;
mod real;
mod rounder;

pub use claim::Claim;
pub use domain::Kind;
pub use error::PricingError;
