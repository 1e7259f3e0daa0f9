//! The average so far, while the window is open, from the feed's present rounds.

use crate::walk::{MAX_MISSING, Rounds, Segment, Walk};
use crate::{Round, WalkFault};

/// The maximum number of rounds that one call reads.
pub const MAX_FOLLOWED: u32 = 64;

/// The present moment.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// The time, inside the window.
    pub now_secs: u64,
    /// The latest round, if its aggregator is the last source of the window.
    pub latest: Option<Round>,
    /// The source at the beginning of the window.
    pub source: u32,
}

/// Continues from the progress of earlier calls, or goes back from the latest round to the beginning of the window.
/// Returns the new progress, and the sum until now if it reached the latest round. `None` if it could not even begin:
/// the window began with another source, or more than [`MAX_FOLLOWED`] rounds ago, or the rounds are not in order.
///
/// # Errors
/// The error of a call of the feed.
pub fn follow<R: Rounds>(
    rounds: &R,
    live: &Live,
    begun: Option<Walk>,
) -> Result<Option<(Walk, Option<u128>)>, R::Stop> {
    let mut follower = Follower {
        rounds,
        live,
        left: MAX_FOLLOWED,
    };
    match begun {
        Some(walk) => follower.forth(walk).map(Some),
        None => follower.back(),
    }
}

struct Follower<'a, R> {
    rounds: &'a R,
    live: &'a Live,
    left: u32,
}

impl<R: Rounds> Follower<'_, R> {
    /// Sums up from the latest round backwards.
    #[inline(never)]
    fn back(&mut self) -> Result<Option<(Walk, Option<u128>)>, R::Stop> {
        let segment = self.rounds.segment(self.live.source);
        let Some(latest) = self.live.latest.filter(|_| segment.last) else {
            return Ok(None);
        };
        let (mut later, mut number, mut sum, mut missing) = (latest, latest.id.number, 0_u128, 0);
        while later.updated_secs > segment.start_secs {
            let Some(earlier) = number.checked_sub(1).filter(|it| *it >= segment.first) else {
                return Ok(None);
            };
            number = earlier;
            match self.read(&segment, number)? {
                None => return Ok(None),
                Some(Err(_)) => {
                    missing += 1;
                    if missing >= MAX_MISSING {
                        return Ok(None);
                    }
                }
                Some(Ok(round)) => {
                    let until = later.updated_secs;
                    let Some(whole) = stood(&segment, &round, until, sum) else {
                        return Ok(None);
                    };
                    (later, sum, missing) = (round, whole, 0);
                }
            }
        }
        let walk = Walk {
            source: segment.source,
            number: latest.id.number,
            updated_secs: latest.updated_secs,
            price_wad: latest.price_wad,
            sum,
            missing: 0,
        };
        Ok(Some((walk, self.until_now(&segment, &walk))))
    }

    /// Continues round by round.
    #[inline(never)]
    fn forth(&mut self, mut walk: Walk) -> Result<(Walk, Option<u128>), R::Stop> {
        let mut segment = self.rounds.segment(walk.source);
        loop {
            // The kept progress never ends with missing rounds.
            let mut ahead = walk;
            match self.advance(&segment, &mut ahead)? {
                Advance::Taken => walk = ahead,
                Advance::Stuck => return Ok((walk, None)),
                Advance::Ended if segment.last => {
                    return Ok((walk, self.until_now(&segment, &walk)));
                }
                Advance::Ended => {
                    let Some((next, begun)) = self.change(&segment, &walk)? else {
                        return Ok((walk, None));
                    };
                    (segment, walk) = (next, begun);
                }
            }
        }
    }

    /// Takes the next round that is a price.
    #[inline(never)]
    fn advance(&mut self, segment: &Segment, walk: &mut Walk) -> Result<Advance, R::Stop> {
        loop {
            if segment.last
                && self
                    .live
                    .latest
                    .is_some_and(|it| walk.next() > it.id.number)
            {
                return Ok(Advance::Ended);
            }
            let Some(found) = self.read(segment, walk.next())? else {
                return Ok(Advance::Stuck);
            };
            let Ok(round) = found else {
                if walk.skip().is_err() {
                    return Ok(Advance::Ended);
                }
                continue;
            };
            if round.updated_secs > self.live.now_secs {
                return Ok(Advance::Ended);
            }
            return Ok(match walk.take(segment, &round) {
                Ok(()) => Advance::Taken,
                Err(WalkFault::Late) => Advance::Ended,
                Err(_) => Advance::Stuck,
            });
        }
    }

    /// Ends a segment and begins the next.
    #[inline(never)]
    fn change(
        &mut self,
        segment: &Segment,
        walk: &Walk,
    ) -> Result<Option<(Segment, Walk)>, R::Stop> {
        let next = self.rounds.segment(segment.source.saturating_add(1));
        let Some(Ok(first)) = self.read(&next, next.first)? else {
            return Ok(None);
        };
        let sum = walk.sum_until(segment, segment.end_secs);
        let begun = sum.and_then(|sum| Walk::begin(&next, &first, sum));
        Ok(begun.ok().map(|begun| (next, begun)))
    }

    #[inline(never)]
    fn until_now(&self, segment: &Segment, walk: &Walk) -> Option<u128> {
        let sum = walk.sum_until(segment, self.live.now_secs);
        sum.ok()
    }

    /// Returns a round, or `None` if the maximum number was read.
    #[inline(never)]
    fn read(
        &mut self,
        segment: &Segment,
        number: u64,
    ) -> Result<Option<Result<Round, crate::Fault>>, R::Stop> {
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(None);
        };
        self.left = left;
        self.rounds.round(segment, number).map(Some)
    }
}

/// Adds to `sum` the part of a round that stood until then; `None` if it is out of order or stood too long.
fn stood(segment: &Segment, round: &Round, until_secs: u64, sum: u128) -> Option<u128> {
    if round.updated_secs > until_secs {
        return None;
    }
    let walk = Walk {
        updated_secs: round.updated_secs,
        price_wad: round.price_wad,
        sum,
        ..Walk::default()
    };
    walk.sum_until(segment, until_secs).ok()
}

enum Advance {
    /// A round was taken.
    Taken,
    /// No round follows.
    Ended,
    /// The maximum number was read, or the rounds are not in order.
    Stuck,
}
