//! The harm that a liquidated account or a liquidator can do to others. Each is bounded, and each bound is checked
//! here.

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::reverted;
use contract_tests::trading::*;
use engine::liquidation::discount;

/// A unit of the asset, WAD.
const UNIT: i128 = 1_000_000_000_000;

/// Withdraws from an account everything above this many units of the asset.
fn leaves(cast: &mut Cast, id: U256, units: i128) {
    let (funds, _) = cast.holdings(id);
    let (to, market) = (owner_of(id), cast.market);
    let amount = U256::from((funds - units).unsigned_abs());
    let withdraw = IMarket::withdrawCall { id, amount, to };
    cast.send(to, market, withdraw).expect("it is spare");
}

/// Returns how many units of the account's money are above its initial margin.
fn spare(cast: &Cast, id: U256) -> i128 {
    cast.margin_of(id).initial / UNIT - 2
}

/// Returns what the bidder's account is worth at the mark, with its bond, WAD.
fn worth(cast: &Cast) -> i128 {
    let id = account_of(cast.bidder);
    cast.margin_of(id).value + cast.bond(id) * UNIT
}

mod dust {
    use super::*;

    /// Returns a cast whose seller has sold a two-hundredth of a call.
    fn sold() -> Cast {
        let mut cast = Cast::with(100);
        let (id, leg) = (cast.id(), cast.leg(0, 2_000, -5));
        cast.order(id, &[leg]).expect("it has its margin");
        let (funds, _) = cast.holdings(id);
        let left = funds - spare(&cast, id);
        leaves(&mut cast, id, left);
        cast
    }

    /// Five dollars, the usual minimum pay of a keeper, would be more than the account has.
    #[test]
    fn pays_its_keeper_half_a_percent_of_the_closed_notional() {
        let mut cast = sold();
        cast.rises_until_short();
        let (before, said) = (cast.margin_of(cast.id()), cast.state());
        assert!(before.value < 5 * WAD.cast_signed());
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        let pay = cast.standing(cast.keeper).0;
        // 10 dollars of notional at most.
        let closed = 12 * i128::from(USD);
        let part = i128::try_from(said.part / (WAD / 1_000_000)).expect("small");
        assert!(pay > 0 && pay <= closed * part / 1_000_000 / 200, "{pay}");
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        cast.audit();
    }

    /// A keeper earns what the account has laid down, and nothing of fund or pool: no account pays its owner for failing.
    #[test]
    fn that_is_worthless_pays_its_keeper_its_own_bond_and_no_more() {
        let mut cast = sold();
        let (giver, market) = (cast.trader, cast.market);
        cast.give(giver, usd(1_000), market);
        let amount = 1_000 * u128::from(USD);
        let gift = IMarket::addToFundCall { amount };
        cast.send(giver, market, gift).expect("anyone may");
        cast.jumps(3_500);
        let (id, held) = (cast.id(), cast.held());
        assert!(cast.margin_of(id).value < 0);
        let (before, bond, money) = (
            cast.fund_money(),
            cast.bond(id),
            cast.standing(cast.seller).0,
        );
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert_eq!(
            (cast.standing(cast.keeper).0, bond),
            (bond, 5 * i128::from(USD))
        );
        assert_eq!(cast.fund_money(), before, "it is younger than a day");
        assert_eq!(cast.held() - held, money.unsigned_abs());
        cast.audit();
    }

    /// Eight accounts with one call each have the same part taken, and pay the same, as one account with eight.
    #[test]
    fn is_no_way_to_lose_less_or_to_pay_more() {
        let mut cast = Cast::with(10_000);
        let seller = cast.seller;
        let small: Vec<_> = (1..=8).map(|it| account_number(seller, it)).collect();
        let large = cast.id();
        let leg = cast.leg(0, 2_000, -1_000);
        for id in &small {
            cast.deposit(seller, *id, usd(1_000)).expect("funded");
            cast.order(*id, std::slice::from_ref(&leg))
                .expect("it has its margin");
        }
        let leg = cast.leg(0, 2_000, -8_000);
        cast.order(large, &[leg]).expect("it has its margin");
        for id in &small {
            leaves(&mut cast, *id, 700_000_000);
        }
        leaves(&mut cast, large, 8 * 700_000_000);
        cast.rises_until_short();
        let whole = cast.liquidation(large);
        let keeper = cast.keeper;
        let start = cast.node().snapshot();
        cast.stage.liquidate(keeper, large).expect("it is short");
        let one = (cast.holdings(large), cast.standing(keeper).0);
        cast.node().revert_to(&start);
        let (mut funds, mut quantity) = (0, 0);
        for id in small {
            let said = cast.liquidation(id);
            // A hundred-thousandth of a dollar is left for rounding in each account.
            assert!(
                said.part.abs_diff(whole.part) < WAD / 1_000_000,
                "{said:?} {whole:?}"
            );
            cast.stage.liquidate(keeper, id).expect("it is short");
            let (left, held) = cast.holdings(id);
            funds += left;
            quantity += held[0].quantity;
        }
        let pay = cast.standing(keeper).0;
        assert!(pay.abs_diff(one.1) <= 20, "{pay} {}", one.1);
        assert!(funds.abs_diff(one.0.0) <= 2_000, "{funds} {:?}", one.0);
        assert!(quantity.abs_diff(one.0.1[0].quantity) < WAD / 100_000);
    }
}

