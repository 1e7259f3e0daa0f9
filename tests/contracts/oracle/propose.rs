//! Expiries that nobody proves: a price is proposed in public, and can be disputed.

use contract_tests::authority::pause;
use contract_tests::feeds::{IGoverned, IOracle, Oracle, UNIT};
use contract_tests::{revert, reverted};

const WAD: u128 = 1_000_000_000_000_000_000;
const DAY: u64 = 86_400;

/// Returns an expiry a day ago, with a round half an hour before it.
fn stage() -> (Oracle, u64) {
    let mut stage = Oracle::set();
    stage.observe(0);
    let expiry = stage.now() + 7_200;
    let updated = expiry - 1_800;
    stage.node.warp_to(expiry + DAY).expect("later");
    stage.feeds.write(&mut stage.node, 2, 2_000 * UNIT, updated);
    (stage, expiry)
}

const fn propose(expiry: u64, price: u128) -> IOracle::proposePriceCall {
    IOracle::proposePriceCall { expiry, price }
}

const fn dispute(expiry: u64) -> IOracle::disputePriceCall {
    IOracle::disputePriceCall { expiry }
}

const fn finalize(expiry: u64) -> IOracle::finalizePriceCall {
    IOracle::finalizePriceCall { expiry }
}

mod a_proposal {
    use super::*;

    #[test]
    fn is_fixed_by_anybody_when_nobody_disputed_it_for_a_day() {
        let (mut stage, expiry) = stage();
        let (_, sent) = stage
            .send_as(stage.owner, propose(expiry, 1_990 * WAD))
            .expect("a day has passed");
        let until = stage.now() + DAY;
        let proposed = sent.event::<IOracle::PriceProposed>().expect("an event");
        assert_eq!(
            (proposed.price, proposed.eta, proposed.by),
            (1_990 * WAD, until, stage.owner)
        );
        let seen = stage.ask(IOracle::proposedPriceCall { expiry });
        assert_eq!((seen._0, seen._1), (1_990 * WAD, until));
        stage.node.warp_to(until - 1).expect("later");
        let early = reverted(stage.send_as(stage.user, finalize(expiry)));
        assert_eq!(early, revert(&IOracle::OracleDisputable { expiry, until }));
        assert_eq!(stage.ask(IOracle::expiryPriceCall { expiry }), 0);
        stage.node.warp(1);
        let (price, sent) = stage
            .send_as(stage.user, finalize(expiry))
            .expect("it is time");
        assert_eq!(price, 1_990 * WAD);
        let fixed = sent.event::<IOracle::ExpiryFixed>().expect("an event");
        assert_eq!(
            (fixed.expiry, fixed.price, fixed.proven),
            (expiry, price, false)
        );
        assert_eq!(stage.ask(IOracle::expiryPriceCall { expiry }), price);
        let seen = stage.ask(IOracle::proposedPriceCall { expiry });
        assert_eq!((seen._0, seen._1), (0, 0));
        let fixed = revert(&IOracle::OracleFixed { expiry, price });
        assert_eq!(reverted(stage.prove(expiry, &[2])), fixed);
        assert_eq!(
            reverted(stage.send_as(stage.owner, propose(expiry, 1))),
            fixed
        );
        assert_eq!(reverted(stage.send_as(stage.owner, dispute(expiry))), fixed);
        assert_eq!(reverted(stage.send_as(stage.user, finalize(expiry))), fixed);
    }

    #[test]
    fn comes_only_from_the_owner() {
        let (mut stage, expiry) = stage();
        for caller in [stage.user, stage.guardian] {
            let refused = reverted(stage.send_as(caller, propose(expiry, WAD)));
            assert_eq!(refused, revert(&IGoverned::AccessNotOwner { caller }));
        }
    }

    #[test]
    fn waits_a_day_for_a_proof() {
        let mut stage = Oracle::set();
        let expiry = stage.now() + 100;
        let begins = expiry + DAY;
        let early = revert(&IOracle::OracleProposalEarly { expiry, begins });
        assert_eq!(
            reverted(stage.send_as(stage.owner, propose(expiry, WAD))),
            early
        );
        stage.node.warp_to(begins - 1).expect("later");
        assert_eq!(
            reverted(stage.send_as(stage.owner, propose(expiry, WAD))),
            early
        );
        stage.node.warp(1);
        stage
            .send_as(stage.owner, propose(expiry, WAD))
            .expect("a day has passed");
    }

