//! When nobody may leave for a while, because a share lost much of its price within a day.
//!
//! The price is noted now and then, by anyone, as it is at that moment. Of each span of time the highest one is kept, so
//! that a few numbers remember a day, whatever is noted and however often: nobody can crowd out what others noted.

use crate::ratio::mul_div_down;

/// Spans whose highest price is remembered: the present one, and seven whole ones, which are a day.
pub const SPANS: usize = 8;

/// A span, in seconds: a seventh of a day, rounded up.
pub const SPAN_SECS: u64 = 12_343;

/// Basis points in one.
const ONE_BPS: u128 = 10_000;

/// What trips the breaker, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trip {
    /// By how much the price must have fallen, in basis points of the highest; above 10,000 it never has.
    pub fall_bps: u16,
    /// How long nobody leaves, in seconds.
    pub hold_secs: u64,
}

/// The prices that are remembered, and until when nobody leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breaker {
    /// The highest price noted in each of the latest spans; that of span n has place n modulo [`SPANS`]. Nought: none.
    pub highs: [u128; SPANS],
    /// The span of the latest note: its time divided by [`SPAN_SECS`].
    pub span: u64,
    /// The price of the latest note.
    pub price: u128,
    /// Until when nobody leaves, unix seconds; past or nought when they may.
    pub until: u64,
}

impl Breaker {
    /// Whether nobody may leave.
    #[must_use]
    pub const fn holds(&self, now: u64) -> bool {
        now < self.until
    }

    /// The highest price noted since the last trip, within a day and at most a span more; nought if there is none.
    #[must_use]
    pub fn high(&self, now: u64) -> u128 {
        self.at(now).highs.iter().copied().fold(0, u128::max)
    }

    /// The breaker after the price of a share was noted, and whether that tripped it.
    ///
    /// It trips when the price is below the highest remembered one by the share of `trip` at least; nobody leaves for so
    /// long then. What was higher is forgotten, so that one fall counts once: the next trip takes as much of a fall from
    /// here.
    #[must_use]
    pub fn noted(&self, now: u64, price: u128, trip: &Trip) -> (Self, bool) {
        let mut next = self.at(now);
        next.price = price;
        let high = next.highs.iter().copied().fold(0, u128::max);
        let left_bps = ONE_BPS.checked_sub(trip.fall_bps.into());
        let floor = left_bps.and_then(|left| mul_div_down(high, left, ONE_BPS).ok());
        let tripped = price < high && floor.is_some_and(|floor| price <= floor);
        if tripped {
            next.highs = [0; SPANS];
            next.until = now.saturating_add(trip.hold_secs).max(self.until);
        }
        if let Some(high) = next.highs.get_mut(place(next.span)) {
            *high = price.max(*high);
        }
        (next, tripped)
    }

    /// The breaker without what is older than it remembers.
    fn at(&self, now: u64) -> Self {
        let span = (now / SPAN_SECS).max(self.span);
        let mut next = Self { span, ..*self };
        let passed = span.saturating_sub(self.span).min(SPANS as u64);
        for ahead in 0..passed {
            if let Some(high) = next.highs.get_mut(place(span.saturating_sub(ahead))) {
                *high = 0;
            }
        }
        next
    }
}

/// Where the highest price of a span stands.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "the divisor is not nought, and what is left is below it"
)]
const fn place(span: u64) -> usize {
    (span % SPANS as u64) as usize
}
