//! What the contract stores.

use access::Authority;
use layout::Layout;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::StorageAddress;

/// Traders' accounts: the front door of every trade, and of settlement.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Market {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) asset: StorageAddress,
    pub(crate) oracle: StorageAddress,
    pub(crate) option_pricer: StorageAddress,
    pub(crate) risk_manager: StorageAddress,
    pub(crate) vault: StorageAddress,
    pub(crate) liquidator: StorageAddress,
}
