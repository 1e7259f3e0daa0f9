//! The average that an expiry settles at, from a list of rounds that anyone submits.

use crate::scale::average_down;
use crate::walk::{Rounds, Segment, WINDOW_SECS, Walk};
use crate::{Fault, Round, RoundId, WalkFault};

/// A list of rounds, and the context that it is checked in.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The rounds in order, by the ids of the proxy.
    pub ids: &'a [u128],
    /// The progress of earlier lists.
    pub begun: Option<Walk>,
    /// The source at the beginning of the window.
    pub source: u32,
    /// Whether the window is over.
    pub over: bool,
}

/// The result of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The list is complete: the average over the window in WAD, rounded down.
    Price(u128),
    /// The list ends before the window: the next list continues from here.
    Part(Walk),
}

/// Why a list is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused<S> {
    /// It contains nothing new.
    Empty,
    /// This is not the id of a round.
    Id(u128),
    /// The round is of another phase than the source.
    Phase {
        /// The round in the list.
        given: RoundId,
        /// The round that comes next.
        expected: RoundId,
    },
    /// The list, or its part after a change of source, begins or ends with a round that is not a price.
    Round(RoundId, Fault),
    /// The round is in the wrong place of the list.
    Walk(RoundId, WalkFault),
    /// A call of the feed failed.
    Stop(S),
}

/// Processes a list of rounds.
///
/// # Errors
/// The first fault in the list.
pub fn prove<R: Rounds>(rounds: &R, given: &Given<'_>) -> Result<Outcome, Refused<R::Stop>> {
    let mut prover = Prover {
        rounds,
        segment: rounds.segment(given.begun.map_or(given.source, |walk| walk.source)),
        walk: given.begun,
        certain: given.begun.is_some(),
        tail: None,
    };
    let news = prover.news(given.ids);
    if news.is_empty() && !(given.over && given.begun.is_some()) {
        return Err(Refused::Empty);
    }
    for id in news {
        let id = RoundId::from_wide(*id).ok_or(Refused::Id(*id))?;
        prover.next(id)?;
    }
    match prover.outcome(given.over)? {
        Outcome::Part(walk) if given.begun == Some(walk) => Err(Refused::Empty),
        outcome => Ok(outcome),
    }
}

struct Prover<'a, R> {
    rounds: &'a R,
    segment: Segment,
    walk: Option<Walk>,
    /// Whether an earlier list made progress. If so, it is then certain that the proof began with the right round.
    certain: bool,
    /// The last round of the list, if it is not a price.
    tail: Option<(RoundId, Fault)>,
}

