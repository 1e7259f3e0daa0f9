//! The arithmetic of the pool's shares: joining, leaving, vesting of income, payments of the withdrawal queue.
//!
//! The crate is `no_std`, depends on [`math`] and [`domain`] alone, and calls no host function. Amounts are in the asset's own units, shares
//! in units of 10⁻⁶ of those. Every rounding is against the caller and in favour of those who stay; names state the
//! direction. Nothing panics: an amount that does not fit is an [`Overflow`].
#![no_std]
#![warn(clippy::arithmetic_side_effects)]

mod breaker;
mod epochs;
mod fee;
mod join;
mod leave;
pub mod levels;
mod pool;
mod price;
mod queue;
mod unit;
mod vesting;

pub use breaker::{Breaker, SPAN_SECS, SPANS, Trip};
pub use epochs::Epochs;
pub use fee::ExitFee;
pub use join::Joining;
pub use leave::Leaving;
pub use pool::{Book, Pool};
pub use price::Price;
pub use queue::{Closing, Request, Waiting};
pub use unit::Unit;
pub use vesting::{MAX_VESTING_SECS, MIN_VESTING_SECS, STREAMS, Stream, Streams};

/// Shares that nobody holds and that count in every price: a share starts at 10⁻⁶ units of the asset. An attacker who
/// inflates the price for the next provider has to give away a million times what rounding could gain.
pub const VIRTUAL_SHARES: u128 = 1_000_000;

/// Shares of the first deposit that never belong to anybody: a thousand units of the asset at the initial price. The
/// supply never falls below them.
pub const DEAD_SHARES: u128 = 1_000_000_000;

/// The maximum supply of shares.
pub const MAX_SHARES: u128 = 1 << 127;

/// An amount that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl From<math::MathError> for Overflow {
    fn from(_: math::MathError) -> Self {
        Self
    }
}
