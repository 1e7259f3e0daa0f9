//! The average of an expiry during its last half hour, and the effect of a change of the aggregator.

use alloy_primitives::U256;
use contract_tests::authority::{execute, schedule, tighten};
use contract_tests::feeds::{
    DECIMALS, FULL, IOracle, Oracle, PhasedFeed, REDUCE, SETTLE_ONLY, UNIT, aggregator, nothing,
    own_feed, write_round,
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

/// A shorter heartbeat or slack binds the price of now, and no proof of a week (L14).
mod a_tightening {
    use super::*;

    const DAY: u64 = 86_400;

    fn by_the_guardian(stage: &mut Oracle, changes: &[(&str, u64)]) {
        for (name, value) in changes {
            let call = tighten(stage.oracle, name, U256::from(*value));
            stage.govern(stage.guardian, call).expect("it is safer");
        }
    }

    /// Two rounds in the half hour: 2,000 until a thousand seconds before the expiry, then 2,100.
    fn window(stage: &mut Oracle, expiry: u64, guardian: &[(&str, u64)]) {
        stage.node.warp_to(expiry - 1_900).expect("later");
        stage.push(2_000);
        stage.observe(0);
        stage.node.warp_to(expiry - 1_000).expect("later");
        by_the_guardian(stage, guardian);
        stage.push(2_100);
        stage.observe(0);
        stage.node.warp_to(expiry).expect("later");
    }

    /// Before, the tightening made a source of the round that was observed next, whose price could stand for a minute:
    /// every list was refused (`OracleProofCarried`, 1,000 seconds), and the owner's proposal decided.
    #[test]
    fn inside_the_half_hour_picks_no_price() {
        let mut stage = Oracle::set();
        stage.observe(0);
        let expiry = stage.now() + 7_200;
        let changes = [("heartbeatSecs", 60), ("slackSecs", 0)];
        window(&mut stage, expiry, &changes);
        assert_eq!(stage.ask(IOracle::sourceCountCall {}), 1);
        let expected = (2_000 * 800 + 2_100 * 1_000) * WAD / 1_800;
        assert_eq!(stage.prove(expiry, &[2, 3]).expect("a good list"), expected);
    }

    /// Before, this gave no average either, and so no price to trade at until the expiry had passed.
    #[test]
    fn inside_the_half_hour_leaves_the_average_known() {
        let mut stage = Oracle::set();
        stage.observe(0);
        let expiry = stage.now() + 7_200;
        stage.node.warp_to(expiry - 1_900).expect("later");
        stage.push(2_000);
        stage.node.warp_to(expiry - 900).expect("later");
        by_the_guardian(&mut stage, &[("heartbeatSecs", 60), ("slackSecs", 0)]);
        let seen = stage.observe(expiry);
        assert_eq!((seen.state, seen.averagedSecs), (REDUCE, 900));
        assert_eq!((seen.spot, seen.average), (2_000 * WAD, 2_000 * WAD));
    }

    /// Seconds before the expiry at which the guardian moved the heartbeat to so much, and whether a price that stood for
    /// so long proves.
    #[test]
    fn binds_proofs_a_week_later() {
        let hour = 3_600;
        let two = [(20 * DAY, 2_000), (6 * DAY, 60)];
        for (changes, stood, proves) in [
            (&[(7 * DAY, 60)][..], 3_900, true),
            (&[(7 * DAY, 60)], 3_901, false),
            (&[(7 * DAY + 1, 1_600)], 1_900, true),
            (&[(7 * DAY + 1, 1_600)], 1_901, false),
            (&[(hour, 60)], 3_900, true),
            (&[(hour, 60)], 3_901, false),
            // Of two tightenings far apart the last counts, of two within a week the longer.
            (&two, 2_300, true),
            (&two, 2_301, false),
            (&[(8 * DAY, 2_000), (6 * DAY, 60)], 3_900, true),
            (&[(8 * DAY, 2_000), (6 * DAY, 60)], 3_901, false),
        ] {
            let mut stage = Oracle::set();
            stage.observe(0);
            let expiry = stage.now() + 30 * DAY;
            for (before, heartbeat) in changes {
                stage.node.warp_to(expiry - before).expect("later");
                by_the_guardian(&mut stage, &[("heartbeatSecs", *heartbeat)]);
            }
            stage.node.warp_to(expiry).expect("later");
            let updated = expiry - stood;
            stage.feeds.write(&mut stage.node, 2, 2_000 * UNIT, updated);
            let proven = stage.prove(expiry, &[2]).is_ok();
            assert_eq!(proven, proves, "{changes:?}, {stood} seconds");
        }
    }

    #[test]
    fn after_the_expiry_changes_nothing_and_neither_waits() {
        let mut stage = Oracle::set();
        stage.observe(0);
        let expiry = stage.now() + 3_900;
        stage.node.warp_to(expiry + 2 * DAY).expect("later");
        by_the_guardian(&mut stage, &[("heartbeatSecs", 1_000)]);
        stage.node.warp(DAY / 2);
        by_the_guardian(&mut stage, &[("slackSecs", 0), ("heartbeatSecs", 60)]);
        let proven = stage.prove(expiry, &[1]);
        assert_eq!(proven.expect("it was in time then"), 2_000 * WAD);
    }

    /// A longer heartbeat that has waited its 48 hours helps an expiry that is past, too.
    #[test]
    fn is_undone_by_a_loosening_since() {
        let mut stage = Oracle::set();
        stage.observe(0);
        let expiry = stage.now() + 4_000;
        stage.node.warp_to(expiry).expect("later");
        let carried = IOracle::OracleProofCarried {
            roundId: 1,
            secs: 4_000,
        };
        stage.refuses(expiry, &[1], &carried);
        let call = schedule(stage.oracle, "heartbeatSecs", U256::from(7_200));
        stage.govern(stage.owner, call).expect("scheduled");
        stage.node.warp(2 * DAY);
        let call = execute(stage.oracle, "heartbeatSecs");
        stage.govern(stage.owner, call).expect("executed");
        let proven = stage.prove(expiry, &[1]);
        assert_eq!(proven.expect("the same round"), 2_000 * WAD);
    }
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
