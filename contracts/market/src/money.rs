//! The money that the contract holds.

use crate::errors::*;
use crate::storage::Market;
use alloy_primitives::{Address, U256};
use runtime::tokens::transfer;
use runtime::Refusal;
use stylus_sdk::prelude::*;

impl Market {
    /// Records money that the vault has sent. The vault makes sure that all of it arrives.
    pub(crate) fn record_inflow(&mut self, amount: U256) -> Result<(), Refusal> {
        let expected = self.tracked.get().checked_add(amount);
        self.tracked.set(expected.ok_or_else(overflow)?);
        Ok(())
    }

    /// Sends money that the contract accounts for.
    pub(crate) fn send(&mut self, to: Address, amount: U256) -> Result<(), Refusal> {
        if amount == U256::ZERO {
            return Ok(());
        }
        let left = self
            .tracked
            .get()
            .checked_sub(amount)
            .ok_or_else(overflow)?;
        self.tracked.set(left);
        transfer(self.vm(), self.asset.get(), to, amount)
    }
}
