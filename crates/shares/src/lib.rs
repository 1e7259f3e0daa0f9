//! The arithmetic of the pool's shares: what joining costs, what leaving pays, when income counts, who of those who wait
//! is paid how much.
//!
//! The crate is `no_std`, depends on nothing, and calls no host function. Amounts are in the asset's own units,
//! shares in units of 10⁻⁶ of those. Every rounding is against whoever acts and for those who stay; names say which
//! way. Nothing panics: what does not fit is [`Overflow`].
#![no_std]
#![warn(clippy::arithmetic_side_effects)]

mod breaker;
mod fee;
mod join;
mod leave;
mod pool;
mod price;
mod queue;
mod ratio;
mod unit;
mod vesting;

pub use breaker::{Breaker, SPAN_SECS, SPANS, Trip};
pub use fee::ExitFee;
pub use join::Joining;
pub use leave::Leaving;
pub use pool::{Book, Pool};
pub use price::Price;
pub use queue::{Epoch, Request};
pub use unit::Unit;
pub use vesting::{CLASSES, LEAST_VESTING_SECS, MOST_VESTING_SECS, Stream, class};

/// Shares that nobody holds and that count in every price: a share starts at 10⁻⁶ units of the asset, so that whoever
/// inflates its price for the next to come has to give a million times what he hopes to round away.
pub const VIRTUAL_SHARES: u128 = 1_000_000;

/// Shares of the first deposit that belong to nobody for ever: a thousand units of the asset at the price they start
/// at. The supply never falls below them.
pub const DEAD_SHARES: u128 = 1_000_000_000;

/// Most shares that there may be.
pub const MOST_SHARES: u128 = 1 << 127;

/// An amount that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;
