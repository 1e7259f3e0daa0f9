//! What can be changed in the contract, and by which rule.

use crate::storage::Market;
use runtime::access::{address_of, key, value_of, Authority, Governed, Rule};
use alloy_primitives::{B256, U256};

/// Key of the oracle of the market.
pub(crate) const ORACLE: B256 = key("oracle");
/// Key of the risk manager that admits or refuses a trade.
pub(crate) const RISK_MANAGER: B256 = key("riskManager");
/// Key of the vault, the counterparty.
pub(crate) const VAULT: B256 = key("vault");
/// Key of the liquidator, the only one that may move positions between accounts.
pub(crate) const LIQUIDATOR: B256 = key("liquidator");
/// Key of the treasury, to whom a part of the fees goes.
pub(crate) const TREASURY: B256 = key("treasury");

impl Governed for Market {
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

runtime::modules!(Market {
    ORACLE => oracle,
    RISK_MANAGER => risk_manager,
    VAULT => vault,
    LIQUIDATOR => liquidator,
    TREASURY => treasury,
});