mod a_top_up_that_comes_first {
    use super::*;

    fn short() -> Cast {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        cast
    }

    /// Returns the missing units of the asset.
    fn missing(cast: &Cast) -> i128 {
        -cast.margin_of(cast.id()).maintenance.div_euclid(UNIT)
    }

    fn tops_up(cast: &mut Cast, units: i128) {
        let (seller, id) = (cast.seller, cast.id());
        let amount = U256::from(units.unsigned_abs());
        cast.deposit(seller, id, amount).expect("they add money");
    }

    #[test]
    fn of_the_whole_deficit_costs_the_keeper_only_gas() {
        let mut cast = short();
        let whole = missing(&cast);
        tops_up(&mut cast, whole);
        let before = (
            cast.standing(cast.seller),
            cast.standing(cast.keeper),
            cast.held(),
        );
        let (keeper, id, liquidator) = (cast.keeper, cast.id(), cast.liquidator);
        cast.node().start_metering();
        let refused = reverted(cast.stage.liquidate(keeper, id));
        let gas = cast.node().stop_metering().contracts[&liquidator].gas;
        assert!(refused.starts_with(&ILiquidator::LiquidatorSound::SELECTOR));
        assert_eq!(
            (
                cast.standing(cast.seller),
                cast.standing(keeper),
                cast.held()
            ),
            before
        );
        assert!(gas < 350_000, "{gas}, with no program in the cache");
    }

    #[test]
    fn of_less_only_makes_the_part_smaller() {
        let mut cast = short();
        let (before, whole) = (cast.state(), missing(&cast));
        for part in [2, 10] {
            let start = cast.node().snapshot();
            tops_up(&mut cast, whole - whole / part);
            let said = cast.state();
            assert!(said.part < before.part && said.part > 0, "{said:?}");
            assert_eq!(cast.liquidate(), Ok(CLOSED));
            assert!(cast.margin_of(cast.id()).maintenance >= 0);
            assert_eq!(cast.standing(cast.keeper).0, said.pay.cast_signed());
            cast.audit();
            cast.node().revert_to(&start);
        }
    }

    /// They asked for the due part. They get the part that is due now, for less, and are no worse off at the mark.
    #[test]
    fn gives_a_bidder_less_for_less() {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(OFFERED));
        cast.node().warp(300);
        let (said, half) = (cast.state(), missing(&cast) / 2);
        tops_up(&mut cast, half);
        let before = worth(&cast);
        let paid = cast.bid(said.part, said.price).expect("within their limit");
        assert!(paid < said.price * 6 / 10, "{paid} of {}", said.price);
        let gain = worth(&cast) - before;
        assert!(gain > 0 && gain < said.profit);
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        cast.audit();
    }
}

mod a_stale_auction {
    use super::*;

    /// Returns an auction that has begun and that nobody looks at.
    fn forgotten() -> Cast {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(OFFERED));
        cast
    }

    /// Moves the price back by 200 and returns it, this many seconds after the auction began.
    fn recovers_and_falls_short_again(cast: &mut Cast, secs: u64) {
        let spot = cast
            .ask(cast.oracle, IOracle::snapshotCall { settling: 0 })
            .spot;
        let dollars = i128::try_from(spot / WAD).expect("small");
        cast.jumps(dollars - 200);
        assert!(cast.margin_of(cast.id()).maintenance > 0);
        cast.node().warp(secs - 120);
        cast.jumps(dollars);
        assert!(cast.margin_of(cast.id()).maintenance < 0);
    }

    #[test]
    fn costs_at_most_the_fall_of_its_price_in_a_quarter_of_an_hour() {
        let mut cast = forgotten();
        recovers_and_falls_short_again(&mut cast, 900);
        let (said, before) = (cast.state(), cast.margin_of(cast.id()));
        assert_eq!(said.stage, OFFERED);
        cast.bid(WAD, i128::MAX).expect("it still runs");
        let lost = before.value - cast.margin_of(cast.id()).value;
        // φ·(1 − d)·W at the d of 900 seconds, 76.67%.
        let d = discount(900).wei().cast_signed();
        assert_eq!(d / 100_000_000_000_000, 7_666);
        let wide = |it: i128| U256::from(it.unsigned_abs());
        let max = wide(before.value) * U256::from(said.part) * wide(WAD.cast_signed() - d);
        let max = max / wide(WAD.cast_signed()).pow(U256::from(2));
        assert!(wide(lost) <= max + wide(4 * UNIT), "{lost} {max}");
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
    }

    #[test]
    fn begins_again_at_the_first_price_after_that() {
        let mut cast = forgotten();
        recovers_and_falls_short_again(&mut cast, 901);
        let refused = cast.bid(WAD, i128::MAX).expect_err("nobody looked");
        assert!(refused.starts_with(&ILiquidator::LiquidatorStale::SELECTOR));
        assert_eq!(cast.liquidate(), Ok(OFFERED));
        assert_eq!(cast.auction().startedAt, cast.now());
    }

    /// If somebody looks while the account is sound, the auction ends.
    #[test]
    fn is_not_kept_alive_by_looking_at_it() {
        let mut cast = forgotten();
        cast.jumps(2_000);
        assert_eq!(cast.liquidate(), Ok(SOUND));
        let auction = cast.auction();
        assert_eq!(
            (auction.startedAt, auction.seenAt, auction.nonce),
            (0, 0, 1)
        );
    }
}

