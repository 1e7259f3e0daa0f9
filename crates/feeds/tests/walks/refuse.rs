//! The price of an expiry over made-up histories: with holes, bad rounds, changes of phase and of feed, rounds out of
//! order. A model that knows the whole history says what the price is, second by second; the walk has to find the same
//! from a list, whoever hands it in, whenever, in however many parts, and to refuse every other list.

use fastrand::Rng;
use feeds::{
    Fault, Given, Live, MAX_FOLLOWED, MAX_MISSING, Outcome, Refused, Round, RoundId, Rounds,
    Segment, WINDOW_SECS, Walk, WalkFault, follow, prove,
};
use std::convert::Infallible;

const EXPIRY: u64 = 100_000;
const BEGINS: u64 = EXPIRY - WINDOW_SECS as u64;
const MAX_CARRY: u64 = 1_200;

/// What an aggregator answers, by the number of the round; the first number is 1. A hole has no time.
#[derive(Clone, Copy, Debug)]
struct Told {
    updated: u64,
    price: Option<u128>,
}

/// An aggregator that became the source at a time.
#[derive(Clone, Debug)]
struct Source {
    phase: u16,
    since: u64,
    rounds: Vec<Told>,
}

/// A feed's history, seen at a time: what is told later is not there yet.
#[derive(Clone, Debug)]
struct History {
    sources: Vec<Source>,
    now: u64,
}

impl History {
    /// Rounds 1… of a source that are prices, told by now.
    fn good(&self, source: usize) -> impl DoubleEndedIterator<Item = Round> + '_ {
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

    fn first(&self, source: usize) -> u64 {
        let since = self.sources[source].since;
        let before = self.good(source).rfind(|round| round.updated_secs <= since);
        before
            .expect("a round before it became the source")
            .id
            .number
    }

    fn source_at(&self, secs: u64) -> usize {
        let found = self.sources.iter().rposition(|it| it.since <= secs);
        found.expect("a source from the beginning on")
    }

