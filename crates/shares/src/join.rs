//! Joining the pool.

use crate::{DEAD_SHARES, MOST_SHARES, Overflow, Price};

/// What joining costs. The first to come pays for the dead shares too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joining {
    price: Price,
    supply: u128,
}

impl Joining {
    pub(crate) fn new(price: Price, supply: u128) -> Self {
        Self { price, supply }
    }

    /// Shares that come into being besides those of whoever joins.
    #[must_use]
    pub fn dead(&self) -> u128 {
        if self.supply == 0 { DEAD_SHARES } else { 0 }
    }

    /// Shares that a deposit gives, rounded down; nought for one too small to give any.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn shares_for_down(&self, assets: u128) -> Result<u128, Overflow> {
        let shares = self.price.shares_down(assets)?;
        Ok(shares.saturating_sub(self.dead()))
    }

    /// The deposit that so many shares take, rounded up.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn assets_for_up(&self, shares: u128) -> Result<u128, Overflow> {
        let shares = shares.checked_add(self.dead()).ok_or(Overflow)?;
        self.price.assets_up(shares)
    }

    /// The greatest deposit when no more than `room` is wanted: it gives a share at least, and one unit more is beyond
    /// the room or the greatest supply. Nought when no deposit is possible.
    #[must_use]
    pub fn most_assets(&self, room: u128) -> u128 {
        let shares = MOST_SHARES.saturating_sub(self.supply);
        let most = room.min(self.price.most_assets_giving(shares));
        match self.shares_for_down(most) {
            Ok(1..) => most,
            _ => 0,
        }
    }

    /// The most shares that cost no more than `room`: one more is beyond it or the greatest supply.
    #[must_use]
    pub fn most_shares(&self, room: u128) -> u128 {
        let shares = MOST_SHARES.saturating_sub(self.supply);
        let paid = self.price.shares_down(room).unwrap_or(u128::MAX);
        shares.min(paid).saturating_sub(self.dead())
    }
}
