//! The withdrawal queue: how much each waiting holder is paid.

use crate::Overflow;
use math::mul_div_down;

/// The result of closing an epoch, the same for all that waited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Epoch {
    /// Shares that waited.
    pub waiting: u128,
    /// Shares of those that still wait.
    pub left: u128,
    /// The payment for the other shares.
    pub assets: u128,
}

/// A holder's request in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Shares that wait.
    pub pending: u128,
    /// Shares that were paid for.
    pub filled: u128,
    /// Money that was paid and not yet claimed.
    pub assets: u128,
}

impl Request {
    /// Returns the request after an epoch was closed. Waiting shares and amounts are rounded down, so that all
    /// requests together never exceed the total.
    ///
    /// # Errors
    /// [`Overflow`], which cannot happen for a request that is a part of the waiting shares.
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
