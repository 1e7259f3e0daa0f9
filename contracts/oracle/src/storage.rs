//! What the contract stores.

use access::Authority;
use layout::Layout;
use slots::AddressWord;
use stylus_sdk::prelude::*;

/// Turns price feeds into one validated snapshot and fixes expiry prices.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Oracle {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) spot_feed: AddressWord,
    pub(crate) sequencer_feed: AddressWord,
}
