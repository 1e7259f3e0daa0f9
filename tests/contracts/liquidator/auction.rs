//! Liquidation on the real contracts: the pool closes what is short, sells what it may not close, and what an insolvent
//! account cannot pay is borne by the fund and then by the pool.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolError;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

/// One dollar in WAD.
const ONE: i128 = WAD.cast_signed();

/// value/(contingency − loss), in parts of a million.
fn ratio(figures: &MarginFigures) -> i128 {
    figures.value * 1_000_000 / requirement(figures).max(1)
}

fn selector(data: &Bytes) -> [u8; 4] {
    data[..4].try_into().expect("an error")
}

mod the_pool {
    use super::*;

    #[test]
    fn closes_the_part_that_is_due_and_pays_the_keeper() {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        let before = cast.health(cast.seller);
        let (funds, _) = cast.standing(cast.seller);
        let held = cast.held();
        let said = cast.state();
        assert_eq!(said.stage, CLOSED);
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        let after = cast.health(cast.seller);
        assert!(after.maintenance >= 0, "{after:?}");
        assert!(ratio(&after) >= ratio(&before));
        let (left, positions) = cast.standing(cast.seller);
        let [position] = positions.as_slice() else {
            panic!("a part is left: {positions:?}");
        };
        assert!(position.quantity < 0 && position.quantity > -ONE);
        let closed = position.quantity + ONE;
        assert!(closed <= said.part.cast_signed() && closed > said.part.cast_signed() - 2);
        let pay = cast.standing(cast.keeper).0;
        assert_eq!(pay, said.pay.cast_signed());
        assert!(pay > 0);
        assert_eq!(left, funds - said.price - pay);
        assert_eq!(cast.held(), held + said.price.unsigned_abs());
        // Restored with 15% of what was missing to spare, and no more than rounding beyond it.
        let spare = before.maintenance.unsigned_abs() * 15 / 100;
        let beyond = after.maintenance - spare.cast_signed();
        assert!((0..ONE / 10_000).contains(&beyond), "{beyond}");
        cast.audit();
        let again = cast.liquidate().expect_err("it is sound");
        assert_eq!(selector(&again), ILiquidator::LiquidatorSound::SELECTOR);
    }

    #[test]
    fn leaves_a_sound_account_alone() {
        let mut cast = Cast::sold(700);
        let maintenance = cast.health(cast.seller).maintenance;
        assert!(maintenance > 0);
        let refused = cast.liquidate().expect_err("it is sound");
        assert_eq!(selector(&refused), ILiquidator::LiquidatorSound::SELECTOR);
        assert_eq!(cast.state().stage, SOUND);
    }

    #[test]
    fn closes_what_is_insolvent_at_the_mark_and_the_fund_pays() {
        let mut cast = Cast::sold(700);
        let (giver, market, id) = (cast.trader, cast.market, account_of(cast.liquidator));
        cast.give(giver, usd(1_000), market);
        let amount = usd(1_000);
        let gift = IMarket::depositCall { id, amount };
        cast.send(giver, market, gift).expect("anyone may");
        cast.jumps(3_000);
        let before = cast.health(cast.seller);
        assert!(before.value < 0, "{before:?}");
        let (funds, _) = cast.standing(cast.seller);
        let (held, fund) = (cast.held(), cast.fund_money());
        let price = cast.state().price;
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        assert_eq!(
            cast.held(),
            held + price.unsigned_abs(),
            "the pool loses nothing"
        );
        let pay = cast.standing(cast.keeper).0;
        assert_eq!(pay, 5 * i128::from(USD));
        assert_eq!(cast.fund_money(), fund - (price - funds) - pay);
        cast.audit();
    }

