//! What the oracle makes of feeds that are at fault, each fault by itself.

use alloy_primitives::aliases::U80;
use alloy_primitives::{Address, I256, U256};
use alloy_sol_types::SolError;
use contract_tests::feeds::{
    DECIMALS, FULL, HostileFeed, IOracle, MAX_AGE, Oracle, ScriptedFeed, UNIT, UP_SECS, own_feed,
    write_round,
};
use contract_tests::send;
use devnode::api::TypedCall;
use devnode::error::NodeError;

/// The stage with a feed that answers word for word what it is told.
fn scripted() -> Oracle {
    let mut stage = Oracle::set();
    let spot = own_feed(&mut stage.node, stage.user, "ScriptedFeed", Some(DECIMALS));
    stage.on(spot)
}

/// Has the scripted feed tell a round, the latest.
fn tell(stage: &mut Oracle, id: u64, answer: I256, updated: U256, answered_in: u64) {
    let call = ScriptedFeed::setRoundCall {
        id: U80::from(id),
        answer,
        started: updated,
        updated,
        answeredIn: U80::from(answered_in),
    };
    send(&mut stage.node, stage.user, stage.feeds.spot, call).expect("told");
}

fn dollars(price: i128) -> I256 {
    I256::try_from(price * UNIT).expect("a price")
}

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

mod a_hostile_feed {
    use super::*;

    const SILENT: [HostileFeed; 3] = [
        HostileFeed::Reverts,
        HostileFeed::RevertsAtLength,
        HostileFeed::BurnsAllGas,
    ];
    const MALFORMED: [HostileFeed; 5] = [
        HostileFeed::SaysNothing,
        HostileFeed::SaysTooLittle,
        HostileFeed::SaysOneWordTooMuch,
        HostileFeed::SaysGarbage,
        HostileFeed::SaysEndlessly,
    ];

    fn hostile(stage: &mut Oracle, way: HostileFeed) -> Address {
        own_feed(&mut stage.node, stage.user, "HostileFeed", Some(way as u8))
    }

    #[test]
    fn of_the_spot_leaves_no_price_and_traps_nobody() {
        for way in SILENT {
            let mut stage = Oracle::set();
            let feed = hostile(&mut stage, way);
            stage
                .on(feed)
                .is_out_for(&IOracle::OracleFeedSilent { feed });
        }
        for way in MALFORMED {
            let mut stage = Oracle::set();
            let feed = hostile(&mut stage, way);
            stage
                .on(feed)
                .is_out_for(&IOracle::OracleFeedMalformed { feed });
        }
    }

    #[test]
    fn of_the_sequencer_leaves_no_price_and_traps_nobody() {
        for (way, silent) in SILENT
            .map(|way| (way, true))
            .into_iter()
            .chain(MALFORMED.map(|way| (way, false)))
        {
            let mut stage = Oracle::set();
            let feed = hostile(&mut stage, way);
            stage.feeds.sequencer = feed;
            let spot = stage.feeds.spot;
            let mut stage = stage.on(spot);
            if silent {
                stage.is_out_for(&IOracle::OracleFeedSilent { feed });
            } else {
                stage.is_out_for(&IOracle::OracleFeedMalformed { feed });
            }
        }
    }

    #[test]
    fn without_code_is_no_feed() {
        let stage = Oracle::set();
        let feed = Address::repeat_byte(0x77);
        stage
            .on(feed)
            .is_out_for(&IOracle::OracleFeedMalformed { feed });
    }

    #[test]
    fn costs_no_more_than_it_is_given() {
        let mut stage = Oracle::set();
        let feed = hostile(&mut stage, HostileFeed::BurnsAllGas);
        let mut stage = stage.on(feed);
        let (_, sent) = stage
            .send_as(stage.user, IOracle::observeCall { settling: 0 })
            .expect("an answer");
        assert!(sent.gas_used < 300_000, "{} gas", sent.gas_used);
    }

    /// Nobody makes a good feed look bad by bringing too little gas.
    #[test]
    fn is_not_made_of_a_good_one_by_bringing_little_gas() {
        let mut stage = Oracle::set();
        let mut refused_for_gas = 0;
        for gas in (90_000..400_000).step_by(2_500) {
            let call = TypedCall::new(
                stage.user,
                stage.oracle,
                IOracle::observeCall { settling: 0 },
            );
            let before = stage.node.snapshot();
            match stage.node.send_call(&call.gas(gas)) {
                Ok((answer, _)) => assert_eq!(answer.state, FULL, "with {gas} gas"),
                Err(NodeError::Revert(data)) if data.starts_with(&IOracle::OracleGas::SELECTOR) => {
                    refused_for_gas += 1;
                }
                // All gas used up: nothing was answered.
                Err(_) => {}
            }
            stage.node.revert_to(&before);
        }
        assert!(refused_for_gas > 3, "{refused_for_gas}");
    }
}

mod the_sequencer {
    use super::*;

    #[test]
    fn that_is_down_leaves_no_price() {
        let mut stage = Oracle::set();
        let now = stage.now();
        stage
            .feeds
            .set_sequencer(&mut stage.node, false, now - UP_SECS);
        stage.is_out_for(&IOracle::OracleSequencerDown {});
    }

    #[test]
    fn gives_an_hour_of_grace_when_it_comes_back() {
        let mut stage = Oracle::set();
        let back = stage.now();
        stage.feeds.set_sequencer(&mut stage.node, true, back);
        let until = back + 3_600;
        for now in [back, back + 1, until] {
            stage.node.warp_to(now).expect("later");
            stage.is_out_for(&IOracle::OracleSequencerGrace { until });
        }
        stage.node.warp(1);
        assert_eq!(stage.snapshot(0).state, FULL);
    }

    #[test]
    fn whose_state_is_not_known_leaves_no_price() {
        let mut stage = Oracle::set();
        let future = stage.now() + 1;
        for since in [0, future] {
            stage.feeds.set_sequencer(&mut stage.node, true, since);
            stage.is_out_for(&IOracle::OracleSequencerUnknown {});
        }
        let (reporter, sequencer) = (stage.feeds.reporter, stage.feeds.sequencer);
        for answer in [2, -1] {
            let since = stage.now() - UP_SECS;
            write_round(&mut stage.node, reporter, sequencer, 1, answer, since);
            stage.is_out_for(&IOracle::OracleSequencerUnknown {});
        }
    }
}
