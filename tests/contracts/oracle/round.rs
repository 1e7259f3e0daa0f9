//! Rounds of the feed with a fault, each fault alone.

use crate::support::{dollars, scripted, tell};
use alloy_primitives::aliases::U80;
use alloy_primitives::{I256, U256};
use contract_tests::feeds::{FULL, IOracle, MAX_AGE, Oracle, ScriptedFeed, UNIT};
use contract_tests::send;

mod a_round {
    use super::*;

    #[test]
    fn is_used_until_it_is_stale() {
        let mut stage = Oracle::set();
        let updated = stage.now();
        stage.node.warp(MAX_AGE);
        assert_eq!(stage.snapshot(0).state, FULL);
        stage.node.warp(1);
        let reason = IOracle::OracleRoundStale {
            roundId: 1,
            updatedAt: updated,
            maxAgeSecs: MAX_AGE,
        };
        stage.is_out_for(&reason);
        stage.push(2_001);
        assert_eq!(stage.snapshot(0).state, FULL);
    }

    #[test]
    fn is_refused_at_zero_and_below() {
        let mut stage = Oracle::set();
        for (round, price) in [(2_u64, 0), (3, -1), (4, i128::MIN)] {
            let now = stage.now();
            stage.feeds.write(&mut stage.node, round, price, now);
            let reason = IOracle::OracleAnswerNotPositive {
                roundId: u128::from(round),
            };
            stage.is_out_for(&reason);
        }
    }

    #[test]
    fn is_refused_from_the_future() {
        let mut stage = scripted();
        let now = stage.now();
        let far = U256::MAX;
        for (id, updated, seen) in [(1, U256::from(now + 1), now + 1), (2, far, u64::MAX)] {
            tell(&mut stage, id, dollars(2_000), updated, id);
            let reason = IOracle::OracleRoundFromFuture {
                roundId: u128::from(id),
                updatedAt: seen,
            };
            stage.is_out_for(&reason);
        }
    }

    #[test]
    fn is_refused_without_a_time() {
        let mut stage = Oracle::set();
        stage.feeds.write(&mut stage.node, 2, 2_000 * UNIT, 0);
        stage.is_out_for(&IOracle::OracleRoundNotUpdated { roundId: 2 });
    }

    #[test]
    fn is_refused_when_its_answer_is_an_earlier_one() {
        let mut stage = scripted();
        let now = U256::from(stage.now());
        tell(&mut stage, 7, dollars(2_000), now, 6);
        stage.is_out_for(&IOracle::OracleRoundIncomplete { roundId: 7 });
        tell(&mut stage, 7, dollars(2_000), now, 7);
        assert_eq!(stage.snapshot(0).state, FULL);
    }

    #[test]
    fn is_refused_when_it_is_too_large() {
        let mut stage = scripted();
        let now = U256::from(stage.now());
        tell(&mut stage, 1, I256::MAX, now, 1);
        stage.is_out_for(&IOracle::OracleAnswerTooLarge { roundId: 1 });
    }

    #[test]
    fn is_refused_with_more_decimals_than_there_are() {
        let mut stage = scripted();
        let now = U256::from(stage.now());
        tell(&mut stage, 1, dollars(2_000), now, 1);
        for decimals in [39, u8::MAX] {
            let call = ScriptedFeed::setDecimalsCall { decimals };
            send(&mut stage.node, stage.user, stage.feeds.spot, call).expect("set");
            let feed = stage.feeds.spot;
            stage.is_out_for(&IOracle::OracleDecimals { feed });
        }
    }

    #[test]
    fn is_refused_when_its_number_is_out_of_range() {
        let mut stage = scripted();
        let feed = stage.feeds.spot;
        let good = [1, 200_000_000_000, stage.now(), stage.now(), 1].map(U256::from);
        for place in [0, 4] {
            let mut words = good;
            words[place] = U256::from(1) << 80;
            let answer: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<32>).collect();
            let call = ScriptedFeed::setBytesCall {
                id: U80::from(1),
                answer: answer.into(),
            };
            send(&mut stage.node, stage.user, feed, call).expect("told");
            stage.is_out_for(&IOracle::OracleFeedMalformed { feed });
        }
    }
}
