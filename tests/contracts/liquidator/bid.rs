//! Who takes a part of an account, and what each party pays.

use alloy_sol_types::SolError;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod a_taker {
    use super::*;

    /// Returns a cast whose seller has sold, is short, and is on offer.
    fn begun() -> Cast {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast
    }

    fn offered(cast: &mut Cast) {
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(OFFERED));
    }

    #[test]
    fn with_the_maximum_of_positions_takes_only_more_of_these() {
        let mut cast = Cast::sold(700);
        let (bidder, expiry) = (cast.bidder, cast.expiry);
        let id = account_of(bidder);
        let later = expiry + 7 * 86_400;
        cast.post(later);
        let mut bought = vec![];
        for strike in (1_750..=2_250).step_by(50) {
            for (expiry, kind) in [(later, 0), (later, 1), (expiry, 1)] {
                // A series that the stage has listed already is refused, which does not matter.
                let _ = cast.list(expiry, kind, strike);
                bought.push(Position {
                    expiry,
                    ..cast.leg(kind, strike, 100)
                });
            }
        }
        bought.truncate(32);
        for legs in bought.chunks(4) {
            cast.order(id, legs).expect("bought");
        }
        cast.fills_the_pool();
        offered(&mut cast);
        assert_eq!(cast.standing(bidder).1.len(), 32);
        cast.node().warp(60);
        cast.post(later);
        let before = (cast.standing(cast.seller), cast.standing(bidder));
        let refused = revert(&IMarket::MarketTooManyPositions {});
        assert_eq!(cast.bid(WAD, i128::MAX), Err(refused));
        assert_eq!((cast.standing(cast.seller), cast.standing(bidder)), before);
        let other = Position {
            quantity: -bought[0].quantity,
            ..bought[0].clone()
        };
        cast.order(id, &[other]).expect("they close one");
        cast.bid(WAD, i128::MAX).expect("there is room");
        assert_eq!(cast.standing(bidder).1.len(), 32);
        cast.audit();
    }

    #[test]
    fn who_holds_the_other_side_closes_it() {
        let mut cast = Cast::sold(700);
        let (bidder, leg) = (cast.bidder, cast.leg(0, 2_000, 1));
        cast.trade(bidder, &[leg]).expect("they buy a thousandth");
        cast.fills_the_pool();
        offered(&mut cast);
        let (_, held) = cast.standing(cast.seller);
        let said = cast.state();
        assert!(said.part > WAD / 1_000, "{}", said.part);
        let interest = |cast: &Cast| {
            let leg = cast.leg(0, 2_000, 0);
            let Position {
                expiry,
                kind,
                strike,
                ..
            } = leg;
            cast.ask(
                cast.risk,
                IRiskManager::interestCall {
                    expiry,
                    kind,
                    strike,
                },
            )
        };
        assert_eq!(interest(&cast), WAD / 1_000);
        // Exactly what they hold, so that no position is left of it.
        cast.bid(WAD / 1_000, i128::MAX).expect("they take as much");
        assert!(cast.standing(bidder).1.is_empty());
        assert_eq!(interest(&cast), 0);
        assert_eq!(
            cast.standing(cast.seller).1[0].quantity,
            held[0].quantity * 999 / 1_000
        );
        cast.audit();
        cast.bid(WAD, i128::MAX)
            .expect("they take the rest that is due");
        assert!(cast.standing(bidder).1[0].quantity < 0);
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        cast.audit();
    }

    /// Both saw the same offer. One of them waits for the price to fall.
    #[test]
    fn who_waits_loses_it_to_a_faster_one() {
        let mut cast = begun();
        offered(&mut cast);
        let (said, trader) = (cast.state(), cast.trader);
        let patient = said.price * 9 / 10;
        let dear = cast
            .bid(said.part, patient)
            .expect_err("it is not so cheap yet");
        assert!(dear.starts_with(&ILiquidator::LiquidatorPrice::SELECTOR));
        cast.node().warp(60);
        let id = cast.id();
        let (paid, _) = cast
            .stage
            .bid(account_of(trader), id, WAD, said.price)
            .expect("they are first");
        assert!(paid < said.price && paid > patient);
        cast.node().warp(600);
        let late = cast.bid_on(said.part, patient, 1).expect_err("it is gone");
        let sound = cast.margin_of(id).maintenance >= 0;
        assert!(sound && late.starts_with(&ILiquidator::LiquidatorSound::SELECTOR));
        cast.audit();
    }

    #[test]
    fn cannot_be_the_account_itself() {
        let mut cast = begun();
        offered(&mut cast);
        let (seller, liquidator, id) = (cast.seller, cast.liquidator, cast.id());
        let bid = ILiquidator::bidCall {
            id,
            taker: id,
            part: WAD,
            limit: i128::MAX,
            nonce: 1,
        };
        let refused = reverted(cast.send(seller, liquidator, bid));
        let name = contract_tests::authority::key("to");
        assert_eq!(refused, revert(&IMarket::MarketArgument { name }));
        cast.audit();
    }
}
