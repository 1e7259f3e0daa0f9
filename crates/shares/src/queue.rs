//! Who of those who wait is paid how much.

use crate::Overflow;
use crate::ratio::mul_div_down;

/// What one closing of the queue did, to all that waited alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Epoch {
    /// Shares that waited.
    pub waiting: u128,
    /// Shares of those that still wait.
    pub left: u128,
    /// What was paid for the others.
    pub assets: u128,
}

/// One holder's place in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Shares that wait.
    pub pending: u128,
    /// Shares that were paid for.
    pub filled: u128,
    /// What was paid and not yet fetched.
    pub assets: u128,
}

impl Request {
    /// The request after a closing: shares that wait and amounts are rounded down, so that all together never have more
    /// than there is.
    ///
    /// # Errors
    /// [`Overflow`], which a request that is a part of what waited cannot meet.
    pub fn after(&self, epoch: &Epoch) -> Result<Self, Overflow> {
        if self.pending == 0 {
            return Ok(*self);
        }
        let part = |of: u128| mul_div_down(self.pending, of, epoch.waiting);
        let pending = part(epoch.left)?;
        let filled = self.pending.checked_sub(pending).ok_or(Overflow)?;
        Ok(Self {
            pending,
            filled: self.filled.checked_add(filled).ok_or(Overflow)?,
            assets: self
                .assets
                .checked_add(part(epoch.assets)?)
                .ok_or(Overflow)?,
        })
    }
}
