//! The insurance fund: a number in the market that pays the pool for debts that are written off.

use crate::market::DAY_SECS;

/// The fund and what it held and paid in two days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fund {
    /// Units.
    pub held: i128,
    day: u64,
    /// What it held at the beginning of yesterday, and of today.
    began: [i128; 2],
    /// What it has paid yesterday, and today.
    paid: [i128; 2],
}

impl Fund {
    /// A fund that has lain there for more than a day.
    #[must_use]
    pub fn old(held: i128, now: u64) -> Self {
        Self {
            held,
            day: now / DAY_SECS,
            began: [held; 2],
            paid: [0; 2],
        }
    }

    /// Begins the day of `now`, before anything changes in it.
    fn roll(&mut self, now: u64) {
        let day = now / DAY_SECS;
        if day == self.day + 1 {
            (self.began, self.paid) = ([self.began[1], self.held], [self.paid[1], 0]);
        } else if day > self.day {
            (self.began, self.paid) = ([self.held; 2], [0; 2]);
        }
        self.day = day;
    }

    /// Takes money in.
    pub fn gets(&mut self, amount: i128, now: u64) {
        self.roll(now);
        self.held += amount;
    }

    /// What it may pay now: half of what it held at the beginning of yesterday, less what it has paid since then.
    /// A fund younger than a day pays nothing.
    pub fn may_pay(&mut self, now: u64) -> i128 {
        self.roll(now);
        let bound = self.began[0] / 2 - self.paid[0] - self.paid[1];
        self.held.min(bound).max(0)
    }

    /// As [`Self::may_pay`] for mutants: half of what it holds, at each call.
    pub fn half(&mut self, now: u64) -> i128 {
        self.roll(now);
        self.held / 2
    }

    /// As [`Self::may_pay`] for mutants: half of what it held this midnight.
    pub fn half_of_today(&mut self, now: u64) -> i128 {
        self.roll(now);
        self.held.min(self.began[1] / 2 - self.paid[1]).max(0)
    }

    /// Pays.
    pub fn pay(&mut self, amount: i128, now: u64) {
        self.roll(now);
        self.held -= amount;
        self.paid[1] += amount;
    }
}
