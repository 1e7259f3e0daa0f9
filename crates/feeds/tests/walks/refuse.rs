//! Proofs that are refused, and where a source ends.

use crate::history::{
    BEGINS, EXPIRY, History, MAX_CARRY, Source, Told, cases, hand_in, history, source,
};
use fastrand::Rng;
use feeds::{
    Fault, Given, MAX_MISSING, Outcome, Refused, Round, RoundId, Rounds, Segment, WalkFault, prove,
};
use std::convert::Infallible;

mod a_proof {
    use super::*;

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

    /// A feed whose clock runs backwards breaks its promise; what is left is shown here. A list that shows it is
    /// refused, and two lists can both pass only if time falls between them.
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

    /// Found by the histories above: the number after the last round is missing in one source and the first of the
    /// next.
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
