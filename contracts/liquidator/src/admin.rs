//! What can be changed in the contract, and by which rule.

use crate::storage::Liquidator;
use access::{address_of, key, value_of, Authority, Governed, Rule};
use alloy_primitives::{B256, U256};
use stylus_sdk::storage::StorageAddress;

/// Key of the market whose accounts it watches.
pub(crate) const MARKET: B256 = key("market");
/// Key of the risk manager that says what margin an account needs.
pub(crate) const RISK_MANAGER: B256 = key("riskManager");
/// Key of the oracle of the market.
pub(crate) const ORACLE: B256 = key("oracle");
/// Key of the vault, the last resort.
pub(crate) const VAULT: B256 = key("vault");

impl Governed for Liquidator {
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

impl Liquidator {
    fn module(&self, key: B256) -> Option<&StorageAddress> {
        Some(match key {
            MARKET => &self.market,
            RISK_MANAGER => &self.risk_manager,
            ORACLE => &self.oracle,
            VAULT => &self.vault,
            _ => return None,
        })
    }

    fn module_mut(&mut self, key: B256) -> Option<&mut StorageAddress> {
        Some(match key {
            MARKET => &mut self.market,
            RISK_MANAGER => &mut self.risk_manager,
            ORACLE => &mut self.oracle,
            VAULT => &mut self.vault,
            _ => return None,
        })
    }
}
