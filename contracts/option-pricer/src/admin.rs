//! What can be changed in the contract, and by which rule.

use crate::storage::OptionPricer;
use access::{Authority, Governed, Rule};
use alloy_primitives::{B256, U256};

impl Governed for OptionPricer {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn rule(&self, _key: B256) -> Option<Rule> {
        None
    }

    fn current(&self, _key: B256) -> U256 {
        U256::ZERO
    }

    fn store(&mut self, _key: B256, _value: U256) {}
}
