//! The pure decisions of the protocol: what an option is worth, what it risks.
//!
//! The crate is `no_std`, depends on [`math`] alone, and calls no host function. Every public
//! function either answers or returns an error that names the argument at fault; none panics.
#![no_std]

pub mod black_scholes;
pub mod claim;
pub mod digital;
pub mod implied_vol;
pub mod quote;
pub mod revaluation;
pub mod surface;

mod constants;
mod error;
mod signed;

pub use claim::{Claim, Kind};
pub use error::PricingError;
