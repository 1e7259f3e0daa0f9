//! The average so far.

use crate::history::{BEGINS, EXPIRY, History, Source, Told, cases, hand_in, history};
use fastrand::Rng;
use feeds::{Live, MAX_FOLLOWED, Outcome, follow};

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
