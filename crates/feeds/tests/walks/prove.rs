//! Proofs from a list of rounds: what they give.

use crate::history::{BEGINS, EXPIRY, cases, hand_in, history};
use fastrand::Rng;
use feeds::Outcome;

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
}
