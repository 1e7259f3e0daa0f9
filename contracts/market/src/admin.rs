//! What can be changed in the contract, and by which rule.

use crate::storage::Market;
use alloy_primitives::U256;
use runtime::access::{address_of, value_of, Authority, Governed, Setting};

/// Places of the modules that the constructor fills in.
pub(crate) const ORACLE: usize = 0;
pub(crate) const RISK_MANAGER: usize = 1;
pub(crate) const VAULT: usize = 2;

impl Governed for Market {
    const SETTINGS: &'static [Setting] = &[
        Setting::module("oracle"),
        Setting::module("riskManager"),
        Setting::module("vault"),
        // The only one that may move positions between accounts.
        Setting::module("liquidator"),
        // To whom a part of the fees goes.
        Setting::module("treasury"),
    ];

    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn current(&self, place: usize) -> U256 {
        let module = self.module(place);
        module.map_or(U256::ZERO, |module| value_of(module.get()))
    }

    fn store(&mut self, place: usize, value: U256) {
        if let (Some(module), Some(address)) = (self.module_mut(place), address_of(value)) {
            module.set(address);
        }
    }
}

runtime::modules!(Market {
    oracle,
    risk_manager,
    vault,
    liquidator,
    treasury,
});
