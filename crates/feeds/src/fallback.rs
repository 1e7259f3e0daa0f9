//! The average of a window that nobody could prove.

use crate::follow::MAX_FOLLOWED;
use crate::proof::Outcome;
use crate::scale::average_down;
use crate::walk::{Rounds, Segment, WINDOW_SECS, Walk};
use crate::{Round, WalkFault};

/// How long a window that nobody proves waits after its end, in seconds.
pub const FALLBACK_SECS: u64 = 72 * 60 * 60;

/// Continues a walk to the end of its window by the rounds that can be read, at most [`MAX_FOLLOWED`] in one call. A
/// price stands until the next round comes, however long that takes; a round that is missing, no price or out of order
/// counts for nothing. A list that proves the window gives the same price, so nobody can choose between the two.
///
/// # Errors
/// When a call of the feed failed.
pub fn carry_on<R: Rounds>(rounds: &R, begun: Walk) -> Result<Outcome, R::Stop> {
    let mut walk = begun;
    let mut segment = unlimited(rounds, walk.source);
    // The kept progress never ends with missing rounds.
    let mut ahead = walk;
    for _ in 0..MAX_FOLLOWED {
        let found = rounds.round(&segment, ahead.next())?;
        match found.map(|round| ahead.take(&segment, &round)) {
            Ok(Ok(())) => {
                walk = ahead;
                continue;
            }
            Ok(Err(WalkFault::Late)) => {}
            _ if ahead.skip().is_ok() => continue,
            _ => {}
        }
        let Ok(sum) = walk.sum_until(&segment, segment.end_secs) else {
            break;
        };
        if segment.last {
            let price = average_down(sum, WINDOW_SECS).unwrap_or_default();
            return Ok(Outcome::Price(price));
        }
        segment = unlimited(rounds, segment.source.saturating_add(1));
        let first = rounds.round(&segment, segment.first)?;
        walk = begin(&segment, first.ok(), &walk, sum);
        ahead = walk;
    }
    Ok(Outcome::Part(walk))
}

fn unlimited<R: Rounds>(rounds: &R, source: u32) -> Segment {
    Segment {
        max_carry_secs: u64::MAX,
        ..rounds.segment(source)
    }
}

/// The beginning of a segment: its first round, or the last price of the segment before it, if that round cannot be read.
fn begin(segment: &Segment, first: Option<Round>, before: &Walk, sum: u128) -> Walk {
    let begun = first.and_then(|round| Walk::begin(segment, &round, sum).ok());
    begun.unwrap_or(Walk {
        source: segment.source,
        number: segment.first,
        updated_secs: segment.start_secs,
        price_wad: before.price_wad,
        sum,
        missing: 0,
    })
}
