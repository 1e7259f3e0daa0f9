//! What can be changed in the oracle.

use crate::support::WAD;
use alloy_primitives::U256;
use contract_tests::authority::{execute, pause, schedule, tighten};
use contract_tests::feeds::{IGoverned, IOracle, Oracle, aggregator, key, write_round};
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