impl<R: Rounds> Prover<'_, R> {
    /// Returns the new part of a list: all of it if it continues where earlier lists stopped, otherwise what follows
    /// the round at which they stopped.
    fn news<'b>(&self, ids: &'b [u128]) -> &'b [u128] {
        let (Some(walk), Some(head)) = (&self.walk, ids.first()) else {
            return ids;
        };
        if *head == self.id(walk.next()).wide() || *head == self.changed_to() {
            return ids;
        }
        let reached = self.id(walk.number).wide();
        let mut rest = ids;
        while let [id, later @ ..] = rest {
            if *id == reached {
                return later;
            }
            rest = later;
        }
        ids
    }

    /// Returns the number of the round with which the next source begins; all bits set if there is none.
    fn changed_to(&self) -> u128 {
        if self.segment.last {
            return u128::MAX;
        }
        let next = self.rounds.segment(self.segment.source.saturating_add(1));
        RoundId {
            phase: next.phase,
            number: next.first,
        }
        .wide()
    }

    const fn id(&self, number: u64) -> RoundId {
        RoundId {
            phase: self.segment.phase,
            number,
        }
    }

    #[inline(never)]
    fn next(&mut self, id: RoundId) -> Result<(), Refused<R::Stop>> {
        let Some(mut walk) = self.walk else {
            return self.begin(id, 0);
        };
        let expected = self.id(walk.next());
        if id == expected {
            let found = self.read(id.number)?;
            if self.goes_on(&walk, id, &found)? {
                let taken = match &found {
                    Ok(round) => walk.take(&self.segment, round),
                    Err(_) => walk.skip(),
                };
                taken.map_err(|fault| Refused::Walk(id, fault))?;
                self.tail = found.err().map(|fault| (id, fault));
                self.walk = Some(walk);
                return Ok(());
            }
        } else if self.segment.last {
            return Err(misplaced(id, expected));
        }
        let sum = self.close(walk)?;
        self.segment = self.rounds.segment(self.segment.source.saturating_add(1));
        self.begin(id, sum)
    }

    /// Returns whether the next number of the list is of this source, and not the first of the next source, which may
    /// be the same.
    fn goes_on(
        &self,
        walk: &Walk,
        id: RoundId,
        found: &Result<Round, Fault>,
    ) -> Result<bool, Refused<R::Stop>> {
        if self.segment.last {
            return Ok(true);
        }
        if let Ok(round) = found {
            return Ok(round.updated_secs < self.segment.end_secs);
        }
        if id.wide() != self.changed_to() {
            return Ok(true);
        }
        // A source's rounds never end with missing ones, so this is the first of the next source.
        match self.close(*walk) {
            Ok(_) => Ok(false),
            Err(Refused::Stop(stop)) => Err(Refused::Stop(stop)),
            Err(_) => Ok(true),
        }
    }

    #[inline(never)]
    fn begin(&mut self, id: RoundId, sum: u128) -> Result<(), Refused<R::Stop>> {
        if id.phase != self.segment.phase {
            return Err(misplaced(id, self.id(self.segment.first)));
        }
        let round = self
            .read(id.number)?
            .map_err(|fault| Refused::Round(id, fault))?;
        let walk = Walk::begin(&self.segment, &round, sum);
        self.walk = Some(walk.map_err(|fault| Refused::Walk(id, fault))?);
        self.tail = None;
        Ok(())
    }

    /// Checks that no further round belongs to the segment; returns the sum until its end.
    #[inline(never)]
    fn close(&self, mut walk: Walk) -> Result<u128, Refused<R::Stop>> {
        if let Some((id, fault)) = self.tail {
            return Err(Refused::Round(id, fault));
        }
        let here = self.id(walk.number);
        loop {
            let next = self.id(walk.next());
            let found = self.read(next.number)?;
            match walk.ends(&self.segment, &found) {
                Ok(true) => break,
                Ok(false) => {}
                Err(fault) => return Err(Refused::Walk(next, fault)),
            }
        }
        walk.sum_until(&self.segment, self.segment.end_secs)
            .map_err(|fault| Refused::Walk(here, fault))
    }

    #[inline(never)]
    fn outcome(self, over: bool) -> Result<Outcome, Refused<R::Stop>> {
        if let Some((id, fault)) = self.tail {
            return Err(Refused::Round(id, fault));
        }
        let walk = self.walk.ok_or(Refused::Empty)?;
        let part = Outcome::Part(walk);
        let next = self.id(walk.next());
        let rooted = self.certain || walk.is_rooted(&self.segment);
        if over && self.segment.last {
            return match self.close(walk) {
                Ok(sum) => Ok(Outcome::Price(
                    average_down(sum, WINDOW_SECS).unwrap_or_default(),
                )),
                Err(Refused::Walk(_, WalkFault::Short)) if rooted => Ok(part),
                Err(refused) => Err(refused),
            };
        }
        if rooted {
            Ok(part)
        } else {
            Err(Refused::Walk(next, WalkFault::Short))
        }
    }

    #[inline(never)]
    fn read(&self, number: u64) -> Result<Result<Round, Fault>, Refused<R::Stop>> {
        let found = self.rounds.round(&self.segment, number);
        found.map_err(Refused::Stop)
    }
}

fn misplaced<S>(given: RoundId, expected: RoundId) -> Refused<S> {
    if given.phase == expected.phase {
        let expected = expected.number;
        Refused::Walk(given, WalkFault::Gap { expected })
    } else {
        Refused::Phase { given, expected }
    }
}
