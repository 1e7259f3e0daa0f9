//! What the contract stores.

use access::Authority;
use layout::Layout;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::StorageAddress;

/// Unwinds accounts below their maintenance margin and keeps the insurance fund.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Liquidator {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) asset: StorageAddress,
    pub(crate) market: StorageAddress,
    pub(crate) risk_manager: StorageAddress,
    pub(crate) oracle: StorageAddress,
    pub(crate) vault: StorageAddress,
}
