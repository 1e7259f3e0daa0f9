//! Prices of expiries on a chain: anybody proves them from rounds, in one list or in parts, and in no other way.

use alloy_sol_types::SolError;
use contract_tests::feeds::{IOracle, Oracle, UNIT};
use contract_tests::{revert, reverted};
use devnode::api::TypedCall;
use devnode::error::NodeError;
use fastrand::Rng;

const WAD: u128 = 1_000_000_000_000_000_000;
const WINDOW: u64 = 1_800;

/// Returns an oracle that knows its source, and an expiry two hours ahead.
fn stage() -> (Oracle, u64) {
    let mut stage = Oracle::set();
    stage.observe(0);
    let expiry = stage.now() + 7_200;
    (stage, expiry)
}

/// Writes rounds, given as (number, price, seconds before the expiry), at the expiry.
fn at_expiry(rounds: &[(u64, i128, u64)]) -> (Oracle, u64) {
    let (mut stage, expiry) = stage();
    stage.node.warp_to(expiry).expect("later");
    write_before(&mut stage, expiry, rounds);
    (stage, expiry)
}

/// Writes rounds, given as (number, price, seconds before the expiry).
pub(crate) fn write_before(stage: &mut Oracle, expiry: u64, rounds: &[(u64, i128, u64)]) {
    for (number, price, before) in rounds {
        let updated = expiry - before;
        stage
            .feeds
            .write(&mut stage.node, *number, price * UNIT, updated);
    }
}

/// Returns a stage with one round before the half hour and two inside.
fn plain() -> (Oracle, u64) {
    at_expiry(&[
        (2, 2_000, 4_000),
        (3, 2_000, 1_900),
        (4, 2_100, 1_200),
        (5, 1_950, 600),
    ])
}

mod a_proof {
    use super::*;

    #[test]
    fn fixes_the_average_of_the_last_half_hour() {
        let (mut stage, expiry) = plain();
        let call = IOracle::proveExpiryCall {
            expiry,
            roundIds: vec![3, 4, 5],
        };
        let (price, sent) = stage.send_as(stage.user, call).expect("a good list");
        let expected = (2_000 + 2_100 + 1_950) * WAD / 3;
        assert_eq!(price, expected);
        assert_eq!(stage.ask(IOracle::expiryPriceCall { expiry }), expected);
        let fixed = sent.event::<IOracle::ExpiryFixed>().expect("an event");
        assert_eq!(
            (fixed.expiry, fixed.price, fixed.proven),
            (expiry, expected, true)
        );
        let again = reverted(stage.prove(expiry, &[3, 4, 5]));
        assert_eq!(again, revert(&IOracle::OracleFixed { expiry, price }));
    }

    #[test]
    fn is_the_same_when_rounds_have_come_since() {
        let (mut stage, expiry) = plain();
        stage.node.warp(100_000);
        stage.push(9_000);
        stage.push(1);
        assert_eq!(
            stage.prove(expiry, &[3, 4, 5]).expect("a good list"),
            6_050 * WAD / 3
        );
    }

    #[test]
    fn does_not_count_a_round_at_the_expiry() {
        let rounds = [(2, 2_000, 1_800), (3, 5_000, 0)];
        let (mut stage, expiry) = at_expiry(&rounds);
        let late = IOracle::OracleProofLate { roundId: 3 };
        stage.refuses(expiry, &[2, 3], &late);
        assert_eq!(stage.prove(expiry, &[2]).expect("a good list"), 2_000 * WAD);
    }

    #[test]
    fn is_refused_before_the_half_hour() {
        let (mut stage, expiry) = stage();
        let begins = expiry - WINDOW;
        stage.refuses(expiry, &[1], &IOracle::OracleWindowAhead { expiry, begins });
    }

    #[test]
    fn is_refused_for_a_time_before_the_source_was_known() {
        let mut stage = Oracle::set();
        let expiry = stage.now();
        stage.node.warp(10_000);
        stage.push(2_000);
        stage.refuses(expiry, &[1], &IOracle::OracleNoSource { expiry });
        stage.observe(0);
        stage.refuses(expiry, &[1], &IOracle::OracleNoSource { expiry });
    }

