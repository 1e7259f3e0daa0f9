//! What the contract stores.

use crate::admin::MODULES;
use layout::Layout;
use runtime::access::Authority;
use runtime::slots::{AddressArray, AddressWord, Table, Word};
use stylus_sdk::prelude::*;

/// The maximum number of series in an account.
pub(crate) const MAX_POSITIONS: usize = 32;

/// Holds the accounts of traders. Every trade and every settlement enters here.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Market {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) asset: AddressWord,
    /// Decimals of the asset.
    pub(crate) decimals: Word,
    /// Oracle, risk manager, vault, liquidator and treasury, at the places that `admin` names.
    pub(crate) modules: AddressArray<MODULES>,
    /// Money of all accounts.
    pub(crate) tracked: Word,
    /// By account, from the low end: money (128 bits), positions (8); behind it a word of `domain::Position` each.
    pub(crate) accounts: Table,
    /// By expiry, from the low end: the price (128 bits), the part of a claim that is paid (64).
    pub(crate) settlements: Table,
    /// What an operator may still spend, by account and operator.
    pub(crate) operators: Table,
}
