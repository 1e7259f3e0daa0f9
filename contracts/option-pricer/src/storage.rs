//! What the contract stores.

use access::Authority;
use layout::Layout;
use stylus_sdk::prelude::*;

/// Holds volatility surfaces and prices options and books on them.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct OptionPricer {
    #[layout(nested)]
    pub(crate) authority: Authority,
}
