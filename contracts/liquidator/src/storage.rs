//! What the contract stores.

use access::Authority;
use layout::Layout;
use slots::AddressWord;
use stylus_sdk::prelude::*;

/// Unwinds accounts below their maintenance margin and keeps the insurance fund.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Liquidator {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) asset: AddressWord,
    pub(crate) market: AddressWord,
    pub(crate) risk_manager: AddressWord,
    pub(crate) oracle: AddressWord,
    pub(crate) vault: AddressWord,
}
