//! What the contract stores.

use access::Authority;
use layout::Layout;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::StorageAddress;

/// Turns price feeds into one validated snapshot and fixes expiry prices.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Oracle {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) spot_feed: StorageAddress,
    pub(crate) sequencer_feed: StorageAddress,
}
