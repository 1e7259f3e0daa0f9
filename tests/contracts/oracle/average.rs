//! The average of an expiry during its last half hour, and the effect of a change of the aggregator.

use alloy_primitives::U256;
use contract_tests::authority::tighten;
use contract_tests::feeds::{
    DECIMALS, FULL, IOracle, Oracle, PhasedFeed, SETTLE_ONLY, UNIT, aggregator, nothing, own_feed,
    write_round,
};
use contract_tests::send;

const WAD: u128 = 1_000_000_000_000_000_000;
const WINDOW: u64 = 1_800;

mod phases {
    use super::*;

    /// Returns a proxy in front of an aggregator whose first round is now and observed.
    fn phased() -> (Oracle, u64) {
        let mut stage = Oracle::set();
        let spot = own_feed(&mut stage.node, stage.user, "PhasedFeed", None);
        let mut stage = stage.on(spot);
        follow(&mut stage, 2_000);
        stage.observe(0);
        let expiry = stage.now() + 7_200;
        (stage, expiry)
    }

    /// Puts a new aggregator behind the proxy, with a first round now. Returns its address.
    fn follow(stage: &mut Oracle, price: i128) -> alloy_primitives::Address {
        let behind = aggregator(&mut stage.node, stage.user, DECIMALS, price * UNIT);
        let call = PhasedFeed::followCall { aggregator: behind };
        send(&mut stage.node, stage.user, stage.feeds.spot, call).expect("followed");
        behind
    }

    const fn id(phase: u128, number: u128) -> u128 {
        phase << 64 | number
    }

    #[test]
    fn change_the_list_where_the_oracle_saw_it() {
        let (mut stage, expiry) = phased();
        stage.node.warp_to(expiry - 1_900).expect("later");
        follow(&mut stage, 2_000);
        assert_eq!(stage.observe(expiry).state, FULL);
        stage.node.warp_to(expiry - 1_400).expect("later");
        assert_eq!(stage.observe(expiry).averagedSecs, 400);
        stage.node.warp_to(expiry - 1_000).expect("later");
        let behind = follow(&mut stage, 2_100);
        let seen = stage.observe(expiry);
        assert_eq!(
            (seen.spot, seen.average, seen.averagedSecs),
            (2_100 * WAD, 2_000 * WAD, 800)
        );
        stage.node.warp_to(expiry).expect("later");
        let user = stage.user;
        write_round(&mut stage.node, user, behind, 2, 2_200 * UNIT, expiry - 500);
        let list = [id(2, 1), id(3, 1), id(3, 2)];
        let expected = (2_000 * 800 + 2_100 * 500 + 2_200 * 500) * WAD / 1_800;
        let phase = IOracle::OracleProofPhase {
            roundId: id(1, 1),
            expected: id(3, 1),
        };
        stage.refuses(expiry, &[id(1, 1)], &phase);
        // The next phase begins with the round that was its latest when the oracle first saw it.
        let gap = IOracle::OracleProofGap {
            roundId: id(3, 2),
            expected: 1,
        };
        stage.refuses(expiry, &[id(2, 1), id(3, 2)], &gap);
        assert_eq!(stage.prove(expiry, &list).expect("a good list"), expected);
    }

    #[test]
    fn that_nobody_saw_in_time_do_not_count() {
        let (mut stage, expiry) = phased();
        stage.node.warp_to(expiry - 1_000).expect("later");
        follow(&mut stage, 2_100);
        stage.node.warp_to(expiry).expect("later");
        // Seen now, and too late for this expiry: the price of the first phase stood for two hours.
        stage.observe(0);
        let carried = IOracle::OracleProofCarried {
            roundId: id(1, 1),
            secs: 7_200,
        };
        stage.refuses(expiry, &[id(1, 1)], &carried);
        let phase = IOracle::OracleProofPhase {
            roundId: id(2, 1),
            expected: id(1, 1),
        };
        stage.refuses(expiry, &[id(2, 1)], &phase);
    }
}