    /// What the keeper has just lost himself, the fund pays in the very call that pays him.
    #[test]
    fn pays_a_keeper_who_owes_out_of_what_the_fund_has_left() {
        let mut cast = Cast::with(2_000);
        let (giver, market, id) = (cast.trader, cast.market, account_of(cast.liquidator));
        let amount = usd(5_000);
        cast.give(giver, amount, market);
        cast.send(giver, market, IMarket::depositCall { id, amount })
            .expect("anyone may");
        // The keeper sells what expires first, the seller what expires a week later.
        let keeper = cast.keeper;
        cast.fund(keeper, usd(700)).expect("funded");
        let sold = [cast.leg(0, 2_000, -1_000)];
        cast.trade(keeper, &sold).expect("it has its margin");
        let (first, later) = (cast.expiry, cast.expiry + 7 * 86_400);
        cast.post(later);
        cast.list(later, 0, 2_000).expect("on the grid");
        cast.expiry = later;
        let (seller, sold) = (cast.seller, [cast.leg(0, 2_000, -1_000)]);
        cast.trade(seller, &sold).expect("it has its margin");
        cast.node().warp_to(first - 3_600).expect("later");
        cast.push(500_000);
        cast.node().warp_to(first + 60).expect("later");
        let round = cast.feeds.latest(&cast.pricing.node);
        let (user, oracle) = (cast.pricing.user, cast.oracle);
        let proof = IOracle::proveExpiryCall {
            expiry: first,
            roundIds: vec![round],
        };
        cast.send(user, oracle, proof).expect("proven");
        cast.send(user, market, IMarket::settleCall { expiry: first })
            .expect("settled");
        cast.jumps(5_000);
        let (fund, funds) = (cast.fund_money(), cast.standing(keeper).0);
        let owes = 3_000 * i128::from(USD) - funds;
        assert!(owes > 0, "he has lost more than he has");
        let lost = cast.state().price - cast.standing(seller).0;
        assert!(lost > 0 && fund > lost + owes, "{fund} {lost} {owes}");
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        let pay = 5 * i128::from(USD);
        assert_eq!(cast.standing(keeper), (pay, vec![]));
        assert_eq!(cast.fund_money(), fund - lost - owes - pay);
        cast.audit();
    }

    #[test]
    fn bears_what_the_fund_cannot() {
        let mut cast = Cast::sold(700);
        cast.jumps(3_500);
        let (funds, _) = cast.standing(cast.seller);
        let (held, fund) = (cast.held(), cast.fund_money());
        assert!(fund > 0, "its part of the fee");
        let price = cast.state().price;
        assert!(price > funds + fund);
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        assert_eq!(cast.fund_money(), 0);
        assert_eq!(
            cast.standing(cast.keeper).0,
            0,
            "there is nothing to pay him with"
        );
        assert_eq!(cast.held(), held + (funds + fund).unsigned_abs());
        cast.audit();
    }
}

mod an_auction {
    use super::*;

