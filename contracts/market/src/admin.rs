//! What can be changed in the contract, and by which rule.

use crate::storage::Market;
use alloy_primitives::U256;
use runtime::access::{Authority, Governed, Setting};

/// Places of the modules that the constructor sets.
pub(crate) const ORACLE: usize = 0;
pub(crate) const RISK_MANAGER: usize = 1;
pub(crate) const VAULT: usize = 2;
/// Place of the liquidator, the only one that may move positions between accounts.
pub(crate) const LIQUIDATOR: usize = 3;
/// Place of the treasury, which receives a part of the fees.
pub(crate) const TREASURY: usize = 4;
/// The number of modules.
pub(crate) const MODULES: usize = 5;

impl Governed for Market {
    const SETTINGS: &'static [Setting] = &[
        Setting::module("oracle"),
        Setting::module("riskManager"),
        Setting::module("vault"),
        Setting::module("liquidator"),
        Setting::module("treasury"),
    ];

    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn current(&self, place: usize) -> U256 {
        self.modules.word(place)
    }

    fn store(&mut self, place: usize, value: U256) {
        self.modules.set_word(place, value);
    }
}
