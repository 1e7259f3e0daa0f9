//! The withdrawal queue: who takes part in a closing, and how much each is paid.
//!
//! A request takes part in the closing of the epoch in which it was made and in all later ones. One closing closes all
//! epochs that have ended, however late it comes. So two classes of shares wait: those of epochs that have ended, which
//! take part in the next closing, and those of the epoch that runs, which do not.

use crate::Overflow;
use math::mul_div_down;

/// One closing, the same for all that took part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// Shares that took part.
    pub waiting: u128,
    /// Shares of those that still wait.
    pub left: u128,
    /// The payment for the other shares.
    pub assets: u128,
    /// The first epoch that was open before.
    pub from: u64,
    /// The first epoch that is open after: what was requested in earlier ones took part.
    pub until: u64,
    /// The highest price level that took part.
    pub level: u16,
}

/// Shares that wait, of one request or of all requests of a price level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Of epochs that have ended: they take part in the next closing.
    pub ended: u128,
    /// Of the epoch `asked`.
    pub fresh: u128,
    /// The epoch of the latest request.
    pub asked: u64,
    /// Cancelled too late for the next closing: they take part in it, and what it leaves comes back.
    pub cancelled: u128,
    /// The epoch in which they were cancelled.
    pub cancelled_in: u64,
}

/// A holder's request in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Shares that wait.
    pub waits: Waiting,
    /// Cancelled shares that a closing left: the holder can fetch them.
    pub back: u128,
    /// Shares that were paid for.
    pub filled: u128,
    /// Money that was paid and not yet claimed.
    pub assets: u128,
}

impl Waiting {
    /// Returns what waits at the time of an epoch.
    #[must_use]
    pub fn at(&self, epoch: u64) -> Self {
        let mut next = *self;
        if self.asked < epoch {
            // Both are a part of the supply of shares, which is far from the end of the range.
            next.ended = self.ended.saturating_add(self.fresh);
            next.fresh = 0;
        }
        next
    }

    /// Returns what waits once all epochs before `open` are closed, without what came back by that.
    #[must_use]
    pub fn released(&self, open: u64) -> Self {
        let mut next = *self;
        if self.cancelled_in <= open {
            next.cancelled = 0;
        }
        next
    }

    /// Returns the shares that take part in the next closing.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn taking_part(&self) -> Result<u128, Overflow> {
        self.ended.checked_add(self.cancelled).ok_or(Overflow)
    }

    /// Returns all shares that wait, those of the epoch that runs included.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn all(&self) -> Result<u128, Overflow> {
        self.taking_part()?.checked_add(self.fresh).ok_or(Overflow)
    }

    /// Adds shares requested in the epoch that runs.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn asked(&self, shares: u128, epoch: u64) -> Result<Self, Overflow> {
        let mut next = self.at(epoch);
        next.asked = epoch;
        next.fresh = next.fresh.checked_add(shares).ok_or(Overflow)?;
        Ok(next)
    }

    /// Cancels `part` of this, in the epoch that runs, while the epochs from `open` on are not closed. What has not
    /// ended comes back at once, and so does all else if every epoch that has ended is closed. Otherwise it takes part
    /// in the next closing, so that nobody can see a price and withdraw.
    ///
    /// # Errors
    /// [`Overflow`] if it is no part of this.
    pub fn cancelled(&self, part: &Self, epoch: u64, open: u64) -> Result<Self, Overflow> {
        let (mut next, part) = (self.at(epoch).released(open), part.at(epoch));
        next.fresh = next.fresh.checked_sub(part.fresh).ok_or(Overflow)?;
        next.ended = next.ended.checked_sub(part.ended).ok_or(Overflow)?;
        if open < epoch && part.ended > 0 {
            next.cancelled = next.cancelled.checked_add(part.ended).ok_or(Overflow)?;
            next.cancelled_in = epoch;
        }
        Ok(next)
    }

    /// Returns what a closing leaves of this, if it took part, rounded down: all parts together never exceed the total.
    ///
    /// # Errors
    /// [`Overflow`], which cannot happen for a part of the waiting shares.
    pub fn after(&self, closing: &Closing) -> Result<Self, Overflow> {
        let mut next = self.at(closing.until);
        if next.taking_part()? > 0 {
            next.ended = closing.part(next.ended, closing.left)?;
            next.cancelled = closing.part(next.cancelled, closing.left)?;
        }
        Ok(next)
    }
}

