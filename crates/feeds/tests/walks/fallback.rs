//! The average of a window that nobody proved, from what can be read of it.

use crate::history::{BEGINS, EXPIRY, History, Source, Told, cases, hand_in, history, source};
use fastrand::Rng;
use feeds::{
    Fault, Live, MAX_FOLLOWED, Outcome, Round, Rounds, Segment, WINDOW_SECS, Walk, carry_on, follow,
};
use std::convert::Infallible;

/// The price, and how many calls it takes.
fn fall_back<R: Rounds<Stop = Infallible>>(rounds: &R, begun: Walk) -> (u128, u32) {
    let (mut walk, mut calls) = (begun, 0);
    loop {
        calls += 1;
        let Ok(outcome) = carry_on(rounds, walk);
        match outcome {
            Outcome::Price(price) => return (price, calls),
            Outcome::Part(further) => {
                assert_ne!(further, walk, "every call gets on");
                walk = further;
            }
        }
    }
}

/// A feed of which some rounds can no longer be read.
struct Lost<'a> {
    history: &'a History,
    source: u32,
    /// The first of the numbers that are lost, and the first after them.
    numbers: (u64, u64),
}

impl Rounds for Lost<'_> {
    type Stop = Infallible;
    fn segment(&self, source: u32) -> Segment {
        self.history.segment(source)
    }
    fn round(&self, segment: &Segment, number: u64) -> Result<Result<Round, Fault>, Infallible> {
        let (from, until) = self.numbers;
        if segment.source == self.source && (from..until).contains(&number) {
            return Ok(Err(Fault::Malformed));
        }
        self.history.round(segment, number)
    }
}

const fn told(updated: u64, price: u128) -> Told {
    Told {
        updated,
        price: Some(price),
    }
}

fn one(rounds: &[Told]) -> History {
    History {
        sources: vec![Source {
            phase: 0,
            since: BEGINS,
            rounds: rounds.to_vec(),
        }],
        now: EXPIRY + 300_000,
    }
}

/// A walk at a round before the window.
const fn seed(number: u64, updated_secs: u64, price_wad: u128) -> Walk {
    Walk {
        source: 0,
        number,
        updated_secs,
        price_wad,
        sum: 0,
        missing: 0,
    }
}

mod a_fallback {
    use super::*;

    /// Else whoever comes first would choose.
    #[test]
    fn is_what_a_proof_gives_wherever_the_walk_stopped() {
        let (mut priced, mut followed, mut changed) = (0, 0, 0);
        for seed in 0..cases(500) {
            let mut random = Rng::with_seed(seed);
            let mut history = history(&mut random);
            let list = history.list();
            let expected = history.model().expect("it always says something");
            changed += u32::from(history.source_at(BEGINS) != history.source_at(EXPIRY - 1));
            history.now = EXPIRY + random.u64(0..300_000);
            for to in 1..list.len() {
                if let Ok(Outcome::Part(walk)) = hand_in(&history, None, &list[..to]) {
                    assert_eq!(fall_back(&history, walk).0, expected, "seed {seed}");
                    priced += 1;
                }
            }
            let mut then = history.clone();
            then.now = BEGINS + random.u64(1..1_800);
            let live = Live {
                now_secs: then.now,
                latest: then.good(then.source_at(then.now)).next_back(),
                source: u32::try_from(then.source_at(BEGINS)).expect("few"),
            };
            let Ok(answer) = follow(&then, &live, None);
            if let Some((walk, _)) = answer {
                assert_eq!(fall_back(&history, walk).0, expected, "seed {seed}");
                followed += 1;
            }
        }
        assert!(priced > 1_000 && followed > 100 && changed > 50);
    }

    #[test]
    fn carries_the_last_price_on_when_the_rest_is_lost() {
        for seed in 0..cases(500) {
            let mut random = Rng::with_seed(seed);
            let history = History {
                sources: vec![source(&mut random, 1, BEGINS)],
                now: EXPIRY + 300_000,
            };
            let list = history.list();
            let to = random.usize(1..=list.len());
            let Ok(Outcome::Part(walk)) = hand_in(&history, None, &list[..to]) else {
                continue;
            };
            let mut gap = history.clone();
            let end = usize::try_from(walk.number).expect("few");
            gap.sources[0].rounds.truncate(end);
            let expected = gap.model().expect("it said something");
            assert_eq!(fall_back(&gap, walk).0, expected, "seed {seed}");
        }
    }

    #[test]
    fn minds_no_silence_that_refuses_a_proof() {
        let history = one(&[told(BEGINS - 3_000, 100), told(EXPIRY - 300, 700)]);
        assert!(hand_in(&history, None, &[1, 2]).is_err());
        let (price, calls) = fall_back(&history, seed(1, BEGINS - 3_000, 100));
        assert_eq!((price, calls), ((100 * 1_500 + 700 * 300) / 1_800, 1));
    }

    #[test]
    fn passes_over_a_round_that_is_out_of_order() {
        let rounds = [
            told(BEGINS, 100),
            told(BEGINS + 900, 200),
            told(BEGINS + 600, 900),
            told(BEGINS + 1_200, 300),
        ];
        let history = one(&rounds);
        assert!(hand_in(&history, None, &[1, 2, 3, 4]).is_err());
        let (price, _) = fall_back(&history, seed(1, BEGINS, 100));
        assert_eq!(price, (100 * 900 + 200 * 300 + 300 * 600) / 1_800);
    }

    #[test]
    fn reads_so_many_rounds_a_call_and_no_more() {
        let count = 3 * u64::from(MAX_FOLLOWED);
        let rounds: Vec<_> = (0..=count).map(|second| told(BEGINS + second, 7)).collect();
        let history = one(&rounds);
        let (price, calls) = fall_back(&history, seed(1, BEGINS, 7));
        // The fourth sees that there are no more.
        assert_eq!((price, calls), (7, 4));
    }

    #[test]
    fn carries_a_price_into_a_source_whose_first_round_is_lost() {
        let source = |phase, since, rounds: &[Told]| Source {
            phase,
            since,
            rounds: rounds.to_vec(),
        };
        let history = History {
            sources: vec![
                source(1, BEGINS, &[told(BEGINS, 100), told(BEGINS + 300, 200)]),
                source(
                    2,
                    BEGINS + 900,
                    &[told(BEGINS + 600, 500), told(BEGINS + 1_200, 800)],
                ),
            ],
            now: EXPIRY + 300_000,
        };
        let begun = seed(1, BEGINS, 100);
        let whole = 100 * 300 + 200 * 600 + 500 * 300 + 800 * 600;
        assert_eq!(
            fall_back(&history, begun).0,
            whole / u128::from(WINDOW_SECS)
        );
        for (numbers, sum) in [
            ((1, 2), 100 * 300 + 200 * 900 + 800 * 600),
            ((1, 3), 100 * 300 + 200 * 1_500),
            ((2, 3), 100 * 300 + 200 * 600 + 500 * 900),
        ] {
            let lost = Lost {
                history: &history,
                source: 1,
                numbers,
            };
            let (price, _) = fall_back(&lost, begun);
            assert_eq!(price, sum / u128::from(WINDOW_SECS), "{numbers:?}");
        }
    }
}
