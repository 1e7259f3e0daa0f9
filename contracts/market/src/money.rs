//! Amounts of the asset, in its own decimals, and in WAD; and the money that the contract holds.

use crate::errors::*;
use crate::storage::Market;
use alloy_primitives::{Address, U256};
use interfaces::Refusal;
use stylus_sdk::prelude::*;
use tokens::{balance_of, transfer, TokenShort};

/// Decimals that an asset may have.
const DECIMALS: core::ops::RangeInclusive<u64> = 6..=18;

/// What an amount of one unit of the asset is in WAD.
#[derive(Clone, Copy)]
pub(crate) struct Money(u128);

impl Money {
    /// Of an asset with so many decimals, at most 18.
    pub(crate) const fn of_decimals(decimals: u8) -> Self {
        let missing = 18u8.saturating_sub(decimals);
        Self(10u128.saturating_pow(missing as u32))
    }

    /// An amount of the asset in WAD, exactly.
    pub(crate) fn wad(self, units: U256) -> Result<u128, Refusal> {
        let units = u128::try_from(units).map_err(|_| overflow())?;
        units.checked_mul(self.0).ok_or_else(overflow)
    }

    /// WAD as an amount of the asset, rounded up.
    pub(crate) const fn up(self, wad: u128) -> u128 {
        wad.div_ceil(self.0)
    }

    /// WAD as an amount of the asset, rounded down.
    pub(crate) const fn down(self, wad: u128) -> u128 {
        wad / self.0
    }
}

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
