//! What can be changed in the contract, and by which rule.

use crate::storage::Market;
use abi::IRiskManager;
use alloy_primitives::U256;
use runtime::access::{address_of, key_at, AccessKept, AccessUnfit, Authority, Governed, Setting};
use runtime::{Reading, Refusal};
use stylus_sdk::prelude::*;

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

    /// Another vault or risk manager has neither the pool's positions nor the money behind them. Another liquidator or
    /// treasury keeps the account that the old one has here.
    fn may_change(&self, place: usize, value: U256) -> Result<(), Refusal> {
        let (RISK_MANAGER | VAULT, Some(new)) = (place, address_of(value)) else {
            return Ok(());
        };
        let key = key_at(Self::SETTINGS, place);
        if IRiskManager::new(self.risk_manager()).held_series(self.vm(), Reading)? != U256::ZERO {
            return Err(AccessKept { key }.into());
        }
        if place == VAULT && self.asset_of(new)? != self.asset() {
            return Err(AccessUnfit { key }.into());
        }
        Ok(())
    }

    fn store(&mut self, place: usize, value: U256) {
        self.modules.set_word(place, value);
    }
}
