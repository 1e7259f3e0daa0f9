//! What the contract stores.

use access::Authority;
use layout::Layout;
use slots::AddressWord;
use stylus_sdk::prelude::*;

/// Holds the liquidity providers' money, the counterparty of every option.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Vault {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) asset: AddressWord,
    pub(crate) risk_manager: AddressWord,
    pub(crate) market: AddressWord,
    pub(crate) liquidator: AddressWord,
}
