//! Turns price feeds into one validated snapshot and fixes expiry prices.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod interface;
mod storage;

pub use interface::IOracle;
pub use storage::Oracle;

use access::changes;
use alloy_primitives::Address;
use interfaces::{routes, Refusal};

impl Oracle {
    /// Fills the roles and the modules that exist already. `owner` is passed on, never taken from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    pub fn constructor(
        &mut self,
        owner: Address,
        guardian: Address,
        spot_feed: Address,
        sequencer_feed: Address,
    ) -> Result<(), Refusal> {
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

routes!(Oracle by IOracle {
    constructor(owner, guardian, spot_feed, sequencer_feed);
    spotFeedCall => spot_feed();
    sequencerFeedCall => sequencer_feed();
} else access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let own = Interface {
        name: "IOracle",
        declarations: &[interface::SOLIDITY],
    };
    run::<Oracle>(own, &[access::INTERFACE]);
}
