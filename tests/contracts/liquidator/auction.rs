//! Auctions: how one begins, falls and ends.

use crate::support::{ONE, ratio, selector};
use alloy_sol_types::SolError;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod an_auction {
    use super::*;

    /// Makes the account short while the pool may not close it.
    fn begun() -> Cast {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(OFFERED));
        cast
    }

    #[test]
    fn begins_if_the_pools_limits_prevent_a_close() {
        let mut cast = begun();
        assert_eq!(cast.auction().nonce, 1);
        let state = cast.state();
        assert_eq!(state.stage, OFFERED);
        assert!(state.part > 0 && state.part <= WAD && state.price > 0 && state.profit > 0);
        assert_eq!(cast.liquidate(), Ok(OFFERED), "and goes on");
        assert_eq!(cast.auction().nonce, 1);
        cast.audit();
    }

    #[test]
    fn falls_until_somebody_takes_the_due_part() {
        let mut cast = begun();
        let asked = cast.state();
        let limit = asked.price * 9 / 10;
        let dear = cast.bid(asked.part, limit).expect_err("it asks more");
        assert_eq!(selector(&dear), ILiquidator::LiquidatorPrice::SELECTOR);
        cast.node().warp(480);
        let before = cast.health(cast.seller);
        let (funds, _) = cast.standing(cast.seller);
        let bidders = cast.standing(cast.bidder).0;
        let now = cast.state();
        // 97% less 17% within ten minutes.
        let paid = cast.bid(WAD, i128::MAX).expect("they pay what it asks");
        assert!(paid <= now.price + 1, "{paid} {now:?}");
        let after = cast.health(cast.seller);
        assert!(after.maintenance >= 0);
        assert!(ratio(&after) >= ratio(&before));
        assert_eq!(cast.auction().startedAt, 0, "it is over");
        let (left, positions) = cast.standing(cast.seller);
        let (has, taken) = cast.standing(cast.bidder);
        let bond = cast.bond(account_of(cast.bidder));
        assert_eq!(left + has + bond, funds + bidders);
        assert_eq!(positions[0].quantity + taken[0].quantity, -ONE);
        cast.audit();
        let none = revert(&ILiquidator::LiquidatorNonce { nonce: 0 });
        cast.jumps(2_500);
        assert_eq!(cast.bid_on(WAD, i128::MAX, 1), Err(none));
    }

    #[test]
    fn takes_no_more_in_parts_than_at_once() {
        let mut cast = begun();
        let due = cast.state().part;
        let mut bids = 0;
        while cast.health(cast.seller).maintenance < 0 {
            cast.bid(due / 5, i128::MAX).expect("a fifth of it");
            bids += 1;
        }
        assert!(bids > 2, "{bids}");
        let (_, positions) = cast.standing(cast.seller);
        let left = positions[0].quantity.unsigned_abs();
        assert!(left >= WAD - due, "{left} of {due}");
        cast.audit();
    }

    #[test]
    fn is_left_by_an_account_that_recovers() {
        let mut cast = begun();
        let (seller, market) = (cast.seller, cast.market);
        cast.give(seller, usd(500), market);
        let (id, amount) = (cast.id(), usd(500));
        cast.send(seller, market, IMarket::depositCall { id, amount })
            .expect("they add money");
        let refused = cast.bid(WAD, i128::MAX).expect_err("it is sound");
        assert_eq!(selector(&refused), ILiquidator::LiquidatorSound::SELECTOR);
        assert_eq!(cast.liquidate(), Ok(SOUND));
        assert_eq!(cast.auction().startedAt, 0);
        let refused = cast.liquidate().expect_err("nothing is left to do");
        assert_eq!(selector(&refused), ILiquidator::LiquidatorSound::SELECTOR);
    }

    #[test]
    fn begins_again_if_nobody_saw_the_account_short_for_long() {
        let mut cast = begun();
        cast.node().warp(901);
        let stale = cast.bid(WAD, i128::MAX).expect_err("nobody looked");
        assert_eq!(selector(&stale), ILiquidator::LiquidatorStale::SELECTOR);
        assert_eq!(cast.liquidate(), Ok(OFFERED));
        let auction = cast.auction();
        assert_eq!((auction.nonce, auction.startedAt), (2, auction.seenAt));
        let old = cast.bid_on(WAD, i128::MAX, 1).expect_err("another one");
        assert_eq!(old, revert(&ILiquidator::LiquidatorNonce { nonce: 2 }));
    }

    #[test]
    fn takes_bids_only_from_takers_with_initial_margin() {
        let mut cast = begun();
        let (keeper, liquidator, id) = (cast.keeper, cast.liquidator, cast.id());
        let mut bid = ILiquidator::bidCall {
            id,
            taker: account_of(keeper),
            part: WAD,
            limit: i128::MAX,
            nonce: 1,
        };
        let poor = reverted(cast.send(keeper, liquidator, bid.clone()));
        assert_eq!(selector(&poor), IMarket::MarketBond::SELECTOR);
        cast.fund(keeper, usd(5)).expect("funded");
        let poor = reverted(cast.send(keeper, liquidator, bid.clone()));
        assert_eq!(selector(&poor), ILiquidator::LiquidatorTaker::SELECTOR);
        bid.taker = account_of(cast.bidder);
        let others = reverted(cast.send(keeper, liquidator, bid.clone()));
        let refused = revert(&ILiquidator::LiquidatorNotOwner { caller: keeper });
        assert_eq!(others, refused);
        for part in [0, WAD + 1] {
            bid.part = part;
            bid.taker = account_of(keeper);
            let refused = reverted(cast.send(keeper, liquidator, bid.clone()));
            let name = contract_tests::authority::key("part");
            assert_eq!(refused, revert(&ILiquidator::LiquidatorArgument { name }));
        }
        cast.audit();
    }

    /// Nothing of it is for sale any more: the pool takes it.
    #[test]
    fn ends_when_the_account_becomes_insolvent() {
        let mut cast = begun();
        cast.jumps(3_000);
        let refused = cast.bid(WAD, i128::MAX).expect_err("it is the pool's");
        let insolvent = ILiquidator::LiquidatorInsolvent { id: cast.id() };
        assert_eq!(refused, revert(&insolvent));
        assert_eq!(cast.state().stage, CLOSED);
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert_eq!(cast.auction().startedAt, 0);
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        cast.audit();
    }
}

mod a_stale_auction {
    use super::*;

    /// The payments of bidders are kept from sale in their own auction only.
    #[test]
    fn shows_the_price_of_the_next_one() {
        let (mut cast, _) = crate::kinds::of_a_spread::sold(2_200);
        cast.falls_short(10);
        assert_eq!(cast.liquidate(), Ok(OFFERED));
        let due = cast.state().part;
        cast.bid(due / 2, i128::MAX).expect("half of it");
        assert!(cast.auction().received > 0);
        cast.node().warp(901);
        let said = cast.state();
        assert_eq!(cast.liquidate(), Ok(OFFERED));
        assert_eq!(cast.auction().received, 0);
        assert_eq!(cast.state(), said);
        assert_eq!(cast.bid(WAD, i128::MAX), Ok(said.price));
    }
}
