//! Liquidation of an account with an expiry that is past and not settled.

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

    #[test]
    fn is_only_sold_until_that_is_settled() {
        let mut cast = sold();
        let figures = cast.margin_of(cast.id());
        assert!(figures.maintenance < 0 && figures.value > 0, "{figures:?}");
        assert_eq!(cast.state().stage, SOLVENT);
        assert_eq!(cast.liquidate(), Ok(SOLVENT), "though no limit forbids it");
        let (bidder, said) = (cast.bidder, cast.state());
        let paid = cast.bid(said.part / 2, i128::MAX).expect("they take both");
        assert!(paid > 0);
        assert_eq!(cast.standing(bidder).1.len(), 2);
        cast.audit();
        let (first, market, user) = (cast.expiry, cast.market, cast.pricing.user);
        let (oracle, round) = (cast.oracle, cast.feeds.latest(&cast.pricing.node) - 1);
        let proof = IOracle::proveExpiryCall {
            expiry: first,
            roundIds: vec![round],
        };
        cast.send(user, oracle, proof).expect("proven");
        cast.send(user, market, IMarket::settleCall { expiry: first })
            .expect("settled");
        assert_eq!(cast.liquidate(), Ok(CLOSED), "now the pool may");
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        assert_eq!(cast.auction().startedAt, 0);
        let ids = vec![cast.id(), account_of(bidder)];
        cast.send(user, market, IMarket::settleAccountsCall { ids })
            .expect("settled");
        assert_eq!(cast.standing(bidder).1.len(), 1);
        cast.audit();
    }

    #[test]
    fn cannot_be_closed_when_it_is_worth_nothing_either() {
        let mut cast = sold();
        let later = cast.expiry + 7 * 86_400;
        cast.jump(400_000, &[later]);
        assert!(cast.margin_of(cast.id()).value < 0);
        for looks in 0..3 {
            assert_eq!(cast.liquidate(), Ok(INSOLVENT), "{looks}");
            cast.node().warp(840);
            cast.jump(400_000, &[later]);
        }
        // Nobody took it for half an hour, and the pool still cannot close it: a past expiry has no price.
        assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        let said = cast.state();
        let paid = cast.bid(WAD, i128::MAX).expect("they are paid");
        assert_eq!(paid, said.price);
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        cast.audit();
    }
}