impl Closing {
    /// Returns the part of an amount that belongs to shares that took part, rounded down.
    fn part(&self, shares: u128, of: u128) -> Result<u128, Overflow> {
        if shares == 0 {
            return Ok(0);
        }
        Ok(mul_div_down(shares, of, self.waiting)?)
    }
}

impl Request {
    /// Returns the request once all epochs before `open` are closed: what was cancelled before has come back.
    #[must_use]
    pub fn released(&self, open: u64) -> Self {
        let waits = self.waits.released(open);
        let back = self.waits.cancelled.saturating_sub(waits.cancelled);
        Self {
            waits,
            back: self.back.saturating_add(back),
            ..*self
        }
    }

    /// Returns the request of a price level after a closing. Waiting shares and amounts are rounded down, so that all
    /// requests together never exceed the total.
    ///
    /// # Errors
    /// [`Overflow`], which cannot happen for a request that is a part of the waiting shares.
    pub fn after(&self, closing: &Closing, level: u16) -> Result<Self, Overflow> {
        // A closing that paid nobody is not recorded. It has released what was cancelled before it all the same.
        let mut next = self.released(closing.from);
        if level <= closing.level {
            let took = next.waits.at(closing.until).taking_part()?;
            next.waits = next.waits.after(closing)?;
            let kept = next.waits.taking_part()?;
            let filled = took.checked_sub(kept).ok_or(Overflow)?;
            next.filled = next.filled.checked_add(filled).ok_or(Overflow)?;
            let assets = closing.part(took, closing.assets)?;
            next.assets = next.assets.checked_add(assets).ok_or(Overflow)?;
        }
        Ok(next.released(closing.until))
    }

    /// Cancels all that waits, as [`Waiting::cancelled`] says. Returns the shares that come back now.
    ///
    /// # Errors
    /// [`Overflow`], which cannot happen for a request that is a part of the waiting shares.
    pub fn cancel(&mut self, epoch: u64, open: u64) -> Result<u128, Overflow> {
        let waited = self.waits.all()?;
        self.waits = self.waits.cancelled(&self.waits, epoch, open)?;
        let back = waited.checked_sub(self.waits.all()?).ok_or(Overflow)?;
        let before = core::mem::take(&mut self.back);
        back.checked_add(before).ok_or(Overflow)
    }

    /// Claims the money of a number of redeemed shares, rounded down; of the last of them, all that is left. Returns the
    /// money; `None` if there are fewer shares.
    ///
    /// # Errors
    /// [`Overflow`], which cannot happen.
    pub fn claim_shares(&mut self, shares: u128) -> Result<Option<u128>, Overflow> {
        let Some(left) = self.filled.checked_sub(shares) else {
            return Ok(None);
        };
        let assets = if left == 0 {
            self.assets
        } else {
            mul_div_down(self.assets, shares, self.filled)?
        };
        self.filled = left;
        self.assets = self.assets.checked_sub(assets).ok_or(Overflow)?;
        Ok(Some(assets))
    }

    /// Claims an amount of money. Returns the redeemed shares for which it was paid, rounded down, so that money never
    /// remains without shares; `None` if there is less money.
    ///
    /// # Errors
    /// [`Overflow`], which cannot happen.
    pub fn claim_assets(&mut self, assets: u128) -> Result<Option<u128>, Overflow> {
        let Some(left) = self.assets.checked_sub(assets) else {
            return Ok(None);
        };
        let shares = if left == 0 {
            self.filled
        } else {
            mul_div_down(self.filled, assets, self.assets)?
        };
        self.assets = left;
        self.filled = self.filled.checked_sub(shares).ok_or(Overflow)?;
        Ok(Some(shares))
    }
}
