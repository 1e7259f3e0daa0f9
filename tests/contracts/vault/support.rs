//! A pool with a deposit, and books to mark it with.

use alloy_primitives::{Bytes, U256};
use contract_tests::pool::{IVault, Pool, PoolValue};
use contract_tests::revert;

/// A dollar in units of an asset of 6 decimals.
pub(crate) const USD: u128 = 1_000_000;

/// One, in WAD.
pub(crate) const WAD: i128 = 1_000_000_000_000_000_000;

/// The shares that the first deposit leaves to nobody.
pub(crate) const DEAD: u128 = 1_000_000_000;

pub(crate) fn number(value: u128) -> U256 {
    U256::from(value)
}

/// Returns a pool after the first provider deposited this many dollars.
pub(crate) fn funded(dollars: u128) -> Pool {
    let mut pool = Pool::of_decimals(6);
    let first = pool.providers[0];
    pool.deposit(first, dollars * USD).expect("they join");
    pool
}

/// Returns a book worth this many dollars at the mark, one dollar more on the high side and one less on the low side.
pub(crate) fn book(dollars: i128) -> PoolValue {
    PoolValue {
        mark: dollars * WAD,
        high: (dollars + 1) * WAD,
        low: (dollars - 1) * WAD,
        ..Default::default()
    }
}

pub(crate) fn exceeds(amount: U256, max: U256) -> Bytes {
    revert(&IVault::VaultExceedsMax { amount, max })
}
