//! What the contract stores.

use access::Authority;
use layout::Layout;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::StorageAddress;

/// Holds the liquidity providers' money, the counterparty of every option.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Vault {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) asset: StorageAddress,
    pub(crate) risk_manager: StorageAddress,
    pub(crate) market: StorageAddress,
    pub(crate) liquidator: StorageAddress,
}
