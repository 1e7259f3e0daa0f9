//! What can be changed in the contract, and by which rule.

use crate::Market;
use abi::IRiskManager;
use alloy_primitives::U256;
use ledger::{RISK_MANAGER, VAULT};
use runtime::access::{address_of, key_at, AccessKept, AccessUnfit, Authority, Governed, Setting};
use runtime::{Reading, Refusal};
use stylus_sdk::prelude::*;

impl Governed for Market {
    /// At the places that `ledger` names.
    const SETTINGS: &'static [Setting] = &[
        Setting::module("oracle"),
        Setting::module("riskManager"),
        Setting::module("vault"),
        Setting::module("liquidator"),
        Setting::module("treasury"),
    ];

    fn authority(&self) -> &Authority {
        &self.ledger.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.ledger.authority
    }

    fn current(&self, place: usize) -> U256 {
        self.ledger.modules.word(place)
    }

    /// Another vault or risk manager has neither the pool's positions nor the money behind them, and another vault owes
    /// nobody a claim and has lent nothing. Another liquidator or treasury keeps the account that the old one has here.
    fn may_change(&self, place: usize, value: U256) -> Result<(), Refusal> {
        let (RISK_MANAGER | VAULT, Some(new)) = (place, address_of(value)) else {
            return Ok(());
        };
        let key = key_at(Self::SETTINGS, place);
        let positions = IRiskManager::new(self.risk_manager()).held_series(self.vm(), Reading)?;
        if positions != U256::ZERO || place == VAULT && !self.ledger.is_clear() {
            return Err(AccessKept { key }.into());
        }
        if place == VAULT && self.asset_of(new)? != self.asset() {
            return Err(AccessUnfit { key }.into());
        }
        Ok(())
    }

    fn store(&mut self, place: usize, value: U256) {
        self.ledger.modules.set_word(place, value);
    }
}
