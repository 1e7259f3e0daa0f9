//! The oracle on a chain: the price that it gives, jumps, and what can be changed in it.

use alloy_primitives::aliases::U80;
use alloy_primitives::{I256, U256};
use contract_tests::authority::{execute, pause, schedule, tighten};
use contract_tests::feeds::{
    DECIMALS, FULL, IGoverned, IOracle, Oracle, REDUCE, ScriptedFeed, aggregator, key, own_feed,
    write_round,
};
use contract_tests::{revert, send};

const WAD: u128 = 1_000_000_000_000_000_000;
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

mod snapshot {
    use super::*;

    #[test]
    fn is_full_on_a_good_round() {
        let mut stage = Oracle::set();
        let now = stage.now();
        let expected = IOracle::OracleSnapshot {
            state: FULL,
            spot: 2_000 * WAD,
            updatedAt: now,
            deviation: WAD / 1_000,
            late: false,
            average: 0,
            averagedSecs: 0,
        };
        assert_eq!(stage.snapshot(0), expected);
        assert_eq!(stage.observe(0), expected);
        assert_eq!(stage.snapshot(0), expected);
        let checked = stage.ask(IOracle::checkedPriceCall {});
        assert_eq!((checked._0, checked._1), (2_000 * WAD, now));
    }

    #[test]
    fn scales_any_decimals() {
        for decimals in [0, 1, 6, 8, 18, 19, 27, 38] {
            let mut stage = scripted();
            let call = ScriptedFeed::setDecimalsCall { decimals };
            send(&mut stage.node, stage.user, stage.feeds.spot, call).expect("set");
            let answer = U256::from(2_345) * U256::from(10).pow(U256::from(decimals));
            let now = U256::from(stage.now());
            tell(&mut stage, 1, I256::from_raw(answer), now, 1);
            assert_eq!(stage.snapshot(0).spot, 2_345 * WAD, "{decimals} decimals");
            assert_eq!(stage.observe(0).spot, 2_345 * WAD, "{decimals} decimals");
            assert_eq!(
                stage.ask(IOracle::sourceCall { index: 0 }).decimals,
                decimals
            );
        }
    }

    #[test]
    fn drops_digits_beyond_the_eighteenth() {
        let mut stage = scripted();
        let call = ScriptedFeed::setDecimalsCall { decimals: 20 };
        send(&mut stage.node, stage.user, stage.feeds.spot, call).expect("set");
        let now = U256::from(stage.now());
        tell(&mut stage, 1, I256::try_from(299).expect("small"), now, 1);
        assert_eq!(stage.snapshot(0).spot, 2);
        tell(&mut stage, 2, I256::try_from(99).expect("small"), now, 2);
        stage.is_out_for(&IOracle::OracleAnswerNotPositive { roundId: 2 });
    }
}

mod a_jump {
    use super::*;

    #[test]
    fn of_more_than_a_tenth_lets_only_reduce_for_ten_minutes() {
        for price in [2_201_i128, 1_799] {
            let mut stage = Oracle::set();
            stage.observe(0);
            stage.node.warp(30);
            stage.push(price);
            assert_eq!(stage.snapshot(0).state, REDUCE, "a view sees it too");
            let (seen, sent) = stage
                .send_as(stage.user, IOracle::observeCall { settling: 0 })
                .expect("an answer");
            assert_eq!(seen.state, REDUCE);
            let jumped = sent.event::<IOracle::PriceJumped>().expect("an event");
            let until = stage.now() + 600;
            let spot = price.unsigned_abs() * WAD;
            assert_eq!(
                (jumped.price, jumped.average, jumped.until),
                (spot, 2_000 * WAD, until)
            );
            stage.node.warp(599);
            assert_eq!(stage.snapshot(0).state, REDUCE);
            stage.node.warp(1);
            assert_eq!(stage.snapshot(0).state, FULL);
        }
    }

    #[test]
    fn of_a_tenth_is_none() {
        for price in [2_200, 1_800] {
            let mut stage = Oracle::set();
            stage.observe(0);
            stage.push(price);
            assert_eq!(stage.observe(0).state, FULL);
        }
    }

    #[test]
    fn is_minded_though_nobody_observed_it_at_once() {
        let mut stage = Oracle::set();
        stage.observe(0);
        stage.node.warp(30);
        stage.push(2_500);
        stage.node.warp(599);
        assert_eq!(stage.observe(0).state, REDUCE);
        stage.node.warp(1);
        assert_eq!(stage.observe(0).state, FULL);
    }