    /// The account is short, and the pool may not close it.
    fn begun() -> Cast {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(SOLVENT));
        cast
    }

    #[test]
    fn begins_where_the_pools_limits_do_not_let_it_close() {
        let mut cast = begun();
        let auction = cast.auction();
        assert_eq!((auction.nonce, auction.insolvent), (1, false));
        let state = cast.state();
        assert_eq!(state.stage, SOLVENT);
        assert!(state.part > 0 && state.part <= WAD && state.price > 0 && state.profit > 0);
        assert_eq!(cast.liquidate(), Ok(SOLVENT), "and goes on");
        assert_eq!(cast.auction().nonce, 1);
        cast.audit();
    }

    #[test]
    fn falls_until_somebody_takes_what_is_due() {
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
        // 97% less 17% in ten minutes.
        let paid = cast.bid(WAD, i128::MAX).expect("he pays what it asks");
        assert!(paid <= now.price + 1, "{paid} {now:?}");
        let after = cast.health(cast.seller);
        assert!(after.maintenance >= 0);
        assert!(ratio(&after) >= ratio(&before));
        assert_eq!(cast.auction().startedAt, 0, "it is over");
        let (left, positions) = cast.standing(cast.seller);
        let (has, taken) = cast.standing(cast.bidder);
        assert_eq!(left + has, funds + bidders);
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
            .expect("he adds money");
        let refused = cast.bid(WAD, i128::MAX).expect_err("it is sound");
        assert_eq!(selector(&refused), ILiquidator::LiquidatorSound::SELECTOR);
        assert_eq!(cast.liquidate(), Ok(SOUND));
        assert_eq!(cast.auction().startedAt, 0);
        let refused = cast.liquidate().expect_err("nothing is left to do");
        assert_eq!(selector(&refused), ILiquidator::LiquidatorSound::SELECTOR);
    }

    #[test]
    fn begins_anew_when_nobody_saw_the_account_short_for_long() {
        let mut cast = begun();
        cast.node().warp(901);
        let stale = cast.bid(WAD, i128::MAX).expect_err("nobody looked");
        assert_eq!(selector(&stale), ILiquidator::LiquidatorStale::SELECTOR);
        assert_eq!(cast.liquidate(), Ok(SOLVENT));
        let auction = cast.auction();
        assert_eq!((auction.nonce, auction.startedAt), (2, auction.seenAt));
        let old = cast.bid_on(WAD, i128::MAX, 1).expect_err("another one");
        assert_eq!(old, revert(&ILiquidator::LiquidatorNonce { nonce: 2 }));
    }

    #[test]
    fn takes_bids_only_of_who_can_carry_it() {
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

    #[test]
    fn of_what_is_insolvent_pays_whoever_takes_it_and_locks_the_pool() {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.jumps(3_000);
        assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        let short = cast.health(cast.seller).maintenance.unsigned_abs();
        let counted = cast.ask(cast.liquidator, ILiquidator::insolventCall {});
        assert_eq!(counted, U256::from(short));
        let shortfall = cast.ask(cast.vault, IVault::shortfallCall {});
        let fund = cast.fund_money().unsigned_abs();
        assert_eq!(
            shortfall,
            U256::from(short.div_ceil(1_000_000_000_000) - fund)
        );
        let (lp, vault) = (cast.lp, cast.vault);
        let leave = IVault::redeemCall {
            shares: U256::from(1_000_000),
            receiver: lp,
            owner: lp,
        };
        let locked = reverted(cast.send(lp, vault, leave.clone()));
        assert_eq!(selector(&locked), IVault::VaultShortfall::SELECTOR);
        cast.node().warp(600);
        cast.jumps(3_000);
        assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        let offer = cast.state();
        assert!(offer.price < 0 && offer.part == WAD && offer.profit > 0);
        let (held, fund) = (cast.held(), cast.fund_money());
        let (funds, has) = (cast.standing(cast.seller).0, cast.standing(cast.bidder).0);
        let greedy = cast.bid(WAD, offer.price * 2).expect_err("it pays less");
        assert_eq!(selector(&greedy), ILiquidator::LiquidatorPrice::SELECTOR);
        let paid = cast.bid(WAD, offer.price).expect("it pays him");
        assert!(paid <= offer.price);
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        assert_eq!(cast.standing(cast.bidder).0, has + funds - paid);
        assert_eq!(cast.fund_money(), 0, "the fund first");
        let from_pool = paid.unsigned_abs() - fund.unsigned_abs();
        assert_eq!(cast.held(), held - from_pool, "the pool for the rest");
        assert_eq!(cast.ask(cast.vault, IVault::shortfallCall {}), U256::ZERO);
        cast.audit();
        let refused = reverted(cast.send(lp, vault, leave));
        assert_eq!(
            selector(&refused),
            IVault::VaultNoPrice::SELECTOR,
            "nothing is owed any more, only the price has jumped"
        );
    }

    #[test]
    fn of_what_nobody_takes_ends_with_the_pool_taking_it() {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.jumps(3_000);
        assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        for _ in 0..2 {
            cast.node().warp(800);
            cast.jumps(3_000);
            assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        }
        cast.node().warp(100);
        cast.jumps(3_000);
        let (funds, _) = cast.standing(cast.seller);
        let (held, fund) = (cast.held(), cast.fund_money());
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        assert_eq!(cast.held(), held + (funds + fund).unsigned_abs());
        assert_eq!(cast.ask(cast.vault, IVault::shortfallCall {}), U256::ZERO);
        cast.audit();
    }
}

mod the_fund {
    use super::*;

    #[test]
    fn pays_the_treasury_only_what_is_granted_beyond_its_target() {
        let mut cast = Cast::with(1);
        let (giver, liquidator) = (cast.trader, cast.liquidator);
        let (id, amount) = (account_of(liquidator), usd(1_700));
        cast.deposit(giver, id, amount).expect("anyone may");
        let fund = cast.ask(liquidator, ILiquidator::fundCall {});
        assert_eq!((fund._0, fund._1), (id, amount));
        let nothing = revert(&ILiquidator::LiquidatorNothing {});
        let pay_out = || ILiquidator::payOutCall {};
        assert_eq!(reverted(cast.send(giver, liquidator, pay_out())), nothing);
        let changes = [
            ("fundGrant", usd(500)),
            ("fundTargetTokens", U256::from(1_500)),
        ];
        cast.change(liquidator, &changes);
        let (paid, _) = cast.send(giver, liquidator, pay_out()).expect("anyone may");
        assert_eq!(paid, usd(200), "down to the target");
        assert_eq!(cast.standing(cast.treasury).0, 200 * i128::from(USD));
        assert_eq!(reverted(cast.send(giver, liquidator, pay_out())), nothing);
        cast.audit();
    }
}

