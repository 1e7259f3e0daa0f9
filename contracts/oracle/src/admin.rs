//! What can be changed in the contract, and by which rule.

use crate::storage::Oracle;
use access::{address_of, key, value_of, Authority, Governed, Rule};
use alloy_primitives::{B256, U256};

/// Key of the Chainlink-style feed of the spot price.
pub(crate) const SPOT_FEED: B256 = key("spotFeed");
/// Key of the Chainlink-style feed of the L2 sequencer's uptime.
pub(crate) const SEQUENCER_FEED: B256 = key("sequencerFeed");

impl Governed for Oracle {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn rule(&self, key: B256) -> Option<Rule> {
        self.module(key).map(|_| Rule::Module)
    }

    fn current(&self, key: B256) -> U256 {
        self.module(key)
            .map_or(U256::ZERO, |module| value_of(module.get()))
    }

    fn store(&mut self, key: B256, value: U256) {
        if let (Some(module), Some(address)) = (self.module_mut(key), address_of(value)) {
            module.set(address);
        }
    }
}

access::modules!(Oracle {
    SPOT_FEED => spot_feed,
    SEQUENCER_FEED => sequencer_feed,
});
