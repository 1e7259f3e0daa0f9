//! What the contract stores.

use access::Authority;
use alloy_primitives::U256;
use layout::Layout;
use slots::{AddressWord, Table, Word};
use stylus_sdk::prelude::*;

/// Most series that an account may hold.
pub(crate) const MAX_POSITIONS: usize = 32;

/// Traders' accounts: the front door of every trade, and of settlement.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Market {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) asset: AddressWord,
    /// Decimals of the asset.
    pub(crate) decimals: Word,
    pub(crate) oracle: AddressWord,
    pub(crate) risk_manager: AddressWord,
    pub(crate) vault: AddressWord,
    pub(crate) liquidator: AddressWord,
    pub(crate) treasury: AddressWord,
    /// Money of all accounts.
    pub(crate) tracked: Word,
    /// By account, from the low end: money (128 bits), positions (8); behind it a word of `positions::Position` each.
    pub(crate) accounts: Table,
    /// By expiry, from the low end: the price (128 bits), the part of a claim that is paid (64).
    pub(crate) settlements: Table,
    /// What an operator may still spend, by account and operator.
    pub(crate) operators: Table,
}

/// Two numbers of 128 bits in a word, the first at the low end.
pub(crate) const fn pair(low: u128, high: u128) -> U256 {
    #[allow(clippy::cast_possible_truncation, reason = "the halves of a number")]
    U256::from_limbs([
        low as u64,
        (low >> 64) as u64,
        high as u64,
        (high >> 64) as u64,
    ])
}

/// The numbers of [`pair`].
pub(crate) const fn unpair(word: U256) -> (u128, u128) {
    let [a, b, c, d] = word.into_limbs();
    ((b as u128) << 64 | a as u128, (d as u128) << 64 | c as u128)
}
