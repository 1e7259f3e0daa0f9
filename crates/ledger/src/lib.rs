//! What the market stores, and how money moves in it.
//!
//! Two programs run on this storage: the market itself, and `clearing`, which the market delegates to for everything
//! that settles. So the storage and the moves of money stand here, once.
//!
//! The money in the market is, to the unit: what accounts have (not their loans), their bonds, the fund, what is due
//! to the vault, and what the pool has paid of claims and accounts have not drawn.

extern crate alloc;

mod account;
mod fund;
mod money;
mod storage;

pub use account::{changed, longs, series, Holdings, Standing, MAX_WORDS};
pub use fund::Fund;
pub use storage::*;

use abi::market::errors::{MarketArgument, MarketOverflow};
use runtime::Refusal;

/// Returns the error about the named argument.
#[inline(never)]
pub fn argument(name: &'static str) -> Refusal {
    MarketArgument {
        name: runtime::access::word_of_name(name),
    }
    .into()
}

/// Returns the error about an amount that does not fit.
#[inline(never)]
pub fn overflow() -> Refusal {
    MarketOverflow {}.into()
}