    /// What the feed said at each moment, summed up; `None` if it said nothing or the same for too long.
    fn model(&self) -> Option<u128> {
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
    fn sourced_list(&self) -> Vec<(u32, u128)> {
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

    fn list(&self) -> Vec<u128> {
        self.sourced_list().into_iter().map(|(_, id)| id).collect()
    }

    /// What is left of the list behind a walk.
    fn rest(&self, walk: &Walk) -> Vec<u128> {
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
fn hand_in(
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
fn source(random: &mut Rng, phase: u16, since: u64) -> Source {
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

fn history(random: &mut Rng) -> History {
    let mut since = BEGINS - random.u64(0..500);
    let mut sources = vec![source(random, 1, since)];
    while random.u8(..3) == 0 {
        since += random.u64(1..1_500);
        // Another allowed age and the same rounds; a phase of the same feed; or another feed, whose phases may be the same.
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
fn cases(default: u64) -> u64 {
    let said = std::env::var("STRIKEPOOL_CASES").ok();
    said.and_then(|it| it.parse().ok()).unwrap_or(default)
}

mod a_proof {
    use super::*;

    #[test]
    fn gives_the_price_second_by_second() {
        let (mut priced, mut changed) = (0, 0);
        for seed in 0..cases(500) {
            let mut random = Rng::with_seed(seed);
            let history = history(&mut random);
            let expected = history.model().expect("it always says something");
            let outcome = hand_in(&history, None, &history.list());
            assert_eq!(outcome, Ok(Outcome::Price(expected)), "seed {seed}");
            priced += 1;
            changed += u32::from(history.source_at(BEGINS) != history.source_at(EXPIRY - 1));
        }
        assert!(priced > 0 && changed > 0);
    }

    #[test]
    fn is_the_same_at_every_time_after_the_expiry() {
        for seed in 0..cases(500) {
            let mut random = Rng::with_seed(seed);
            let mut history = history(&mut random);
            let list = history.list();
            let expected = hand_in(&history, None, &list);
            for _ in 0..5 {
                history.now = EXPIRY + random.u64(0..2_000);
                assert_eq!(
                    history.list(),
                    list,
                    "seed {seed}: the list itself is the same"
                );
                assert_eq!(hand_in(&history, None, &list), expected, "seed {seed}");
            }
        }
    }

    #[test]
    fn is_the_same_in_parts_by_many_in_any_order() {
        let mut parts = 0;
        for seed in 0..cases(1_000) {
            let mut random = Rng::with_seed(seed);
            let mut history = history(&mut random);
            let list = history.list();
            let expected = hand_in(&history, None, &list);
            let mut begun = None;
            let mut done = None;
            // Callers come with the list up to some place, from the beginning or from some place on; many are refused.
            for _ in 0..40 {
                history.now = EXPIRY + random.u64(0..2_000);
                let to = random.usize(0..=list.len());
                let from = if random.bool() {
                    0
                } else {
                    random.usize(0..=to)
                };
                match hand_in(&history, begun, &list[from..to]) {
                    Ok(Outcome::Part(walk)) => {
                        parts += 1;
                        begun = Some(walk);
                    }
                    Ok(price) => {
                        done = Some(price);
                        break;
                    }
                    Err(_) => {}
                }
            }
            let rest = done.map_or_else(
                || match begun {
                    Some(walk) => hand_in(&history, begun, &history.rest(&walk)),
                    None => hand_in(&history, None, &list),
                },
                Ok,
            );
            assert_eq!(rest, expected, "seed {seed}");
        }
        assert!(parts > 100);
    }

    #[test]
    fn is_refused_of_every_other_list() {
        let mut tried = 0;
        for seed in 0..cases(100) {
            let mut random = Rng::with_seed(seed);
            let history = history(&mut random);
            let list = history.list();
            let expected = hand_in(&history, None, &list);
            let judge = |other: &[u128]| {
                if other == list {
                    return;
                }
                match hand_in(&history, None, other) {
                    Err(_) => {}
                    // The beginning of the list is a part of it.
                    Ok(Outcome::Part(_)) => {
                        assert!(list.starts_with(other), "seed {seed}: {other:?}");
                    }
                    Ok(Outcome::Price(_)) => {
                        panic!("seed {seed}: {other:?} beside {list:?} {expected:?}")
                    }
                }
            };
            // Every stretch of numbers of the first source, seen as the whole list.
            if history.sources.len() == 1 && list.len() < 60 {
                let all = u128::try_from(history.sources[0].rounds.len()).expect("few") + 3;
                for from in 0..=all {
                    for to in from..=all {
                        let phase = u128::from(history.sources[0].phase) << 64;
                        let other: Vec<_> = (from..=to).map(|number| phase | number).collect();
                        judge(&other);
                        tried += 1;
                    }
                }
            }
            for _ in 0..200 {
                let mut other = list.clone();
                for _ in 0..random.usize(1..3) {
                    distort(&mut random, &mut other);
                }
                judge(&other);
                tried += 1;
            }
        }
        assert!(tried > 10_000);
    }

    fn distort(random: &mut Rng, list: &mut Vec<u128>) {
        if list.is_empty() {
            return list.push(random.u128(..10));
        }
        let place = random.usize(..list.len());
        match random.u8(..8) {
            0 => drop(list.remove(place)),
            1 => list.insert(place, list[place]),
            2 => list[place] = list[place].wrapping_add(random.u128(1..4)),
            3 => list[place] = list[place].wrapping_sub(random.u128(1..4)),
            4 => list[place] ^= 1 << random.u32(64..90),
            5 => list.insert(0, list[0].wrapping_sub(1)),
            6 => list.push(list[list.len() - 1].wrapping_add(1)),
            _ => list.swap(place, 0),
        }
    }

    /// A feed whose clock runs backwards breaks its promise; what is left is shown here. A list that shows it is refused,
    /// and two lists can both pass only if time falls between them.
    #[test]
    fn is_unique_unless_the_clock_runs_backwards_between_two_lists() {
        let (mut fixed, mut refused, mut twice) = (0, 0, 0);
        for seed in 0..cases(400) {
            let mut random = Rng::with_seed(seed);
            let mut one = source(&mut random, 1, BEGINS);
            one.rounds.truncate(60);
            for _ in 0..random.usize(1..4) {
                let (a, b) = (
                    random.usize(..one.rounds.len()),
                    random.usize(..one.rounds.len()),
                );
                let time = one.rounds[a].updated;
                one.rounds[a].updated = one.rounds[b].updated;
                one.rounds[b].updated = time;
            }
            // Known from its first round on.
            one.rounds[0].updated = BEGINS - 3_000;
            let history = History {
                sources: vec![one],
                now: EXPIRY + 5_000,
            };
            if history.good(0).all(|it| it.updated_secs > BEGINS) {
                continue;
            }
            let mut passing = Vec::new();
            let segment = Segment {
                first: 1,
                ..history.segment(0)
            };
            let rooted = Rooted {
                history: &history,
                segment,
            };
            for from in 1..=60_u64 {
                for to in from..=60 {
                    let ids: Vec<_> = (from..=to)
                        .map(|number| 1 << 64 | u128::from(number))
                        .collect();
                    let given = Given {
                        ids: &ids,
                        begun: None,
                        source: 0,
                        over: true,
                    };
                    match prove(&rooted, &given) {
                        Ok(Outcome::Price(_)) => passing.push((from, to)),
                        Ok(Outcome::Part(_)) => {}
                        Err(_) => refused += 1,
                    }
                }
            }
            fixed += passing.len();
            for pair in passing.windows(2) {
                twice += 1;
                let (earlier, later) = (pair[0], pair[1]);
                assert!(earlier.1 < later.0, "seed {seed}: lists never overlap");
                let times: Vec<_> = history
                    .good(0)
                    .filter(|it| (earlier.1..=later.1).contains(&it.id.number))
                    .map(|it| it.updated_secs)
                    .collect();
                assert!(!times.is_sorted(), "seed {seed}: {times:?}");
            }
        }
        assert!(fixed > 20 && refused > 1_000);
        println!("{fixed} lists passed, {twice} beside another one");
    }

    struct Rooted<'a> {
        history: &'a History,
        segment: Segment,
    }

    impl Rounds for Rooted<'_> {
        type Stop = Infallible;
        fn segment(&self, _: u32) -> Segment {
            self.segment
        }
        fn round(
            &self,
            segment: &Segment,
            number: u64,
        ) -> Result<Result<Round, Fault>, Infallible> {
            self.history.round(segment, number)
        }
    }

    #[test]
    fn is_refused_when_a_price_stood_too_long() {
        let told = |updated, price| Told {
            updated,
            price: Some(price),
        };
        let with = |rounds: &[Told]| History {
            sources: vec![Source {
                phase: 0,
                since: BEGINS,
                rounds: rounds.to_vec(),
            }],
            now: EXPIRY + 5_000,
        };
        let long = WalkFault::Carried {
            secs: MAX_CARRY + 1,
        };
        let seeded = with(&[
            told(BEGINS - 1_000, 1),
            told(BEGINS + 201, 2),
            told(EXPIRY - 900, 2),
        ]);
        assert_eq!(
            hand_in(&seeded, None, &[1, 2, 3]),
            Err(Refused::Walk(
                RoundId {
                    phase: 0,
                    number: 2
                },
                long
            ))
        );
        let kept = with(&[
            told(BEGINS - 1_000, 1),
            told(BEGINS + 200, 2),
            told(EXPIRY - 1_200, 3),
        ]);
        let outcome = hand_in(&kept, None, &[1, 2, 3]);
        assert_eq!(
            outcome,
            Ok(Outcome::Price((200 + 2 * 400 + 3 * 1_200) / 1_800))
        );
        let silent = with(&[
            told(BEGINS - 1_000, 1),
            told(BEGINS + 200, 2),
            told(EXPIRY - 1_201, 3),
        ]);
        assert_eq!(
            hand_in(&silent, None, &[1, 2, 3]),
            Err(Refused::Walk(
                RoundId {
                    phase: 0,
                    number: 3
                },
                long
            ))
        );
    }

    /// Found by the histories above: the number after the last round is missing in one source and the first of the next.
    #[test]
    fn goes_on_with_the_next_source_though_its_first_number_is_missing_in_this_one() {
        let told = |updated, price| Told {
            updated,
            price: Some(price),
        };
        let hole = Told {
            updated: 0,
            price: None,
        };
        let source = |since, rounds: &[Told]| Source {
            phase: 1,
            since,
            rounds: rounds.to_vec(),
        };
        let first = [told(BEGINS - 5, 1), hole, told(EXPIRY - 800, 9)];
        let second = [told(EXPIRY - 980, 2), told(EXPIRY - 950, 3)];
        let mut history = History {
            sources: vec![source(BEGINS - 1, &first), source(EXPIRY - 900, &second)],
            now: EXPIRY + 5_000,
        };
        let list = [1, 2].map(|number| 1 << 64 | number);
        assert_eq!(history.list(), list);
        assert_eq!(hand_in(&history, None, &list), Ok(Outcome::Price(2)));
        // Here it is a hole in this source's rounds.
        history.sources[0].rounds[2].updated = EXPIRY - 1_000;
        let list = [1, 2, 3, 2].map(|number| 1 << 64 | number);
        assert_eq!(history.list(), list);
        let expected = (800 + 9 * 100 + 3 * 900) / 1_800;
        assert_eq!(hand_in(&history, None, &list), Ok(Outcome::Price(expected)));
    }

    #[test]
    fn skips_fewer_missing_rounds_than_end_a_source() {
        let told = |updated, price| Told {
            updated,
            price: Some(price),
        };
        let hole = Told {
            updated: 0,
            price: None,
        };
        for holes in 0..6 {
            let mut rounds = vec![told(BEGINS, 1)];
            rounds.extend(std::iter::repeat_n(hole, holes));
            rounds.push(told(BEGINS + 900, 3));
            let history = History {
                sources: vec![Source {
                    phase: 0,
                    since: BEGINS,
                    rounds,
                }],
                now: EXPIRY + 5_000,
            };
            let all: Vec<_> = (1..=u128::try_from(holes).expect("few") + 2).collect();
            let whole = hand_in(&history, None, &all);
            let short = hand_in(&history, None, &[1]);
            if u64::try_from(holes).expect("few") < MAX_MISSING {
                assert_eq!(whole, Ok(Outcome::Price(2)));
                assert!(matches!(short, Err(Refused::Walk(_, WalkFault::Short))));
            } else {
                assert!(matches!(whole, Err(Refused::Walk(_, WalkFault::Missing))));
                assert_eq!(
                    short,
                    Err(Refused::Walk(
                        RoundId {
                            phase: 0,
                            number: 1
                        },
                        WalkFault::Carried { secs: 1_800 }
                    ))
                );
            }
        }
    }
}

mod following {
    use super::*;

    fn live(history: &History) -> Live {
        let last = history.source_at(history.now);
        Live {
            now_secs: history.now,
            latest: history.good(last).next_back(),
            source: u32::try_from(history.source_at(BEGINS)).expect("few"),
        }
    }

    /// The sum until now, second by second.
    fn model(history: &History) -> u128 {
        (BEGINS..history.now)
            .map(|second| {
                let mut then = history.clone();
                then.now = second;
                let said = then.good(then.source_at(second)).next_back();
                said.expect("it always says something").price_wad
            })
            .sum()
    }

    #[test]
    fn gives_the_sum_second_by_second() {
        let (mut known, mut unknown) = (0, 0);
        for seed in 0..cases(100) {
            let mut random = Rng::with_seed(seed);
            let mut history = history(&mut random);
            let mut begun = None;
            history.now = BEGINS;
            loop {
                history.now += random.u64(1..300);
                if history.now >= EXPIRY {
                    break;
                }
                let Ok(answer) = follow(&history, &live(&history), begun);
                match answer {
                    Some((walk, Some(sum))) => {
                        assert_eq!(sum, model(&history), "seed {seed} at {}", history.now);
                        known += 1;
                        begun = Some(walk);
                    }
                    Some((walk, None)) => begun = Some(walk),
                    None => unknown += 1,
                }
            }
            // What was followed while the window was open is where a proof goes on.
            history.now = EXPIRY + random.u64(0..2_000);
            if let Some(walk) = begun {
                let expected = hand_in(&history, None, &history.list());
                let rest = hand_in(&history, begun, &history.rest(&walk));
                assert_eq!(rest, expected, "seed {seed}");
            }
        }
        assert!(known > 300, "{known} known, {unknown} not");
    }

    #[test]
    fn reads_so_many_rounds_and_no_more() {
        let rounds = |count: u64| History {
            sources: vec![Source {
                phase: 0,
                since: BEGINS,
                rounds: (0..=count)
                    .map(|second| Told {
                        updated: BEGINS + second,
                        price: Some(7),
                    })
                    .collect(),
            }],
            now: BEGINS + 1_000,
        };
        let few = rounds(u64::from(MAX_FOLLOWED));
        let Ok(answer) = follow(&few, &live(&few), None);
        assert_eq!(answer.expect("it began").1, Some(7_000));
        let many = rounds(u64::from(MAX_FOLLOWED) + 1);
        let Ok(answer) = follow(&many, &live(&many), None);
        assert_eq!(answer, None);
        // Somebody hands in the first rounds; then it is a matter of going on.
        let Ok(Outcome::Part(walk)) = hand_in(&many, None, &[1, 2]) else {
            panic!("a part");
        };
        let Ok(answer) = follow(&many, &live(&many), Some(walk));
        assert_eq!(answer.expect("it went on").1, Some(7_000));
        let more = rounds(2 * u64::from(MAX_FOLLOWED));
        let Ok(Some((further, None))) = follow(&more, &live(&more), Some(walk)) else {
            panic!("not all the way");
        };
        assert_eq!(further.number, walk.number + u64::from(MAX_FOLLOWED));
        let Ok(answer) = follow(&more, &live(&more), Some(further));
        assert_eq!(answer.expect("it went on").1, Some(7_000));
    }
}
