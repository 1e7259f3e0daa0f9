//! What the contract stores.

use access::Authority;
use layout::Layout;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::StorageAddress;

/// Keeps the pool's book and its limits, and says what margin an account needs.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct RiskManager {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) option_pricer: StorageAddress,
    pub(crate) oracle: StorageAddress,
    pub(crate) market: StorageAddress,
}