    #[test]
    fn that_is_malformed_has_an_error_of_its_own() {
        let (mut stage, expiry) = plain();
        let mut refused =
            |ids: &[u128], reason: &dyn Fn(&mut Oracle, &[u128])| reason(&mut stage, ids);
        macro_rules! expect {
            ($ids:expr, $error:expr) => {
                refused(&$ids, &|stage, ids| stage.refuses(expiry, ids, &$error))
            };
        }
        expect!([], IOracle::OracleProofEmpty {});
        expect!([1 << 80], IOracle::OracleProofId { roundId: 1 << 80 });
        expect!([u128::MAX], IOracle::OracleProofId { roundId: u128::MAX });
        // A feed that is not a proxy has phase 0.
        let phased = 1 << 64 | 3;
        expect!(
            [phased, 4, 5],
            IOracle::OracleProofPhase {
                roundId: phased,
                expected: 1
            }
        );
        expect!(
            [3, 1 << 64 | 4, 5],
            IOracle::OracleProofPhase {
                roundId: 1 << 64 | 4,
                expected: 4
            }
        );
        expect!([2, 3, 4, 5], IOracle::OracleProofSeedEarly { roundId: 3 });
        expect!([4, 5], IOracle::OracleProofSeedLate { roundId: 4 });
        expect!(
            [3, 5],
            IOracle::OracleProofGap {
                roundId: 5,
                expected: 4
            }
        );
        expect!(
            [3, 3, 4, 5],
            IOracle::OracleProofGap {
                roundId: 3,
                expected: 4
            }
        );
        expect!(
            [3, 5, 4],
            IOracle::OracleProofGap {
                roundId: 5,
                expected: 4
            }
        );
        expect!([3], IOracle::OracleProofShort { roundId: 4 });
        expect!([2], IOracle::OracleProofShort { roundId: 3 });
        expect!([3, 4, 5, 6], IOracle::OracleRoundNotUpdated { roundId: 6 });
        expect!([6], IOracle::OracleRoundNotUpdated { roundId: 6 });
        expect!([0], IOracle::OracleRoundNotUpdated { roundId: 0 });
    }

    #[test]
    fn skips_rounds_that_are_missing_or_no_price() {
        let rounds = [
            (2, 2_000, 1_900),
            (5, 2_100, 1_200),
            (6, 0, 900),
            (7, -5, 800),
            (8, 1_950, 600),
        ];
        let (mut stage, expiry) = at_expiry(&rounds);
        let not_positive = IOracle::OracleAnswerNotPositive { roundId: 6 };
        stage.refuses(expiry, &[2, 3, 4, 5, 6], &not_positive);
        stage.refuses(expiry, &[6, 7, 8], &not_positive);
        let gap = IOracle::OracleProofGap {
            roundId: 5,
            expected: 3,
        };
        stage.refuses(expiry, &[2, 5, 6, 7, 8], &gap);
        let all = [2, 3, 4, 5, 6, 7, 8];
        assert_eq!(
            stage.prove(expiry, &all).expect("a good list"),
            6_050 * WAD / 3
        );
    }

    #[test]
    fn ends_at_four_missing_rounds_and_not_before() {
        let (mut stage, expiry) = at_expiry(&[(2, 2_000, 1_900), (6, 2_100, 900)]);
        assert_eq!(
            stage.prove(expiry, &[2, 3, 4, 5, 6]).expect("a good list"),
            2_050 * WAD
        );
        let (mut stage, expiry) = at_expiry(&[(2, 2_000, 1_900), (7, 2_100, 900)]);
        let missing = IOracle::OracleProofMissing { roundId: 6 };
        stage.refuses(expiry, &[2, 3, 4, 5, 6, 7], &missing);
    }

    #[test]
    fn is_refused_when_the_clock_runs_backwards() {
        let (mut stage, expiry) =
            at_expiry(&[(2, 2_000, 1_900), (3, 2_100, 900), (4, 2_200, 1_000)]);
        stage.refuses(
            expiry,
            &[2, 3, 4],
            &IOracle::OracleProofBackwards { roundId: 4 },
        );
    }

    #[test]
    fn is_refused_when_a_price_stood_too_long() {
        let (mut stage, expiry) = at_expiry(&[(2, 2_000, 4_000), (3, 2_100, 99)]);
        let carried = IOracle::OracleProofCarried {
            roundId: 3,
            secs: 3_901,
        };
        stage.refuses(expiry, &[2, 3], &carried);
        let (mut stage, expiry) = at_expiry(&[(2, 2_000, 4_000)]);
        let carried = IOracle::OracleProofCarried {
            roundId: 2,
            secs: 4_000,
        };
        stage.refuses(expiry, &[2], &carried);
        let (mut stage, expiry) = at_expiry(&[(2, 2_000, 3_900)]);
        assert_eq!(
            stage.prove(expiry, &[2]).expect("just in time"),
            2_000 * WAD
        );
    }

    #[test]
    fn comes_in_parts_by_many() {
        let (mut stage, expiry) = plain();
        assert_eq!(stage.prove(expiry, &[3, 4]).expect("a part"), 0);
        let reached = stage.ask(IOracle::expiryProgressCall { expiry });
        assert_eq!((reached._0, reached._1, reached._2), (4, 0, expiry - 1_200));
        stage.refuses(expiry, &[3, 4], &IOracle::OracleProofEmpty {});
        stage.refuses(expiry, &[], &IOracle::OracleProofEmpty {});
        stage.refuses(
            expiry,
            &[6],
            &IOracle::OracleProofGap {
                roundId: 6,
                expected: 5,
            },
        );
        let before = stage.node.snapshot();
        for rest in [&[5][..], &[4, 5], &[3, 4, 5]] {
            assert_eq!(
                stage.prove(expiry, rest).expect("the rest"),
                6_050 * WAD / 3
            );
            stage.node.revert_to(&before);
        }
    }

