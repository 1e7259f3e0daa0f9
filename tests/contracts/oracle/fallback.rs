//! The price of an expiry that nobody has fixed for three days: anybody's, and no key's (L14, L3).

use crate::prove::write_before;
use crate::support::WAD;
use alloy_sol_types::SolError;
use contract_tests::authority::pause;
use contract_tests::feeds::{FULL, IOracle, Oracle, SETTLE_ONLY, UNIT};
use contract_tests::trading::expiry_after;
use contract_tests::{revert, reverted};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

const fn fix(expiry: u64) -> IOracle::fixFallbackCall {
    IOracle::fixFallbackCall { expiry }
}

/// An oracle that has seen its first round, and a Friday.
fn stage() -> (Oracle, u64) {
    let mut stage = Oracle::set();
    stage.observe(0);
    let expiry = expiry_after(stage.now(), DAY);
    (stage, expiry)
}

/// A feed that fell silent at 2,000 an hour before the expiry: no list proves a price. Somebody traded in the half hour.
fn silent() -> (Oracle, u64) {
    let (mut stage, expiry) = stage();
    stage.node.warp_to(expiry - 3_950).expect("later");
    stage.push(2_000);
    stage.node.warp_to(expiry - 1_000).expect("later");
    assert_eq!(stage.observe(expiry).state, FULL);
    stage.node.warp_to(expiry).expect("later");
    let carried = IOracle::OracleProofCarried {
        roundId: 2,
        secs: 3_950,
    };
    stage.refuses(expiry, &[], &carried);
    (stage, expiry)
}

/// Fixes the fallback as anybody: the price, and whether it is an average of the half hour.
fn fixed(stage: &mut Oracle, expiry: u64) -> (u128, bool) {
    let (price, sent) = stage
        .send_as(stage.user, fix(expiry))
        .expect("three days have passed");
    let fixed = sent.event::<IOracle::ExpiryFixed>().expect("an event");
    assert_eq!(
        (fixed.expiry, fixed.price, fixed.proven),
        (expiry, price, false)
    );
    assert_eq!(stage.ask(IOracle::expiryPriceCall { expiry }), price);
    let fallback = sent.event::<IOracle::FallbackFixed>().expect("an event");
    assert_eq!((fallback.expiry, fallback.price), (expiry, price));
    (price, fallback.averaged)
}

mod the_owner {
    use super::*;

    /// Before, the second proposal and every one after it was accepted: a propose, a dispute and a propose on each day
    /// left the expiry without a price for as long as the owner liked.
    #[test]
    fn who_proposes_and_drops_and_proposes_again_locks_nobody() {
        let (mut stage, expiry) = silent();
        let (owner, user) = (stage.owner, stage.user);
        stage.node.warp_to(expiry + DAY).expect("later");
        let price = 1_000 * WAD;
        let propose = IOracle::proposePriceCall { expiry, price };
        stage.send_as(owner, propose.clone()).expect("the first");
        let dispute = IOracle::disputePriceCall { expiry };
        stage.send_as(owner, dispute).expect("dropped");
        let again = revert(&IOracle::OracleProposed { expiry, price: 0 });
        for hours in [24, 36, 47, 48, 71, 72] {
            stage.node.warp_to(expiry + hours * HOUR).expect("later");
            assert_eq!(reverted(stage.send_as(owner, propose.clone())), again);
        }
        assert_eq!(fixed(&mut stage, expiry), (2_000 * WAD, true));
        let refused = reverted(stage.send_as(user, fix(expiry)));
        let price = 2_000 * WAD;
        assert_eq!(refused, revert(&IOracle::OracleFixed { expiry, price }));
    }

