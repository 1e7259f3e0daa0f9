//! Liquidation of an account with an expiry that is past and not settled.

use alloy_sol_types::SolError;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;

mod with_an_expiry_that_is_past_and_not_settled {
    use super::*;

    /// Returns a put of the first expiry, which the price makes worthless, and a call of the second, which it makes
    /// expensive.
    fn sold() -> Cast {
        let mut cast = Cast::with(5_000);
        let (first, later) = (cast.expiry, cast.expiry + 7 * 86_400);
        cast.post(later);
        cast.list(later, 0, 2_000).expect("on the grid");
        let legs = [
            cast.leg(1, 1_800, -1_000),
            Position {
                expiry: later,
                ..cast.leg(0, 2_000, -1_000)
            },
        ];
        cast.opens(&legs);
        cast.node().warp_to(first - 3_600).expect("later");
        cast.push(230_000);
        cast.node().warp_to(first).expect("later");
        cast.jump(230_000, &[later]);
        cast
    }

    /// Lets a quarter of an hour pass, after which what is past counts as what it is worth.
    fn waits(cast: &mut Cast, cents: i128) {
        let (first, later) = (cast.expiry, cast.expiry + 7 * 86_400);
        let until = first + 900;
        let refused = cast.liquidate().expect_err("its worth is not known");
        let waits = ILiquidator::LiquidatorWaits {
            expiry: first,
            until,
        };
        assert_eq!(refused, contract_tests::revert(&waits));
        cast.node().warp_to(until).expect("later");
        cast.jump(cents, &[later]);
    }

    #[test]
    fn waits_a_quarter_of_an_hour_and_then_only_what_lives_is_closed() {
        let mut cast = sold();
        waits(&mut cast, 230_000);
        let figures = cast.margin_of(cast.id());
        assert!(figures.maintenance < 0 && figures.value > 0, "{figures:?}");
        assert_eq!(cast.state().stage, CLOSED);
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        let (_, held) = cast.standing(cast.seller);
        let past = held.iter().find(|it| it.expiry == cast.expiry);
        assert_eq!(past.expect("it stays").quantity, -WAD.cast_signed());
        cast.audit();
    }

    /// The loan that is left waits for the settlement of what is past.
    #[test]
    fn is_taken_whole_but_for_what_is_past_when_it_is_worth_nothing() {
        let mut cast = sold();
        waits(&mut cast, 400_000);
        let (first, id) = (cast.expiry, cast.id());
        assert!(cast.margin_of(id).value < 0);
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        let (money, held) = cast.standing(cast.seller);
        assert!(money < 0 && held.len() == 1 && held[0].expiry == first);
        assert_eq!(cast.ledger_state().loans, money.unsigned_abs());
        cast.audit();
        let refused = cast.liquidate().expect_err("nothing lives");
        assert!(refused.starts_with(&ILiquidator::LiquidatorSound::SELECTOR));
        let (market, user) = (cast.market, cast.pricing.user);
        let (oracle, round) = (cast.oracle, cast.feeds.latest(&cast.pricing.node) - 2);
        let proof = IOracle::proveExpiryCall {
            expiry: first,
            roundIds: vec![round],
        };
        cast.send(user, oracle, proof).expect("proven");
        cast.send(user, market, IMarket::settleCall { expiry: first })
            .expect("settled");
        let settle = IMarket::settleAccountsCall { ids: vec![id] };
        cast.send(user, market, settle).expect("settled");
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        assert_eq!(cast.ledger_state().loans, 0, "written off");
        cast.audit();
    }
}