    #[test]
    fn is_of_a_price_in_range() {
        let (mut stage, expiry) = stage();
        let max = (1 << 96) - 1;
        for price in [0, max + 1, u128::MAX] {
            let refused = reverted(stage.send_as(stage.owner, propose(expiry, price)));
            assert_eq!(
                refused,
                revert(&IOracle::OracleProposalRange { price, max })
            );
        }
        stage
            .send_as(stage.owner, propose(expiry, max))
            .expect("the greatest");
    }

    #[test]
    fn is_not_replaced_silently() {
        let (mut stage, expiry) = stage();
        stage
            .send_as(stage.owner, propose(expiry, WAD))
            .expect("proposed");
        let refused = reverted(stage.send_as(stage.owner, propose(expiry, 2 * WAD)));
        assert_eq!(
            refused,
            revert(&IOracle::OracleProposed { expiry, price: WAD })
        );
    }

    #[test]
    fn is_dropped_by_a_proof_at_any_time() {
        let (mut stage, expiry) = stage();
        stage
            .send_as(stage.owner, propose(expiry, 1_500 * WAD))
            .expect("proposed");
        stage.node.warp(2 * DAY);
        assert_eq!(stage.prove(expiry, &[2]).expect("a good list"), 2_000 * WAD);
        assert_eq!(stage.ask(IOracle::expiryPriceCall { expiry }), 2_000 * WAD);
        let price = 2_000 * WAD;
        let refused = reverted(stage.send_as(stage.user, finalize(expiry)));
        assert_eq!(refused, revert(&IOracle::OracleFixed { expiry, price }));
    }

    #[test]
    fn survives_a_part_of_a_proof() {
        let (mut stage, expiry) = stage();
        stage
            .feeds
            .write(&mut stage.node, 3, 2_000 * UNIT, expiry - 900);
        stage
            .feeds
            .write(&mut stage.node, 4, 2_000 * UNIT, expiry - 800);
        stage
            .send_as(stage.owner, propose(expiry, 1_500 * WAD))
            .expect("proposed");
        assert_eq!(stage.prove(expiry, &[2, 3]).expect("a part"), 0);
        assert_eq!(
            stage.ask(IOracle::proposedPriceCall { expiry })._0,
            1_500 * WAD
        );
    }
}

mod a_dispute {
    use super::*;

    #[test]
    fn drops_a_proposal_by_owner_or_guardian() {
        for by_owner in [true, false] {
            let (mut stage, expiry) = stage();
            stage
                .send_as(stage.owner, propose(expiry, WAD))
                .expect("proposed");
            let caller = stage.user;
            let refused = reverted(stage.send_as(caller, dispute(expiry)));
            assert_eq!(
                refused,
                revert(&IGoverned::AccessNotOwnerNorGuardian { caller })
            );
            let by = if by_owner {
                stage.owner
            } else {
                stage.guardian
            };
            let (_, sent) = stage.send_as(by, dispute(expiry)).expect("may");
            let disputed = sent.event::<IOracle::PriceDisputed>().expect("an event");
            assert_eq!(
                (disputed.expiry, disputed.price, disputed.by),
                (expiry, WAD, by)
            );
            let seen = stage.ask(IOracle::proposedPriceCall { expiry });
            assert_eq!((seen._0, seen._1), (0, 0));
            // Before, the owner could propose again, and so for ever.
            let again = reverted(stage.send_as(stage.owner, propose(expiry, 2 * WAD)));
            assert_eq!(again, revert(&IOracle::OracleProposed { expiry, price: 0 }));
            for days in [0, 2] {
                stage.node.warp(days * DAY);
                let gone = revert(&IOracle::OracleNotProposed { expiry });
                assert_eq!(reverted(stage.send_as(stage.user, finalize(expiry))), gone);
                assert_eq!(reverted(stage.send_as(by, dispute(expiry))), gone);
            }
        }
    }

    #[test]
    fn works_under_a_pause_and_so_does_a_proof() {
        let (mut stage, expiry) = stage();
        stage
            .send_as(stage.owner, propose(expiry, WAD))
            .expect("proposed");
        stage
            .govern(stage.guardian, pause(stage.oracle))
            .expect("paused");
        stage.send_as(stage.guardian, dispute(expiry)).expect("may");
        assert_eq!(stage.prove(expiry, &[2]).expect("a good list"), 2_000 * WAD);
    }
}
