//! Income that vests over time, so that nobody joins for one premium and leaves with it.
//!
//! Income of an expiry vests evenly until the expiry. All income that ends at one moment is one stream, which is the exact
//! sum of its parts: what is added later puts nothing off.

use crate::Overflow;
use domain::calendar::DAY_SECS;
use math::mul_div_down;

/// The shortest time until an expiry over which income vests, in seconds: an hour. Income of an expiry that is closer, and
/// income of none, vests until the end of the next day (UTC).
pub const MIN_VESTING_SECS: u64 = 3_600;

/// The longest time over which income vests, in seconds: ten years.
pub const MAX_VESTING_SECS: u64 = 10 * 365 * DAY_SECS;

/// Streams that can run side by side: those of the eight expiries that live at a time, and those that end with this day and
/// with the next.
pub const STREAMS: usize = 10;

/// A rate counts parts of a unit a second; a unit has this many bits of them.
const PART_BITS: u32 = 12;
const UNIT: u128 = 1 << PART_BITS;
/// Bits of a rate: so many are stored.
const RATE_BITS: u32 = 88;

/// An income that vests evenly until its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// What vests, in 2⁻¹² units a second, below 2⁸⁸. It is rounded down, so that no rounding lowers the price of a share:
    /// of each income, less than 2⁻¹² units for each second count at once.
    pub rate: u128,
    /// Unix seconds, below 2⁴⁰.
    pub end: u64,
}

/// All streams, those that run first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streams([Stream; STREAMS]);

impl Stream {
    /// Returns the amount that has not vested, rounded up.
    #[must_use]
    #[inline(never)]
    pub fn remaining_up(&self, now: u64) -> u128 {
        let secs = u128::from(self.end.saturating_sub(now));
        // A rate has 88 bits and a time 40.
        self.rate.wrapping_mul(secs).saturating_add(UNIT - 1) >> PART_BITS
    }

    fn runs(&self, now: u64) -> bool {
        self.rate > 0 && self.end > now
    }

    /// Adds an income. What is too much for a rate, a hundred million tokens an hour of an asset with 18 decimals, counts at
    /// once: no order fails for it.
    fn with(&self, income: u128, now: u64) -> Self {
        const MAX_RATE: u128 = (1 << RATE_BITS) - 1;
        let secs = u128::from(self.end.saturating_sub(now)).max(1);
        let more = mul_div_down(income, UNIT, secs).unwrap_or(u128::MAX);
        let rate = self.rate.saturating_add(more).min(MAX_RATE);
        let end = self.end;
        Self { rate, end }
    }
}

impl Streams {
    /// Returns the streams out of storage.
    #[must_use]
    pub fn new(streams: [Stream; STREAMS]) -> Self {
        Self(streams)
    }

    /// Returns the streams as they are stored.
    #[must_use]
    pub fn stored(&self) -> &[Stream; STREAMS] {
        &self.0
    }

    /// Returns the amount that has not vested, rounded up for each stream.
    #[must_use]
    #[inline(never)]
    pub fn unvested_up(&self, now: u64) -> u128 {
        let remaining = self.0.iter().map(|stream| stream.remaining_up(now));
        remaining.fold(0, u128::saturating_add)
    }

    /// Adds an income that vests until the moment `until` (unix seconds), or until the end of the next day (UTC) when that
    /// is less than [`MIN_VESTING_SECS`] ahead. Streams that have ended go.
    ///
    /// # Errors
    /// [`Overflow`] when it would vest for longer than [`MAX_VESTING_SECS`].
    #[inline(never)]
    pub fn add(&mut self, income: u128, until: u64, now: u64) -> Result<(), Overflow> {
        let ahead = until.saturating_sub(now);
        if ahead > MAX_VESTING_SECS {
            return Err(Overflow);
        }
        let end = if ahead < MIN_VESTING_SECS {
            end_of_next_day(now).ok_or(Overflow)?
        } else {
            until
        };
        self.drop_ended(now);
        let place = self.place_for(end);
        let stream = self.0.get_mut(place).ok_or(Overflow)?;
        if stream.rate == 0 {
            stream.end = end;
        }
        *stream = stream.with(income, now);
        Ok(())
    }

    /// Limits what vests to `held`: money that was paid out can no longer vest.
    #[inline(never)]
    pub fn cut(&mut self, held: u128, now: u64) {
        let mut room = held;
        for stream in &mut self.0 {
            let remaining = stream.remaining_up(now);
            if remaining > room {
                let secs = u128::from(stream.end.saturating_sub(now)).max(1);
                stream.rate = mul_div_down(room, UNIT, secs).unwrap_or(0);
            }
            room = room.saturating_sub(remaining);
        }
    }

    fn drop_ended(&mut self, now: u64) {
        let mut kept = [Stream::default(); STREAMS];
        let running = self.0.iter().filter(|stream| stream.runs(now));
        for (place, stream) in kept.iter_mut().zip(running) {
            *place = *stream;
        }
        self.0 = kept;
    }

    /// Returns the place of the stream with this end, or a free one. When there is none, which more expiries than live at a
    /// time would take, it is the next stream that ends later, or the last.
    fn place_for(&self, end: u64) -> usize {
        let mut best = (u64::MAX, 0);
        for (place, stream) in self.0.iter().enumerate() {
            if stream.rate == 0 || stream.end == end {
                return place;
            }
            let later = stream.end.checked_sub(end);
            // Those that end before it come behind those that end after it, the last of them first.
            let distance = later.unwrap_or_else(|| u64::MAX.saturating_sub(stream.end));
            if distance < best.0 {
                best = (distance, place);
            }
        }
        best.1
    }
}

fn end_of_next_day(now: u64) -> Option<u64> {
    let day = now.checked_div(DAY_SECS)?.checked_add(2)?;
    day.checked_mul(DAY_SECS)
}
