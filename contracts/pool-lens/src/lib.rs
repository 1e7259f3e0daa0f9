//! What a screen shows of a pool, in one call: the report on its risk.
//!
//! It is not part of `lens`, because a contract has at most 24,576 bytes. It has no owner, no constructor and no
//! storage, and serves every market of the protocol.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod contract;

pub use abi::pool_lens::IPoolLens;
pub use contract::PoolLens;

use alloy_primitives::Address;
use runtime::{routes, Refusal};
use stylus_sdk::prelude::*;
use views::{Eye, Shown};

impl PoolLens {
    /// Returns the pool of a market.
    ///
    /// # Errors
    /// `LensNotMarket`; the oracle's error when it has too little gas.
    pub fn pool(&self, market: Address) -> Result<Shown, Refusal> {
        Eye(self.vm()).pool_of(market)
    }
}

routes!(PoolLens by IPoolLens {
    poolCall => pool(market);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IPoolLens",
        declarations: &[
            abi::pool_lens::SOLIDITY,
            abi::lens::errors::SOLIDITY,
            runtime::SOLIDITY,
        ],
        refuses: None,
    };
    run::<PoolLens>(own, &[]);
}
