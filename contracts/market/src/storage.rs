//! The storage of the contract, which it shares with the program that settles.

use layout::Layout;
use ledger::Ledger;
use stylus_sdk::prelude::*;

/// Holds the accounts of traders. Every trade and every settlement enters here.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Market {
    #[layout(nested)]
    pub(crate) ledger: Ledger,
}
