//! Turns price feeds into one validated snapshot and fixes expiry prices.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
#![cfg_attr(
    feature = "export-abi",
    allow(
        missing_docs,
        reason = "the SDK's macro adds items of its own without a word on them"
    )
)]

extern crate alloc;

mod admin;
mod storage;

pub use storage::Oracle;

use access::{changes, AccessError};
use alloy_primitives::Address;
use stylus_sdk::prelude::*;

#[public]
#[implements(Access)]
impl Oracle {
    /// Fills the roles and the modules that exist already. `owner` is passed on, never taken from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    #[constructor]
    pub fn constructor(
        &mut self,
        owner: Address,
        guardian: Address,
        spot_feed: Address,
        sequencer_feed: Address,
    ) -> Result<(), AccessError> {
        self.authority.initialize(owner, guardian)?;
        for (key, module) in [
            (admin::SPOT_FEED, spot_feed),
            (admin::SEQUENCER_FEED, sequencer_feed),
        ] {
            changes::install(self, key, module)?;
        }
        Ok(())
    }

    /// The Chainlink-style feed of the spot price.
    pub fn spot_feed(&self) -> Address {
        self.spot_feed.get()
    }

    /// The Chainlink-style feed of the L2 sequencer's uptime.
    pub fn sequencer_feed(&self) -> Address {
        self.sequencer_feed.get()
    }
}

access::implement_access!(Oracle);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let access = Interface::of::<AccessStylusAbiStruct>(&access::SOLIDITY);
    run::<Oracle>(&[], &[access]);
}
