//! Joining the pool.

use crate::{DEAD_SHARES, MAX_SHARES, Overflow, Price};

/// The terms of joining: the cost of shares. The first provider also pays for the dead shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joining {
    price: Price,
    supply: u128,
}

impl Joining {
    pub(crate) fn new(price: Price, supply: u128) -> Self {
        Self { price, supply }
    }

    /// Returns the shares that are issued in addition to those of the new provider.
    #[must_use]
    pub fn dead(&self) -> u128 {
        if self.supply == 0 { DEAD_SHARES } else { 0 }
    }

    /// Returns the shares for a deposit, rounded down; zero if the deposit is too small.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn shares_for_down(&self, assets: u128) -> Result<u128, Overflow> {
        let shares = self.price.shares_down(assets)?;
        Ok(shares.saturating_sub(self.dead()))
    }

    /// Returns the deposit that these shares cost, rounded up; zero for no shares, without the dead ones.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn assets_for_up(&self, shares: u128) -> Result<u128, Overflow> {
        if shares == 0 {
            return Ok(0);
        }
        let shares = shares.checked_add(self.dead()).ok_or(Overflow)?;
        self.price.assets_up(shares)
    }

    /// Returns the maximum deposit within `room`. It gives at least one share, and one unit more would exceed `room`
    /// or the maximum supply. Zero if no deposit is possible.
    #[must_use]
    pub fn max_assets(&self, room: u128) -> u128 {
        let shares = MAX_SHARES.saturating_sub(self.supply);
        let max = room.min(self.price.max_assets_giving(shares));
        match self.shares_for_down(max) {
            Ok(1..) => max,
            _ => 0,
        }
    }

    /// Returns the maximum number of shares that cost at most `room`. One more would exceed it or the maximum supply.
    #[must_use]
    pub fn max_shares(&self, room: u128) -> u128 {
        let shares = MAX_SHARES.saturating_sub(self.supply);
        let paid = self.price.shares_down(room).unwrap_or(u128::MAX);
        shares.min(paid).saturating_sub(self.dead())
    }
}
