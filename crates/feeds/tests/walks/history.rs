//! Made-up histories of a feed, and the price by a model that knows the whole of one.

use fastrand::Rng;
use feeds::{
    Fault, Given, MAX_MISSING, Outcome, Refused, Round, RoundId, Rounds, Segment, WINDOW_SECS,
    Walk, prove,
};
use std::convert::Infallible;

pub(crate) const EXPIRY: u64 = 100_000;

pub(crate) const BEGINS: u64 = EXPIRY - WINDOW_SECS as u64;

pub(crate) const MAX_CARRY: u64 = 1_200;

/// What an aggregator answers, by the number of the round; the first number is 1. A hole has no time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) updated: u64,
    pub(crate) price: Option<u128>,
}

/// An aggregator that became the source at a time.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) phase: u16,
    pub(crate) since: u64,
    pub(crate) rounds: Vec<Told>,
}

/// A feed's history, seen at a time: what is told later is not there yet.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) sources: Vec<Source>,
    pub(crate) now: u64,
}

impl History {
    /// Rounds 1… of a source that are prices, told by now.
    pub(crate) fn good(&self, source: usize) -> impl DoubleEndedIterator<Item = Round> + '_ {
        let Source { phase, rounds, .. } = &self.sources[source];
        let numbered = (1..).zip(rounds);
        let told = numbered.collect::<Vec<_>>().into_iter();
        told.filter_map(move |(number, told)| {
            let price_wad = told.price?;
            (told.updated <= self.now).then_some(Round {
                id: RoundId {
                    phase: *phase,
                    number,
                },
                price_wad,
                updated_secs: told.updated,
            })
        })
    }

    pub(crate) fn first(&self, source: usize) -> u64 {
        let since = self.sources[source].since;
        let before = self.good(source).rfind(|round| round.updated_secs <= since);
        before
            .expect("a round before it became the source")
            .id
            .number
    }

    pub(crate) fn source_at(&self, secs: u64) -> usize {
        let found = self.sources.iter().rposition(|it| it.since <= secs);
        found.expect("a source from the beginning on")
    }

    /// What the feed said at each moment, summed up; `None` if it said nothing or the same for too long.
    pub(crate) fn model(&self) -> Option<u128> {
        let mut sum = 0;
        for second in BEGINS..EXPIRY {
            let standing = self
                .good(self.source_at(second))
                .rfind(|round| round.updated_secs <= second)?;
            sum += standing.price_wad;
        }
        Some(sum / u128::from(WINDOW_SECS))
    }

    /// The list that a reader of the whole history hands in, each round with its source.
    pub(crate) fn sourced_list(&self) -> Vec<(u32, u128)> {
        let mut ids = Vec::new();
        for source in self.source_at(BEGINS)..=self.source_at(EXPIRY - 1) {
            let index = u32::try_from(source).expect("few");
            let segment = self.segment(index);
            let seed = if segment.changed {
                segment.first
            } else {
                let before = self.good(source).rfind(|it| it.updated_secs <= BEGINS);
                before.expect("a round before the window").id.number
            };
            let inside = self
                .good(source)
                .rfind(|it| it.updated_secs < segment.end_secs);
            let last = inside.map_or(seed, |it| it.id.number).max(seed);
            let phase = segment.phase;
            ids.extend((seed..=last).map(|number| (index, RoundId { phase, number }.wide())));
        }
        ids
    }

    pub(crate) fn list(&self) -> Vec<u128> {
        self.sourced_list().into_iter().map(|(_, id)| id).collect()
    }

    /// What is left of the list behind a walk.
    pub(crate) fn rest(&self, walk: &Walk) -> Vec<u128> {
        let reached = |(source, id): &(u32, u128)| {
            *source == walk.source
                && RoundId::from_wide(*id).map(|id| id.number) == Some(walk.number)
        };
        let list = self.sourced_list();
        let place = list.iter().position(reached).expect("on the list");
        list[place + 1..].iter().map(|(_, id)| *id).collect()
    }
}

impl Rounds for History {
    type Stop = Infallible;

    fn segment(&self, source: u32) -> Segment {
        let place = source as usize;
        let it = &self.sources[place];
        let next = self.sources.get(place + 1).map(|next| next.since);
        let next = next.filter(|since| *since < EXPIRY && *since <= self.now);
        Segment {
            source,
            phase: it.phase,
            start_secs: it.since.max(BEGINS),
            end_secs: next.unwrap_or(EXPIRY),
            first: self.first(place),
            changed: it.since > BEGINS,
            last: next.is_none(),
            max_carry_secs: MAX_CARRY,
        }
    }

    fn round(&self, segment: &Segment, number: u64) -> Result<Result<Round, Fault>, Infallible> {
        let Source { phase, rounds, .. } = &self.sources[segment.source as usize];
        let told = number
            .checked_sub(1)
            .and_then(|place| rounds.get(usize::try_from(place).ok()?))
            .filter(|told| told.updated <= self.now);
        Ok(match told {
            Some(Told {
                updated,
                price: Some(price),
            }) => Ok(Round {
                id: RoundId {
                    phase: *phase,
                    number,
                },
                price_wad: *price,
                updated_secs: *updated,
            }),
            _ => Err(Fault::NotUpdated),
        })
    }
}

/// What a caller who hands in `ids` achieves.
pub(crate) fn hand_in(
    history: &History,
    begun: Option<Walk>,
    ids: &[u128],
) -> Result<Outcome, Refused<Infallible>> {
    let given = Given {
        ids,
        begun,
        source: u32::try_from(history.source_at(BEGINS)).expect("few"),
        over: history.now >= EXPIRY,
    };
    prove(history, &given)
}

/// Rounds from well before the window until well after it, of a feed whose clock never runs backwards.
pub(crate) fn source(random: &mut Rng, phase: u16, since: u64) -> Source {
    let mut updated = BEGINS - random.u64(1_000..3_000);
    let pace = random.u64(1..200);
    let mut price = random.u128(1_000..3_000) << random.u32(0..80);
    let (mut rounds, mut holes) = (Vec::new(), 0);
    // The first is there before anything else happens.
    rounds.push(Told {
        updated,
        price: Some(price),
    });
    while updated < EXPIRY + 1_500 {
        if holes + 1 < MAX_MISSING && random.u8(..10) == 0 {
            holes += 1;
            let time = if random.bool() { 0 } else { updated };
            rounds.push(Told {
                updated: time,
                price: None,
            });
            continue;
        }
        holes = 0;
        updated += random.u64(0..=2 * pace);
        price = price - price / 20 + random.u128(0..=price / 10);
        rounds.push(Told {
            updated,
            price: Some(price),
        });
    }
    Source {
        phase,
        since,
        rounds,
    }
}

pub(crate) fn history(random: &mut Rng) -> History {
    let mut since = BEGINS - random.u64(0..500);
    let mut sources = vec![source(random, 1, since)];
    while random.u8(..3) == 0 {
        since += random.u64(1..1_500);
        // Another allowed age and the same rounds; a phase of the same feed; or another feed, whose phases may be
        // the same.
        let before = sources.last().expect("one").clone();
        sources.push(match random.u8(..3) {
            0 => Source { since, ..before },
            1 => source(random, before.phase + 1, since),
            _ => source(random, before.phase, since),
        });
    }
    History {
        sources,
        now: EXPIRY + 5_000,
    }
}

/// How many histories: `STRIKEPOOL_CASES`, or a number that takes seconds.
pub(crate) fn cases(default: u64) -> u64 {
    let said = std::env::var("STRIKEPOOL_CASES").ok();
    said.and_then(|it| it.parse().ok()).unwrap_or(default)
}
