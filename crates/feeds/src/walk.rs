//! The sum of prices over a window of time.
//!
//! The rounds alone decide which of them count. A window [T − 30 min, T) is cut where the source of the price changed,
//! as the contract has recorded it. In each segment the price at a moment is that of the last round before it. So the
//! rounds of a window are one list, and a walk processes them one after the other.

use crate::{Fault, Round, WalkFault};

/// The length of the window before an expiry, in seconds.
pub const WINDOW_SECS: u32 = 1_800;
/// This many rounds in a row that are missing or not a price end a source's rounds.
pub const MAX_MISSING: u64 = 4;

/// The part of a window in which one aggregator was the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// Its index among all sources.
    pub source: u32,
    /// The aggregator's phase in the proxy.
    pub phase: u16,
    /// The first moment that belongs to it.
    pub start_secs: u64,
    /// The first moment after it.
    pub end_secs: u64,
    /// The round that was the latest when the aggregator became the source.
    pub first: u64,
    /// Whether it became the source inside the window: then its price counts from `first` on.
    pub changed: bool,
    /// Whether no other source follows in the window.
    pub last: bool,
    /// How long a round's price may stand until the next one comes, in seconds.
    pub max_carry_secs: u64,
}

/// The data source of a walk.
pub trait Rounds {
    /// The reason why it cannot answer at all. A missing round is an answer.
    type Stop;

    /// Returns the part of the window that belongs to this source.
    fn segment(&self, source: u32) -> Segment;

    /// Returns a round of the segment's source, or why it is not a price.
    ///
    /// # Errors
    /// The error of a call of the feed.
    fn round(&self, segment: &Segment, number: u64) -> Result<Result<Round, Fault>, Self::Stop>;
}

/// A walk through the rounds of a window, at one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The source of the round.
    pub source: u32,
    /// The round's number.
    pub number: u64,
    /// When it came, in unix seconds; perhaps before the window.
    pub updated_secs: u64,
    /// Its price.
    pub price_wad: u128,
    /// The sum of prices times seconds until this round came. Below 2⁹⁶·1,800.
    pub sum: u128,
    /// The number of missing rounds after it.
    pub missing: u64,
}

impl Walk {
    /// Begins a segment at its first round.
    ///
    /// # Errors
    /// [`WalkFault::SeedLate`], [`WalkFault::SeedEarly`]; [`WalkFault::Gap`] if the source changed inside the window
    /// and this is not the round with which it did.
    #[inline(never)]
    pub fn begin(segment: &Segment, round: &Round, sum: u128) -> Result<Self, WalkFault> {
        let number = round.id.number;
        if segment.changed && number != segment.first {
            let expected = segment.first;
            return Err(WalkFault::Gap { expected });
        }
        if number < segment.first {
            return Err(WalkFault::SeedEarly);
        }
        if round.updated_secs > segment.start_secs {
            return Err(WalkFault::SeedLate);
        }
        Ok(Self {
            source: segment.source,
            number,
            updated_secs: round.updated_secs,
            price_wad: round.price_wad,
            sum,
            missing: 0,
        })
    }

    /// Returns the number of the round that comes next.
    #[must_use]
    pub const fn next(&self) -> u64 {
        self.number.saturating_add(1).saturating_add(self.missing)
    }

    /// Returns whether the walk certainly began at the right round: a later round lies inside the window, or the
    /// source changed inside. Only then may its progress be kept for later lists.
    #[must_use]
    pub const fn is_rooted(&self, segment: &Segment) -> bool {
        segment.changed || self.updated_secs > segment.start_secs
    }

    /// Notes that the next round is missing.
    ///
    /// # Errors
    /// [`WalkFault::Missing`] if it is one too many.
    pub fn skip(&mut self) -> Result<(), WalkFault> {
        self.missing = self.missing.saturating_add(1);
        if self.missing < MAX_MISSING {
            Ok(())
        } else {
            Err(WalkFault::Missing)
        }
    }

    /// Takes the next round.
    ///
    /// # Errors
    /// The reason why the round is refused. The walk is then unchanged.
    #[inline(never)]
    pub fn take(&mut self, segment: &Segment, round: &Round) -> Result<(), WalkFault> {
        if round.updated_secs < self.updated_secs {
            return Err(WalkFault::Backwards);
        }
        if !segment.changed && round.updated_secs <= segment.start_secs {
            return Err(WalkFault::SeedEarly);
        }
        if round.updated_secs >= segment.end_secs {
            return Err(WalkFault::Late);
        }
        self.sum = self.sum_until(segment, round.updated_secs)?;
        self.number = round.id.number;
        self.updated_secs = round.updated_secs;
        self.price_wad = round.price_wad;
        self.missing = 0;
        Ok(())
    }

    /// Returns whether the segment ends here, judged by the next round. The caller repeats this until the answer is
    /// yes.
    ///
    /// # Errors
    /// [`WalkFault::Short`] if the next round still belongs to it.
    #[inline(never)]
    pub fn ends(
        &mut self,
        segment: &Segment,
        next: &Result<Round, Fault>,
    ) -> Result<bool, WalkFault> {
        match next {
            Ok(round) if round.updated_secs >= segment.end_secs => Ok(true),
            Ok(_) => Err(WalkFault::Short),
            Err(_) => Ok(self.skip().is_err()),
        }
    }

    /// Returns the sum of prices times seconds until a moment of the segment at which this round's price still stood.
    ///
    /// # Errors
    /// [`WalkFault::Carried`] if it had then stood for longer than allowed.
    #[inline(never)]
    pub fn sum_until(&self, segment: &Segment, until_secs: u64) -> Result<u128, WalkFault> {
        let secs = until_secs.saturating_sub(self.updated_secs);
        if secs > segment.max_carry_secs {
            return Err(WalkFault::Carried { secs });
        }
        let from = self.updated_secs.max(segment.start_secs);
        let stood = u128::from(until_secs.saturating_sub(from));
        // A price is below 2⁹⁶ and a window has 1,800 seconds.
        Ok(self
            .sum
            .saturating_add(self.price_wad.saturating_mul(stood)))
    }
}