    /// Before, a price proposed at any later time could be fixed at any time after its day of dispute.
    #[test]
    fn has_one_day_for_a_proposal_which_is_void_after_three() {
        let (mut stage, expiry) = silent();
        let (owner, user) = (stage.owner, stage.user);
        let price = 1_000 * WAD;
        let propose = IOracle::proposePriceCall { expiry, price };
        let ended = expiry + 2 * DAY;
        let before = stage.node.snapshot();
        stage.node.warp_to(ended).expect("later");
        let late = revert(&IOracle::OracleProposalLate { expiry, ended });
        assert_eq!(reverted(stage.send_as(owner, propose.clone())), late);
        stage.node.revert_to(&before);
        stage.node.warp_to(ended - 1).expect("later");
        stage.send_as(owner, propose).expect("in time");
        let begins = expiry + 3 * DAY;
        stage.node.warp_to(begins - 1).expect("later");
        let early = revert(&IOracle::OracleFallbackEarly { expiry, begins });
        assert_eq!(reverted(stage.send_as(user, fix(expiry))), early);
        let before = stage.node.snapshot();
        let finalize = IOracle::finalizePriceCall { expiry };
        let (last, _) = stage
            .send_as(user, finalize.clone())
            .expect("the last moment");
        assert_eq!(last, price);
        stage.node.revert_to(&before);
        stage.node.warp_to(begins).expect("later");
        let ended = begins;
        let lapsed = revert(&IOracle::OracleProposalLapsed { expiry, ended });
        assert_eq!(reverted(stage.send_as(user, finalize)), lapsed);
        let dispute = IOracle::disputePriceCall { expiry };
        assert_eq!(reverted(stage.send_as(owner, dispute)), lapsed);
        let seen = stage.ask(IOracle::proposedPriceCall { expiry });
        assert_eq!((seen._0, seen._1), (0, 0));
        assert_eq!(fixed(&mut stage, expiry), (2_000 * WAD, true));
    }
}

mod a_fallback {
    use super::*;

    /// Before, nothing but the owner's proposal could fix this price.
    #[test]
    fn is_the_average_with_the_last_price_carried_on() {
        let (mut stage, expiry) = silent();
        // Told before the expiry and seen by nobody: it can be read, so it counts.
        stage
            .feeds
            .write(&mut stage.node, 3, 2_300 * UNIT, expiry - 600);
        stage.node.warp_to(expiry + 3 * DAY).expect("later");
        stage.push(9_000);
        stage.observe(0);
        let expected = (2_000 * 1_200 + 2_300 * 600) * WAD / 1_800;
        let before = stage.node.snapshot();
        assert_eq!(fixed(&mut stage, expiry), (expected, true));
        // Whoever hands in more before changes nothing.
        stage.node.revert_to(&before);
        assert_eq!(
            stage.prove(expiry, &[3]).expect("it proves now"),
            expected,
            "the gap was before this round"
        );
    }

    #[test]
    fn works_under_a_pause_and_with_a_feed_that_is_gone() {
        let (mut stage, expiry) = silent();
        stage
            .govern(stage.guardian, pause(stage.oracle))
            .expect("paused");
        stage.node.warp_to(expiry + 40 * DAY).expect("later");
        assert_eq!(stage.snapshot(0).state, SETTLE_ONLY, "the feed is silent");
        assert_eq!(fixed(&mut stage, expiry), (2_000 * WAD, true));
    }

    #[test]
    fn takes_as_many_calls_as_its_rounds_need() {
        let (mut stage, expiry) = silent();
        for number in 0..100_u64 {
            let updated = expiry - 900 + 9 * number;
            stage
                .feeds
                .write(&mut stage.node, 3 + number, 2_090 * UNIT, updated);
        }
        stage.node.warp_to(expiry + 3 * DAY).expect("later");
        let (price, _) = stage.send_as(stage.user, fix(expiry)).expect("a part");
        assert_eq!(price, 0);
        assert_eq!(stage.ask(IOracle::expiryPriceCall { expiry }), 0);
        let reached = stage.ask(IOracle::expiryProgressCall { expiry });
        assert_eq!(reached._0, 66);
        assert_eq!(fixed(&mut stage, expiry), (2_045 * WAD, true));
    }
}

mod without_a_round_of_the_half_hour {
    use super::*;

    /// Observed ten minutes before the expiry, and not in its last half hour's name: 2,000 until then, 2,100 since.
    fn observed() -> (Oracle, u64) {
        let (mut stage, expiry) = stage();
        stage.node.warp_to(expiry - 600).expect("later");
        stage.push(2_100);
        stage.observe(0);
        (stage, expiry)
    }

    const LATER: u64 = 73 * HOUR;

    /// 2,100 − 100/e²
    const AVERAGE: u128 = 2_086_466_471_676_338_730_819;

    #[track_caller]
    fn is_that_average((price, averaged): (u128, bool)) {
        assert!(price.abs_diff(AVERAGE) < 1_000, "{price}");
        assert!(!averaged);
    }

    #[test]
    fn it_is_the_moving_average_at_the_expiry_whatever_comes_later() {
        let (mut stage, expiry) = observed();
        stage.node.warp_to(expiry + LATER).expect("later");
        let before = stage.node.snapshot();
        is_that_average(fixed(&mut stage, expiry));
        stage.node.revert_to(&before);
        stage.push(9_000);
        stage.observe(0);
        stage.node.warp(600);
        stage.push(9_100);
        stage.observe(0);
        is_that_average(fixed(&mut stage, expiry));
    }

