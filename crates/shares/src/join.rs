//! Joining the pool.

use crate::{DEAD_SHARES, MOST_SHARES, Overflow, Price};

/// The terms of joining: what shares cost. The first provider also pays for the dead shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joining {
    price: Price,
    supply: u128,
}

impl Joining {
    pub(crate) fn new(price: Price, supply: u128) -> Self {
        Self { price, supply }
    }

    /// Shares that are minted besides those of the new provider.
    #[must_use]
    pub fn dead(&self) -> u128 {
        if self.supply == 0 { DEAD_SHARES } else { 0 }
    }

    /// The shares for a deposit, rounded down; zero if the deposit is too small.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn shares_for_down(&self, assets: u128) -> Result<u128, Overflow> {
        let shares = self.price.shares_down(assets)?;
        Ok(shares.saturating_sub(self.dead()))
    }

    /// The deposit that these shares cost, rounded up.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn assets_for_up(&self, shares: u128) -> Result<u128, Overflow> {
        let shares = shares.checked_add(self.dead()).ok_or(Overflow)?;
        self.price.assets_up(shares)
    }

    /// The maximum deposit within `room`. It gives at least one share, and one unit more would exceed `room` or the
    /// maximum supply. Zero if no deposit is possible.
    #[must_use]
    pub fn most_assets(&self, room: u128) -> u128 {
        let shares = MOST_SHARES.saturating_sub(self.supply);
        let most = room.min(self.price.most_assets_giving(shares));
        match self.shares_for_down(most) {
            Ok(1..) => most,
            _ => 0,
        }
    }

    /// The maximum shares that cost at most `room`: one more would exceed it or the maximum supply.
    #[must_use]
    pub fn most_shares(&self, room: u128) -> u128 {
        let shares = MOST_SHARES.saturating_sub(self.supply);
        let paid = self.price.shares_down(room).unwrap_or(u128::MAX);
        shares.min(paid).saturating_sub(self.dead())
    }
}