    #[test]
    fn may_begin_while_the_half_hour_lasts() {
        let (mut stage, expiry) = stage();
        stage.node.warp_to(expiry - 1_000).expect("later");
        for (number, price, before) in [(2, 2_000, 1_900), (3, 2_100, 1_200)] {
            stage
                .feeds
                .write(&mut stage.node, number, price * UNIT, expiry - before);
        }
        // It is not certain yet that 2 is the right round to begin with.
        stage.refuses(expiry, &[2], &IOracle::OracleProofShort { roundId: 3 });
        assert_eq!(stage.prove(expiry, &[2, 3]).expect("a part"), 0);
        stage.node.warp_to(expiry).expect("later");
        stage
            .feeds
            .write(&mut stage.node, 4, 1_950 * UNIT, expiry - 600);
        assert_eq!(
            stage.prove(expiry, &[4]).expect("the rest"),
            6_050 * WAD / 3
        );
    }

    /// A round that looks missing for want of gas would give another price.
    #[test]
    fn cannot_hide_a_round_by_bringing_little_gas() {
        let (mut stage, expiry) = plain();
        let ids = vec![3, 4, 5];
        let (mut fixed, mut refused_for_gas) = (0, 0);
        for gas in (100_000..600_000).step_by(4_000) {
            let call = IOracle::proveExpiryCall {
                expiry,
                roundIds: ids.clone(),
            };
            let before = stage.node.snapshot();
            match stage
                .node
                .send_call(&TypedCall::new(stage.user, stage.oracle, call).gas(gas))
            {
                Ok((price, _)) => {
                    assert_eq!(price, 6_050 * WAD / 3, "with {gas} gas");
                    fixed += 1;
                }
                Err(NodeError::Revert(data)) if !data.is_empty() => {
                    assert!(data.starts_with(&IOracle::OracleGas::SELECTOR), "{data}");
                    refused_for_gas += 1;
                }
                Err(_) => {}
            }
            stage.node.revert_to(&before);
        }
        assert!(
            fixed > 3 && refused_for_gas > 3,
            "{fixed} {refused_for_gas}"
        );
    }
}

/// The price is the same whoever proves it, when, and in how many parts: compared with a model second by second.
#[test]
fn a_price_depends_on_the_expiry_alone() {
    let said = std::env::var("STRIKEPOOL_CASES").ok();
    let cases = said.and_then(|it| it.parse().ok()).unwrap_or(12);
    for seed in 0..cases {
        let mut random = Rng::with_seed(seed);
        let (mut stage, expiry) = stage();
        let mut rounds = vec![(stage.now(), 2_000 * UNIT)];
        let mut updated = expiry - WINDOW - random.u64(1..1_500);
        stage.node.warp_to(expiry).expect("later");
        // In order, with gaps and with answers that are not a price. The first is good and comes before the window.
        let mut holes = 0;
        while updated < expiry {
            let number = u64::try_from(rounds.len() + 1).expect("few");
            let price = if rounds.len() > 1 && holes < 3 && random.u8(..5) == 0 {
                holes += 1;
                -random.i128(0..2)
            } else {
                holes = 0;
                random.i128(1_500 * UNIT..2_500 * UNIT)
            };
            if price == 0 && random.bool() {
                rounds.push((0, 0));
            } else {
                stage.feeds.write(&mut stage.node, number, price, updated);
                rounds.push((updated, price));
            }
            updated += random.u64(0..240);
        }
        let good = |second: u64| {
            let standing = (1_u128..)
                .zip(&rounds)
                .filter(|(_, (updated, price))| *price > 0 && *updated <= second);
            standing.last().expect("one from the beginning on")
        };
        let seed_id = good(expiry - WINDOW).0;
        let last_id = good(expiry - 1).0;
        let sum: u128 = (expiry - WINDOW..expiry)
            .map(|second| good(second).1.1.unsigned_abs())
            .sum();
        let expected = sum * 10_000_000_000 / u128::from(WINDOW);
        let list: Vec<_> = (seed_id..=last_id).collect();
        let start = stage.node.snapshot();
        for _ in 0..4 {
            stage.node.warp(random.u64(0..3_000));
            for _ in 0..random.u8(..3) {
                stage.push(3_000);
            }
            if random.bool() {
                stage.observe(0);
            }
            for _ in 0..random.u8(..4) {
                let from = random.usize(..list.len());
                let to = random.usize(from..=list.len());
                // Refused, a part, or the whole.
                if let Ok(price @ 1..) = stage.prove(expiry, &list[from..to]) {
                    assert_eq!(price, expected, "seed {seed}");
                }
            }
            if stage.ask(IOracle::expiryPriceCall { expiry }) == 0 {
                assert_eq!(
                    stage.prove(expiry, &list).expect("the list"),
                    expected,
                    "seed {seed}"
                );
            }
            assert_eq!(stage.ask(IOracle::expiryPriceCall { expiry }), expected);
            stage.node.revert_to(&start);
        }
    }
}
