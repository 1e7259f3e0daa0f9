//! What can be changed in the oracle.

use crate::support::WAD;
use alloy_primitives::U256;
use contract_tests::authority::{DELAY_SECS, execute, pause, schedule, tighten};
use contract_tests::feeds::{
    FULL, IGoverned, IOracle, MAX_AGE, Oracle, REDUCE, SETTLE_ONLY, aggregator, key, write_round,
};
use contract_tests::revert;

#[test]
fn bounds_every_parameter() {
    let stage = Oracle::set();
    for (name, now, min, max) in [
        ("heartbeatSecs", 3_600_u128, 60, 86_400),
        ("slackSecs", 300, 0, 3_600),
        ("jumpBps", 1_000, 100, 2_000),
        ("reduceSecs", 600, 600, 3_600),
        ("graceSecs", 3_600, 3_600, 86_400),
        ("deviation", WAD / 1_000, WAD / 10_000, WAD / 100),
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
        ("deviation", 10_000_000_000_000_000),
    ];
    change(&mut stage, &changes);
    for (name, value) in changes {
        let setting = stage.ask(IGoverned::settingCall { key: key(name) });
        assert_eq!(setting._0, U256::from(value), "{name}");
    }
    assert_eq!(stage.snapshot(0).state, SETTLE_ONLY);
    stage.push(2_000);
    let now = stage.snapshot(0);
    assert_eq!((now.state, now.deviation), (FULL, WAD / 100));
}

/// The owner announces changes and executes them when they have waited.
fn change(stage: &mut Oracle, changes: &[(&str, u64)]) {
    for (name, value) in changes {
        let call = schedule(stage.oracle, name, U256::from(*value));
        stage.govern(stage.owner, call).expect("scheduled");
    }
    stage.node.warp(DELAY_SECS);
    for (name, _) in changes {
        let call = execute(stage.oracle, name);
        stage.govern(stage.owner, call).expect("executed");
    }
}

/// What would make closing dearer or rarer waits whichever way it goes. Before, the guardian raised both at once.
#[test]
fn makes_no_closing_dearer_or_rarer_at_once() {
    for (name, value) in [
        ("deviation", 10_000_000_000_000_000_u64),
        ("deviation", 100_000_000_000_000),
        ("graceSecs", 86_400),
    ] {
        let mut stage = Oracle::set();
        let call = tighten(stage.oracle, name, U256::from(value));
        assert!(stage.govern(stage.guardian, call).is_err(), "{name}");
        change(&mut stage, &[(name, value)]);
        let setting = stage.ask(IGoverned::settingCall { key: key(name) });
        assert_eq!(setting._0, U256::from(value), "{name}");
    }
}

/// Before, a round of 61 seconds left no price, and nobody could close until the owner's loosening had waited 48 hours.
#[test]
fn binds_closings_a_week_after_a_shorter_heartbeat() {
    let mut stage = Oracle::set();
    stage.observe(0);
    for (name, value) in [("heartbeatSecs", 60), ("slackSecs", 0)] {
        let call = tighten(stage.oracle, name, U256::from(value));
        stage.govern(stage.guardian, call).expect("it is safer");
    }
    let week = stage.now() + 7 * 86_400;
    let states = |stage: &mut Oracle, ages: [u64; 4]| {
        stage.push(2_000);
        let updated = stage.now();
        ages.map(|age| {
            stage.node.warp_to(updated + age).expect("later");
            let seen = stage.observe(0);
            (seen.state, seen.late)
        })
    };
    let ages = [60, 61, MAX_AGE, MAX_AGE + 1];
    let late = [
        (FULL, false),
        (REDUCE, false),
        (REDUCE, true),
        (SETTLE_ONLY, false),
    ];
    assert_eq!(states(&mut stage, ages), late);
    let updated = stage.now() - MAX_AGE - 1;
    let reason = |max_age| IOracle::OracleRoundStale {
        roundId: 2,
        updatedAt: updated,
        maxAgeSecs: max_age,
    };
    assert_eq!(stage.complaint(), revert(&reason(MAX_AGE)));
    stage.node.warp_to(week + 1).expect("later");
    assert_eq!(stage.complaint(), revert(&reason(60)));
    let late = [
        (FULL, true),
        (SETTLE_ONLY, false),
        (SETTLE_ONLY, false),
        (SETTLE_ONLY, false),
    ];
    assert_eq!(states(&mut stage, ages), late);
}

/// Before, a pause left no price: nobody could close or be liquidated until it had been lifted, 48 hours later at least.
#[test]
fn lets_only_reduce_under_a_pause() {
    let mut stage = Oracle::set();
    stage
        .govern(stage.guardian, pause(stage.oracle))
        .expect("paused");
    stage.push(2_010);
    let now = stage.observe(0);
    assert_eq!((now.state, now.spot), (REDUCE, 2_010 * WAD));
    assert_eq!(stage.snapshot(0), now);
    let checked = stage.ask(IOracle::checkedPriceCall {});
    assert_eq!((checked._0, checked._1), (2_010 * WAD, stage.now()));
    let moving = stage.ask(IOracle::movingAverageCall {});
    assert_eq!((moving._1, moving._3), (2_010 * WAD, 0), "it is no jump");
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
