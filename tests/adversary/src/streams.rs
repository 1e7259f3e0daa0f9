//! Income of the pool that vests over time: a stream for each expiry, and one that takes a day.

use crate::market::DAY_SECS;
use std::collections::BTreeMap;

/// What income vests until.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vesting {
    /// A day from when it comes.
    Day,
    /// This expiry.
    Until(u64),
}

/// Streams that run, each with what has not vested and when it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streams {
    running: BTreeMap<Vesting, (i128, u64)>,
    /// When the amounts were last brought up to date.
    since: u64,
}

impl Streams {
    /// Lets vest what has vested until `now`.
    pub fn roll(&mut self, now: u64) {
        let since = self.since;
        self.running
            .retain(|_, (amount, end)| match end.checked_sub(now) {
                None | Some(0) => false,
                Some(left) => {
                    let whole = i128::from(*end - since);
                    *amount = *amount * i128::from(left) / whole;
                    *amount > 0
                }
            });
        self.since = now;
    }

    /// Adds income. Of a past expiry it vests over a day; the day's stream begins anew with all that is in it.
    pub fn add(&mut self, until: Vesting, amount: i128, now: u64) {
        self.roll(now);
        if amount == 0 {
            return;
        }
        let (key, end) = match until {
            Vesting::Until(expiry) if expiry > now => (until, expiry),
            _ => (Vesting::Day, now + DAY_SECS),
        };
        let stream = self.running.entry(key).or_insert((0, end));
        *stream = (stream.0 + amount, end);
    }

    /// What has not vested; the caller has rolled to now.
    #[must_use]
    pub fn unvested(&self) -> i128 {
        self.running.values().map(|(amount, _)| amount).sum()
    }
}
