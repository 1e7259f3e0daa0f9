//! The money that the contract holds.

use crate::errors::*;
use crate::storage::Market;
use alloy_primitives::{Address, U256};
use interfaces::Refusal;
use stylus_sdk::prelude::*;
use tokens::{balance_of, transfer, TokenShort};

/// Decimals that an asset may have.
const DECIMALS: core::ops::RangeInclusive<u64> = 6..=18;

impl Market {
    /// The decimals of an asset.
    ///
    /// # Errors
    /// `MarketDecimals` if they are not between 6 and 18; what the asset refuses with.
    pub(crate) fn decimals_of(&self, asset: Address) -> Result<u8, Refusal> {
        let decimals = tokens::decimals(self.vm(), asset)?;
        let [low, rest @ ..] = decimals.into_limbs();
        if rest != [0; 3] || !DECIMALS.contains(&low) {
            return Err(MarketDecimals { decimals }.into());
        }
        Ok(decimals.byte(0))
    }

    /// Takes note of money that has come, and checks that it has.
    pub(crate) fn came(&mut self, amount: U256) -> Result<(), Refusal> {
        let expected = self
            .tracked
            .get()
            .checked_add(amount)
            .ok_or_else(overflow)?;
        let (asset, own) = (self.asset.get(), self.vm().contract_address());
        let arrived = balance_of(self.vm(), asset, own)?;
        if arrived < expected {
            return Err(TokenShort { expected, arrived }.into());
        }
        self.tracked.set(expected);
        Ok(())
    }

    /// Sends money that is accounted for.
    pub(crate) fn goes(&mut self, to: Address, amount: U256) -> Result<(), Refusal> {
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
