//! The price of a share.

use crate::{Overflow, VIRTUAL_SHARES};
use math::{mul_div_down, mul_div_up};

/// The price of a share as a fraction, virtual amounts included. Neither part is ever zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    assets: u128,
    shares: u128,
}

impl Price {
    /// Returns the price if `value` stands behind `supply` shares. A value below zero counts as zero, which makes
    /// every holding worthless.
    ///
    /// # Errors
    /// [`Overflow`] at the end of the range.
    pub fn new(value: i128, supply: u128) -> Result<Self, Overflow> {
        let assets = value.max(0).cast_unsigned();
        Ok(Self {
            assets: assets.checked_add(1).ok_or(Overflow)?,
            shares: supply.checked_add(VIRTUAL_SHARES).ok_or(Overflow)?,
        })
    }

    /// Returns the shares for an amount, rounded down.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn shares_down(&self, assets: u128) -> Result<u128, Overflow> {
        Ok(mul_div_down(assets, self.shares, self.assets)?)
    }

    /// Returns the shares for an amount, rounded up.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn shares_up(&self, assets: u128) -> Result<u128, Overflow> {
        Ok(mul_div_up(assets, self.shares, self.assets)?)
    }

    /// Returns the amount for shares, rounded down.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn assets_down(&self, shares: u128) -> Result<u128, Overflow> {
        Ok(mul_div_down(shares, self.assets, self.shares)?)
    }

    /// Returns the amount for shares, rounded up.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn assets_up(&self, shares: u128) -> Result<u128, Overflow> {
        Ok(mul_div_up(shares, self.assets, self.shares)?)
    }

    /// Returns the maximum amount that gives at most `shares`, rounded down; the largest number if it does not fit.
    pub(crate) fn max_assets_giving(&self, shares: u128) -> u128 {
        let beyond = self.assets_up(shares.saturating_add(1));
        beyond.map_or(u128::MAX, |beyond| beyond.saturating_sub(1))
    }

    /// Returns the maximum number of shares that give at most `assets`, rounded down; the largest number if it does
    /// not fit.
    pub(crate) fn max_shares_giving(&self, assets: u128) -> u128 {
        let beyond = self.shares_up(assets.saturating_add(1));
        beyond.map_or(u128::MAX, |beyond| beyond.saturating_sub(1))
    }
}
