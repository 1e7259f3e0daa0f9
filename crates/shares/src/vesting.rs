//! Income that vests over time, so that nobody can join for one premium and leave with it.

use crate::Overflow;
use math::mul_div_up;

/// The minimum time over which income vests, in seconds: a day.
pub const MIN_VESTING_SECS: u64 = 86_400;

/// The maximum time over which income vests, in seconds: ten years.
pub const MAX_VESTING_SECS: u64 = 10 * 365 * 86_400;

/// The number of streams that run side by side.
pub const CLASSES: usize = 3;

/// Returns the stream for an income that vests over this many seconds: up to two days, up to two weeks, or longer.
/// Income in one stream vests until the latest end in it; with three streams, the income of a one-day option does not
/// wait for that of a one-year option.
#[must_use]
pub fn class(secs: u64) -> usize {
    match secs {
        0..=172_800 => 0,
        172_801..=1_209_600 => 1,
        _ => 2,
    }
}

/// An amount that vests evenly between two moments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// The amount that had not vested at the start.
    pub locked: u128,
    /// Unix seconds.
    pub start: u64,
    /// Unix seconds; all of it has vested from then on.
    pub end: u64,
}

impl Stream {
    /// Returns the amount that has not vested at `now`, rounded up.
    #[must_use]
    pub fn remaining_up(&self, now: u64) -> u128 {
        let left = u128::from(self.end.saturating_sub(now));
        let whole = u128::from(self.end.saturating_sub(self.start));
        // Before the start all of it is locked; the quotient is below what was locked, so it fits.
        mul_div_up(self.locked, left.min(whole), whole).unwrap_or(0)
    }

    /// Adds an income that vests over `secs` from `now`, or over [`MIN_VESTING_SECS`] if that is longer.
    ///
    /// The rest of the stream and the new income vest together, evenly until the later of their ends. The sum of two
    /// lines with different ends falls faster at first. The single line is never below that sum, so nothing vests
    /// earlier than alone.
    ///
    /// # Errors
    /// [`Overflow`], also for more than [`MAX_VESTING_SECS`].
    pub fn joined(&self, income: u128, now: u64, secs: u64) -> Result<Self, Overflow> {
        if secs > MAX_VESTING_SECS {
            return Err(Overflow);
        }
        let end = now
            .checked_add(secs.max(MIN_VESTING_SECS))
            .ok_or(Overflow)?;
        let remaining = self.remaining_up(now);
        let end = if remaining > 0 {
            end.max(self.end)
        } else {
            end
        };
        Ok(Self {
            locked: remaining.checked_add(income).ok_or(Overflow)?,
            start: now,
            end,
        })
    }

    /// Limits the stream to `max`: money that was paid out can no longer vest.
    #[must_use]
    pub fn cut(&self, max: u128, now: u64) -> Self {
        Self {
            locked: self.remaining_up(now).min(max),
            start: now,
            end: self.end.max(now),
        }
    }
}