    /// For an hour a list is before it, whatever silence it has: nobody who comes first can choose. Before, no list with
    /// such a silence ever proved a price.
    #[test]
    fn a_list_comes_first_and_admits_any_silence() {
        for (rounds, expected) in [
            (&[(3, 2_300, 5_701)][..], 2_300 * WAD),
            (
                &[(3, 2_300, 5_701), (4, 1_700, 450)],
                (2_300 * 1_350 + 1_700 * 450) * WAD / 1_800,
            ),
        ] {
            let (mut stage, expiry) = stage();
            stage.node.warp_to(expiry - 6_000).expect("later");
            stage.push(2_100);
            stage.observe(0);
            stage.node.warp_to(expiry).expect("later");
            write_before(&mut stage, expiry, rounds);
            let list: Vec<_> = rounds.iter().map(|round| u128::from(round.0)).collect();
            let user = stage.user;
            stage.node.warp_to(expiry + 3 * DAY - 1).expect("later");
            let data = reverted(stage.prove(expiry, &list));
            assert!(
                data.starts_with(&IOracle::OracleProofCarried::SELECTOR),
                "{data}"
            );
            stage.node.warp(1);
            let begins = expiry + LATER;
            let early = revert(&IOracle::OracleFallbackEarly { expiry, begins });
            assert_eq!(reverted(stage.send_as(user, fix(expiry))), early);
            assert_eq!(stage.prove(expiry, &list).expect("it is late"), expected);
        }
    }

    /// A round at the expiry itself comes after it, one told before and observed later does not.
    #[test]
    fn the_rounds_time_decides_and_not_that_of_the_observation() {
        let (mut stage, expiry) = observed();
        stage.node.warp_to(expiry - 1).expect("later");
        stage.push(2_000);
        stage.node.warp_to(expiry + 60).expect("later");
        stage.observe(0);
        stage.push(1_900);
        stage.observe(0);
        stage.node.warp_to(expiry + LATER).expect("later");
        let (price, _) = fixed(&mut stage, expiry);
        // The average had come to 2,086.4 when 2,000 came, a second before.
        assert!((2_085 * WAD..2_087 * WAD).contains(&price), "{price}");
        let (mut stage, expiry) = observed();
        stage.node.warp_to(expiry).expect("later");
        stage.push(1_000);
        stage.observe(0);
        stage.node.warp_to(expiry + LATER).expect("later");
        is_that_average(fixed(&mut stage, expiry));
    }

    #[test]
    fn one_observation_may_pass_several_expiries() {
        let (mut stage, expiry) = observed();
        stage.node.warp_to(expiry + 3 * WEEK + DAY).expect("later");
        stage.push(2_500);
        stage.observe(0);
        stage.node.warp_to(expiry + 9 * WEEK).expect("later");
        stage.push(2_600);
        stage.observe(0);
        stage.node.warp(LATER);
        is_that_average(fixed(&mut stage, expiry));
        for weeks in 1..=3 {
            let next = expiry + weeks * WEEK;
            assert_eq!(fixed(&mut stage, next), (2_100 * WAD, false));
        }
        for weeks in 4..=9 {
            let next = expiry + weeks * WEEK;
            assert_eq!(fixed(&mut stage, next), (2_500 * WAD, false));
        }
    }

    #[test]
    fn and_without_an_observation_before_there_is_none() {
        let mut stage = Oracle::set();
        let expiry = expiry_after(stage.now(), DAY);
        stage.node.warp_to(expiry + LATER).expect("later");
        let user = stage.user;
        let none = revert(&IOracle::OracleNoFallback { expiry });
        assert_eq!(reverted(stage.send_as(user, fix(expiry))), none);
        for _ in 0..2 {
            stage.push(2_000);
            stage.observe(0);
            assert_eq!(reverted(stage.send_as(user, fix(expiry))), none);
            stage.node.warp(2 * WEEK);
        }
    }

    /// An expiry costs one slot, and a round that passes none costs nothing more.
    #[test]
    fn only_the_first_later_round_is_dearer() {
        let (mut stage, expiry) = observed();
        let mut gas = Vec::new();
        for secs in [0, 60, 120] {
            stage.node.warp_to(expiry + secs).expect("later");
            stage.push(2_100 + i128::from(secs / 60));
            stage.node.start_metering();
            stage.observe(0);
            gas.push(stage.node.stop_metering().contracts[&stage.oracle].gas);
        }
        let dearer = gas[0] - gas[1];
        assert!((22_100..27_000).contains(&dearer), "{gas:?}");
        assert!(gas[1].abs_diff(gas[2]) < 600, "{gas:?}");
    }
}