/// How long a price may stand depends on the setting at its time, not at the time of the proof.
#[test]
fn a_change_of_heartbeat_is_a_change_of_source() {
    let mut stage = Oracle::set();
    stage.observe(0);
    let expiry = stage.now() + 3_600;
    let tighten = tighten(stage.oracle, "heartbeatSecs", U256::from(60));
    stage.node.warp_to(expiry).expect("later");
    stage
        .govern(stage.guardian, tighten.clone())
        .expect("it is safer");
    stage.push(2_000);
    stage.observe(0);
    let second = stage.ask(IOracle::sourceCall { index: 1 });
    assert_eq!(
        (second.maxAgeSecs, second.since, second.firstRound),
        (360, expiry, 2)
    );
    assert_eq!(
        stage.prove(expiry, &[1]).expect("it was in time then"),
        2_000 * WAD
    );

    let mut stage = Oracle::set();
    stage.observe(0);
    let expiry = stage.now() + 3_600;
    stage.node.warp_to(expiry - 1_000).expect("later");
    stage.govern(stage.guardian, tighten).expect("it is safer");
    stage.push(2_000);
    stage.observe(0);
    stage.node.warp_to(expiry).expect("later");
    let carried = IOracle::OracleProofCarried {
        roundId: 2,
        secs: 1_000,
    };
    stage.refuses(expiry, &[1, 2], &carried);
}

mod the_average_so_far {
    use super::*;

    /// Returns an oracle that knows its source, and an expiry two hours ahead.
    fn stage() -> (Oracle, u64) {
        let mut stage = Oracle::set();
        stage.observe(0);
        let expiry = stage.now() + 7_200;
        (stage, expiry)
    }

    #[test]
    fn covers_the_seconds_that_have_passed() {
        let (mut stage, expiry) = stage();
        stage.node.warp_to(expiry - WINDOW).expect("later");
        stage.push(2_000);
        assert_eq!(stage.snapshot(expiry).averagedSecs, 0, "nothing has passed");
        stage.node.warp(600);
        stage.push(2_100);
        stage.node.warp(300);
        let now = stage.snapshot(expiry);
        assert_eq!(now.state, FULL);
        assert_eq!(
            (now.average, now.averagedSecs),
            ((2_000 * 600 + 2_100 * 300) * WAD / 900, 900)
        );
        assert_eq!(stage.observe(expiry), now);
        assert_eq!(
            stage.snapshot(expiry),
            now,
            "kept and gone on from, it is the same"
        );
        stage.node.warp(100);
        stage.push(1_900);
        stage.node.warp(100);
        let later = stage.snapshot(expiry);
        let expected = (2_000 * 600 + 2_100 * 400 + 1_900 * 100) * WAD / 1_100;
        assert_eq!((later.average, later.averagedSecs), (expected, 1_100));
        assert_eq!(stage.snapshot(0).averagedSecs, 0, "nobody asked");
        stage.node.warp_to(expiry).expect("later");
        assert_eq!(stage.snapshot(expiry).averagedSecs, 0, "it is over");
        let whole = (2_000 * 600 + 2_100 * 400 + 1_900 * 800) * WAD / 1_800;
        assert_eq!(stage.prove(expiry, &[2, 3, 4]).expect("the list"), whole);
    }

    #[test]
    fn needs_somebody_to_begin_when_rounds_are_many() {
        let (mut stage, expiry) = stage();
        stage.node.warp_to(expiry - WINDOW).expect("later");
        stage.push(2_000);
        for number in 3..=67 {
            stage.node.warp(10);
            stage.feeds.push(&mut stage.node, (2_000 + number) * UNIT);
        }
        // Since the half hour began, 65 rounds have come: one more than a call reads.
        assert_eq!(stage.snapshot(expiry), nothing());
        assert_eq!(stage.observe(expiry), nothing());
        assert_eq!(stage.snapshot(0).state, FULL);
        assert_eq!(stage.prove(expiry, &[2, 3]).expect("a part"), 0);
        let now = stage.observe(expiry);
        let sum: u128 = 2_000 + (3..67).map(|number| 2_000 + number).sum::<u128>();
        assert_eq!((now.average, now.averagedSecs), (sum * WAD / 65, 650));
    }

    #[test]
    fn is_missing_if_the_source_is_too_young() {
        let mut stage = Oracle::set();
        let expiry = stage.now() + 900;
        stage.observe(0);
        stage.node.warp(10);
        assert_eq!(stage.snapshot(expiry).state, SETTLE_ONLY);
        assert_eq!(stage.snapshot(0).state, FULL);
    }
}
