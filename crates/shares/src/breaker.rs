//! The breaker: nobody may leave for a while after a share lost much of its price within a day.
//!
//! Anyone can note the present price at any time. For each span of time the highest price is kept. So a few numbers
//! cover a day, however often prices are noted, and nobody can push out what others noted.

use math::{ONE_BPS, mul_div_down};

/// The number of spans whose highest price is kept: the present one, and seven whole ones, which are a day.
pub const SPANS: usize = 8;

/// A span, in seconds: a seventh of a day, rounded up.
pub const SPAN_SECS: u64 = 12_343;

/// The fall that trips the breaker, and how long it then holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trip {
    /// The fall of the price that trips it, in basis points of the highest price. A value above 10,000 never trips.
    pub fall_bps: u16,
    /// How long nobody can leave, in seconds.
    pub hold_secs: u64,
}

/// The prices that are kept, and the time until which nobody can leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breaker {
    /// The highest price noted in each of the latest spans. Span n has index n modulo [`SPANS`]. Zero means none.
    pub highs: [u128; SPANS],
    /// The span of the latest note: its time divided by [`SPAN_SECS`].
    pub span: u64,
    /// The price of the latest note.
    pub price: u128,
    /// The time until which nobody can leave, unix seconds; past or zero if leaving is possible.
    pub until: u64,
}

impl Breaker {
    /// Returns whether leaving is stopped.
    #[must_use]
    pub const fn holds(&self, now: u64) -> bool {
        now < self.until
    }

    /// Returns the highest price noted since the last trip, within a day and up to one span; zero if there is none.
    #[must_use]
    pub fn high(&self, now: u64) -> u128 {
        self.at(now).highs.iter().copied().fold(0, u128::max)
    }

    /// Notes the price of a share. Returns the new breaker, and whether it tripped.
    ///
    /// It trips when the price is below the highest kept price by at least the part in `trip`; then nobody can leave
    /// for the time in `trip`. Higher prices are forgotten, so that one fall counts once: the next trip takes the same
    /// fall from here.
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

    /// Returns the breaker without prices that are too old.
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

/// Returns the index of the highest price of a span.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "the divisor is not zero, and what is left is below it"
)]
const fn place(span: u64) -> usize {
    (span % SPANS as u64) as usize
}
