//! The epochs of the withdrawal queue, by the clock.

/// Epochs of one length, which end at its multiples (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epochs {
    /// How long one lasts, in seconds; not zero.
    pub secs: u64,
    /// What is added to a time divided by the length, modulo 2⁶⁴: it makes the numbers go on when the length changes.
    pub shift: u64,
}

impl Epochs {
    /// Returns the number of the epoch that runs at a time. It never falls as time passes.
    #[must_use]
    pub fn number(&self, now: u64) -> u64 {
        self.passed(now).wrapping_add(self.shift)
    }

    /// Returns when the epoch that runs at a time began, or would have begun with the present length.
    #[must_use]
    pub fn begin(&self, now: u64) -> u64 {
        self.passed(now).saturating_mul(self.secs)
    }

    /// Returns when the epoch that runs at a time ends; later than that time.
    #[must_use]
    pub fn end(&self, now: u64) -> u64 {
        self.begin(now).saturating_add(self.secs)
    }

    /// Returns epochs of another length from now on. The epoch that runs keeps its number, and ends at the next
    /// multiple of the new length: a request counts from its end on, as before.
    #[must_use]
    pub fn of_length(&self, secs: u64, now: u64) -> Self {
        let next = Self { secs, shift: 0 };
        let shift = self.number(now).wrapping_sub(next.passed(now));
        Self { secs, shift }
    }

    fn passed(&self, now: u64) -> u64 {
        now.checked_div(self.secs).unwrap_or(0)
    }
}
