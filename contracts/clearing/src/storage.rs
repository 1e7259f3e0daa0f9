//! The storage of the contract: that of the market, on which it runs.

use layout::Layout;
use ledger::Ledger;
use stylus_sdk::prelude::*;

/// Settles expiries and accounts for the market.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Clearing {
    #[layout(nested)]
    pub(crate) ledger: Ledger,
}
