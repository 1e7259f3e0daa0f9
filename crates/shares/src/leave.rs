//! Leaving the pool.

use crate::{ExitFee, Overflow, Price};

/// The terms of leaving: the payment for shares, after the fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    pub(crate) price: Price,
    pub(crate) fee: ExitFee,
}

impl Leaving {
    /// Returns the payment for shares, rounded down.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn assets_for_down(&self, shares: u128) -> Result<u128, Overflow> {
        self.fee.net_down(self.price.assets_down(shares)?)
    }

    /// Returns the part of what shares are worth that stays in the pool when they are paid `assets`: the fee, and what
    /// rounding keeps.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn kept_down(&self, shares: u128, assets: u128) -> Result<u128, Overflow> {
        Ok(self.price.assets_down(shares)?.saturating_sub(assets))
    }

    /// Returns the shares that a payment takes, rounded up.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn shares_for_up(&self, assets: u128) -> Result<u128, Overflow> {
        self.price.shares_up(self.fee.gross_up(assets)?)
    }

    /// Returns the maximum payment to a holder of `balance` shares when at most `room` may leave. One unit more would
    /// take more shares than the holder has, or exceed `room`.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn max_assets(&self, balance: u128, room: u128) -> Result<u128, Overflow> {
        Ok(self.assets_for_down(balance)?.min(room))
    }

    /// Returns the maximum number of shares that a holder of `balance` can redeem if at most `room` may leave; zero if
    /// they are too few to be paid anything.
    #[must_use]
    pub fn max_shares(&self, balance: u128, room: u128) -> u128 {
        let gross = self.fee.max_gross(room);
        let max = balance.min(self.price.max_shares_giving(gross));
        match self.assets_for_down(max) {
            Ok(1..) => max,
            _ => 0,
        }
    }
}