mod the_watchlist {
    use super::*;
    use contract_tests::wasm;

    #[test]
    fn shows_who_is_short() {
        let mut cast = Cast::sold(700);
        let (keeper, liquidator) = (cast.keeper, cast.liquidator);
        let code = wasm("watchlist");
        let deployed = cast.node().deploy_wasm(keeper, &code);
        let list = deployed.expect("it is accepted").address;
        let ids = vec![cast.id(), account_of(cast.bidder), cast.id()];
        let watch = IWatchlist::watchCall { liquidator, ids };
        cast.send(keeper, list, watch.clone()).expect("anyone may");
        let count = |cast: &Cast| cast.ask(list, IWatchlist::countCall { liquidator });
        assert_eq!(count(&cast), U256::from(1), "who owes nothing is not on it");
        let page = IWatchlist::atRiskCall {
            liquidator,
            first: U256::ZERO,
            most: U256::MAX,
        };
        assert_eq!(cast.ask(list, page.clone()), vec![]);
        cast.rises_until_short();
        let short = cast.ask(list, page.clone());
        let [found] = short.as_slice() else {
            panic!("one is short: {short:?}");
        };
        assert_eq!(found.id, cast.id());
        assert_eq!(found.maintenance, cast.health(cast.seller).maintenance);
        assert!(found.unmargined.is_zero());
        cast.node().warp(4_000);
        let blind = cast.ask(list, page);
        assert!(!blind[0].unmargined.is_zero(), "the surface is too old");
        cast.jumps(2_300);
        let (seller, back) = (cast.seller, [cast.leg(0, 2_000, 1_000)]);
        cast.trade(seller, &back).expect("he closes");
        cast.send(keeper, list, watch).expect("anyone may");
        assert_eq!(count(&cast), U256::ZERO);
    }

    #[test]
    fn keeps_the_places_of_those_who_stay() {
        let mut cast = Cast::sold(700);
        let (keeper, liquidator) = (cast.keeper, cast.liquidator);
        let code = wasm("watchlist");
        let deployed = cast.node().deploy_wasm(keeper, &code);
        let list = deployed.expect("it is accepted").address;
        let (second, legs) = (cast.bidder, [cast.leg(0, 2_000, -1_000)]);
        cast.trade(second, &legs).expect("he sells too");
        let ids = vec![cast.id(), account_of(second)];
        let watch = IWatchlist::watchCall { liquidator, ids };
        cast.send(keeper, list, watch.clone()).expect("anyone may");
        let (seller, back) = (cast.seller, [cast.leg(0, 2_000, 1_000)]);
        cast.trade(seller, &back).expect("he closes");
        cast.send(keeper, list, watch.clone()).expect("anyone may");
        let count = cast.ask(list, IWatchlist::countCall { liquidator });
        assert_eq!(count, U256::from(1));
        cast.send(keeper, list, watch).expect("nothing changes");
        let count = cast.ask(list, IWatchlist::countCall { liquidator });
        assert_eq!(count, U256::from(1));
        let money = |cast: &Cast| cast.standing(second).0;
        let (spent, _) = cast.trade(second, &back).expect("he closes");
        assert!(spent > 0 && money(&cast) > 0);
    }
}

mod the_market_and_the_vault {
    use super::*;

    #[test]
    fn move_nothing_for_anybody_else() {
        let mut cast = Cast::sold(700);
        let (caller, market, vault, risk) = (cast.bidder, cast.market, cast.vault, cast.risk);
        let refused = revert(&IMarket::MarketNotOwner { caller });
        let close = IMarket::closeOutCall {
            id: cast.id(),
            legs: vec![cast.leg(0, 2_000, 1)],
            cost: 0,
            forced: true,
        };
        assert_eq!(reverted(cast.send(caller, market, close)), refused);
        let hand_over = IMarket::handOverCall {
            from: cast.id(),
            to: account_of(caller),
            legs: vec![],
            cash: 1,
            fromVault: 0,
        };
        assert_eq!(reverted(cast.send(caller, market, hand_over)), refused);
        let report = IVault::setShortfallCall { amount: usd(1) };
        let refused = revert(&IVault::VaultOnlyLiquidator { caller });
        assert_eq!(reverted(cast.send(caller, vault, report)), refused);
        let absorb = IRiskManager::absorbCall { legs: vec![] };
        let refused = revert(&IRiskManager::RiskNotMarket { caller });
        assert_eq!(reverted(cast.send(caller, risk, absorb)), refused);
    }
}