mod a_keeper_with_little_gas {
    use super::*;
    use devnode::api::TypedCall;

    /// A call that runs out of gas is not a refusal of the pool. Whatever gas they give, the account is closed, or
    /// nothing happens. An auction might let them take it for less.
    #[test]
    fn begins_no_auction() {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        let (keeper, liquidator, id) = (cast.keeper, cast.liquidator, cast.id());
        let start = cast.node().snapshot();
        let (_, sent) = cast.stage.liquidate(keeper, id).expect("it may be closed");
        let whole = sent.gas_used;
        let (mut refused, mut closed) = (0, 0);
        for gas in (30_000..whole + whole / 10).step_by(2_500) {
            cast.node().revert_to(&start);
            let call = ILiquidator::liquidateCall { id };
            let call = TypedCall::new(keeper, liquidator, call).gas(gas);
            match cast.node().send_call(&call) {
                Ok((stage, _)) => {
                    assert_eq!(stage, CLOSED, "with {gas}");
                    closed += 1;
                }
                Err(_) => refused += 1,
            }
            let auction = cast.auction();
            assert_eq!((auction.nonce, auction.startedAt), (0, 0), "with {gas}");
        }
        assert!(refused > 100 && closed > 5, "{refused} {closed}");
    }
}

mod a_pool_that_a_stranger_fills {
    use super::*;

    /// Returns the worth of the bidder at the mark.
    /// Makes the bidder buy as many calls as the pool sells. Returns how many, in thousandths.
    fn fills(cast: &mut Cast) -> i128 {
        let bidder = cast.bidder;
        let (mut bought, mut step) = (0, 1_000_000);
        while step >= 1_000 {
            let leg = cast.leg(0, 2_200, step);
            if cast.trade(bidder, &[leg]).is_ok() {
                bought += step;
            } else {
                step /= 2;
            }
        }
        bought
    }

    fn sells_all(cast: &mut Cast) {
        let bidder = cast.bidder;
        let (_, held) = cast.standing(bidder);
        for it in held {
            let mut left = -it.quantity;
            let mut step = left;
            while left != 0 {
                let quantity = if step.abs() < left.abs() { step } else { left };
                let leg = Position {
                    quantity,
                    ..it.clone()
                };
                if cast.trade(bidder, &[leg]).is_ok() {
                    left -= quantity;
                } else {
                    step /= 2;
                    assert!(step != 0, "they are trapped");
                }
            }
        }
        assert!(cast.standing(bidder).1.is_empty());
    }

    /// They stop the pool from closing, so that it sells to them instead. The way in and out costs them many times
    /// their gain, at the first price and after ten minutes in which nobody else bids.
    #[test]
    fn costs_them_more_than_they_gain() {
        let mut cast = Cast::with(20_000);
        let (bidder, id, leg) = (cast.bidder, cast.id(), cast.leg(0, 2_000, -20_000));
        cast.fund(bidder, usd(2_000_000)).expect("funded");
        cast.order(id, &[leg]).expect("it has its margin");
        let (funds, _) = cast.holdings(id);
        let left = funds - spare(&cast, id);
        leaves(&mut cast, id, left);
        // So little money that every series can open.
        let mut dollars = SPOT;
        while cast.margin_of(id).maintenance >= 0 {
            dollars += 20;
            cast.jumps(dollars);
        }
        assert_eq!(
            cast.ask(cast.oracle, IOracle::snapshotCall { settling: 0 })
                .state,
            0
        );
        let honest = cast.node().snapshot();
        assert_eq!(cast.liquidate(), Ok(CLOSED), "it may, as it is");
        cast.node().revert_to(&honest);
        let at_first = worth(&cast);
        let bought = fills(&mut cast);
        assert!(bought > 100_000, "{bought}");
        assert_eq!(cast.liquidate(), Ok(OFFERED), "now it may not");
        let offered = cast.node().snapshot();
        for secs in [0, 600] {
            cast.node().revert_to(&offered);
            cast.node().warp(secs);
            let said = cast.state();
            let before = worth(&cast);
            cast.bid(WAD, i128::MAX).expect("they can carry it");
            let gained = worth(&cast) - before;
            assert!(gained > 0 && (gained - said.profit).abs() < UNIT * 4);
            sells_all(&mut cast);
            let lost = at_first - worth(&cast);
            // The figures in docs/protocol/liquidation.md, dollars.
            let dollars = |amount: i128| amount / WAD.cast_signed();
            assert_eq!(dollars(gained), if secs == 0 { 8 } else { 66 });
            assert_eq!(dollars(lost) / 1_000, 21);
            cast.audit();
        }
    }
}
