//! What can be changed in the contract, and by which rule.

use crate::storage::Vault;
use access::{address_of, key, value_of, Authority, Governed, Rule};
use alloy_primitives::{B256, U256};

/// Key of the risk manager that says what the book is worth and what must stay.
pub(crate) const RISK_MANAGER: B256 = key("riskManager");
/// Key of the market, to which premiums and payouts flow.
pub(crate) const MARKET: B256 = key("market");
/// Key of the liquidator, for what insolvent accounts leave unpaid.
pub(crate) const LIQUIDATOR: B256 = key("liquidator");

impl Governed for Vault {
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

access::modules!(Vault {
    RISK_MANAGER => risk_manager,
    MARKET => market,
    LIQUIDATOR => liquidator,
});