    #[test]
    fn is_measured_against_the_average_of_five_minutes() {
        let mut stage = Oracle::set();
        stage.observe(0);
        // 8% a step, twice: the second is a jump only while the average has not followed the first.
        for (wait, state) in [(60, REDUCE), (600, FULL)] {
            let before = stage.node.snapshot();
            stage.push(2_160);
            assert_eq!(stage.observe(0).state, FULL);
            stage.node.warp(wait);
            stage.push(2_333);
            assert_eq!(stage.observe(0).state, state, "after {wait} seconds");
            stage.node.revert_to(&before);
        }
        stage.push(2_100);
        stage.observe(0);
        stage.node.warp(300);
        stage.push(2_000);
        stage.observe(0);
        let moving = stage.ask(IOracle::movingAverageCall {});
        // 2,100 − 100/e
        assert!(
            moving._0.abs_diff(2_063_212_055_882_855_767_840) < 1_000,
            "{}",
            moving._0
        );
        assert_eq!(
            (moving._1, moving._2, moving._3),
            (2_000 * WAD, stage.now(), 0)
        );
    }
}

mod governance {
    use super::*;
    #[test]
    fn bounds_every_parameter() {
        let stage = Oracle::set();
        for (name, now, min, max) in [
            ("heartbeatSecs", 3_600_u128, 60, 86_400),
            ("slackSecs", 300, 0, 3_600),
            ("jumpBps", 1_000, 100, 2_000),
            ("reduceSecs", 600, 600, 3_600),
            ("graceSecs", 3_600, 3_600, 86_400),
            ("deviation", WAD / 1_000, WAD / 10_000, WAD / 20),
        ] {
            let setting = stage.ask(IGoverned::settingCall { key: key(name) });
            let expected = [now, min, max].map(U256::from);
            assert_eq!([setting._0, setting._1, setting._2], expected, "{name}");
        }
    }

    #[test]
    fn keeps_parameters_apart() {
        let mut stage = Oracle::set();
        let changes = [
            ("heartbeatSecs", 60_u64),
            ("slackSecs", 1),
            ("jumpBps", 100),
            ("reduceSecs", 3_600),
            ("graceSecs", 86_400),
            ("deviation", 50_000_000_000_000_000),
        ];
        for (name, value) in changes {
            let call = tighten(stage.oracle, name, U256::from(value));
            stage.govern(stage.guardian, call).expect("it is safer");
        }
        for (name, value) in changes {
            let setting = stage.ask(IGoverned::settingCall { key: key(name) });
            assert_eq!(setting._0, U256::from(value), "{name}");
        }
        stage.feeds.set_sequencer(&mut stage.node, true, 1);
        assert_eq!(stage.snapshot(0).deviation, WAD / 20);
        stage.node.warp(62);
        let updated = stage.now() - 62;
        let reason = IOracle::OracleRoundStale {
            roundId: 1,
            updatedAt: updated,
            maxAgeSecs: 61,
        };
        assert_eq!(stage.complaint(), revert(&reason));
    }

    #[test]
    fn stops_the_price_by_a_pause() {
        let mut stage = Oracle::set();
        stage
            .govern(stage.guardian, pause(stage.oracle))
            .expect("paused");
        stage.is_out_for(&IGoverned::AccessPaused {});
    }

    #[test]
    fn takes_the_decimals_of_a_feed_that_replaces_another() {
        let mut stage = Oracle::set();
        stage.observe(0);
        let old = stage.feeds.spot;
        let reporter = stage.feeds.reporter;
        let new = aggregator(&mut stage.node, reporter, 18, 1);
        let value = U256::from_be_bytes(new.into_word().0);
        let call = schedule(stage.oracle, "spotFeed", value);
        stage.govern(stage.owner, call).expect("scheduled");
        stage.node.warp(48 * 3_600);
        stage.push(2_010);
        stage.observe(0);
        let call = execute(stage.oracle, "spotFeed");
        stage.govern(stage.owner, call).expect("executed");
        let now = stage.now();
        let price = 2_020 * WAD.cast_signed();
        write_round(&mut stage.node, reporter, new, 9, price, now);
        assert_eq!(
            stage.snapshot(0).spot,
            2_020 * WAD,
            "before anybody observed it"
        );
        assert_eq!(stage.observe(0).spot, 2_020 * WAD);
        assert_eq!(stage.snapshot(0).spot, 2_020 * WAD);
        assert_eq!(stage.ask(IOracle::sourceCountCall {}), 2);
        let sources = [0, 1].map(|index| stage.ask(IOracle::sourceCall { index }));
        assert_eq!(
            (sources[0].feed, sources[0].decimals, sources[0].firstRound),
            (old, 8, 1)
        );
        assert_eq!(
            (sources[1].feed, sources[1].decimals, sources[1].firstRound),
            (new, 18, 9)
        );
        assert_eq!(sources[1].since, now);
    }
}
