//! The prices and surfaces that an order needs.

use alloy_primitives::Bytes;
use alloy_sol_types::SolError;
use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

#[test]
fn that_jump_leave_only_closing() {
    let mut stage = Trading::listed();
    let trader = stage.trader;
    let buy = [stage.leg(0, 2_100, 1_000)];
    stage.trade(trader, &buy).expect("bought");
    stage.node().warp(60);
    stage.push(240_000);
    let only = revert(&IRiskManager::RiskOnlyClosing {});
    assert_eq!(reverted(stage.trade(trader, &buy)), only);
    let sell = [stage.leg(0, 2_100, -500)];
    stage.trade(trader, &sell).expect("sold");
    assert_eq!(reverted(stage.trade(trader, &buy)), only);
}

#[test]
fn that_are_stale_are_no_prices() {
    let mut stage = Trading::listed();
    let (trader, expiry) = (stage.trader, stage.expiry);
    let buy = [stage.leg(0, 2_100, 1_000)];
    stage.trade(trader, &buy).expect("bought");
    stage.node().warp(4_000);
    let none = revert(&IRiskManager::RiskNoPrice {});
    assert_eq!(reverted(stage.trade(trader, &buy)), none);
    let sell = [stage.leg(0, 2_100, -1_000)];
    assert_eq!(reverted(stage.trade(trader, &sell)), none);
    assert_eq!(reverted(stage.list(expiry, 0, 2_200)), none);
}

#[test]
fn of_an_old_surface_open_nothing_after_twenty_minutes_and_close_until_an_hour() {
    let mut stage = Trading::listed();
    let (trader, expiry) = (stage.trader, stage.expiry);
    let buy = [stage.leg(0, 2_100, 2_000)];
    let sell = [stage.leg(0, 2_100, -1_000)];
    stage.trade(trader, &buy).expect("bought");
    stage.node().warp(1_300);
    stage.push(200_000);
    let too_old = |data: Bytes| {
        let selector = IOptionPricer::PricerSurfaceStale::SELECTOR;
        assert!(data.starts_with(&selector), "{data}");
    };
    too_old(reverted(stage.trade(trader, &buy)));
    stage.trade(trader, &sell).expect("sold");
    stage.node().warp(2_500);
    stage.push(200_000);
    too_old(reverted(stage.trade(trader, &sell)));
    stage.post(expiry);
    stage.trade(trader, &sell).expect("sold");
}

#[test]
fn in_the_last_half_hour_follow_the_average() {
    let mut stage = Trading::listed();
    let (trader, expiry) = (stage.trader, stage.expiry);
    let buy = [stage.leg(0, 2_100, 2_000)];
    stage.trade(trader, &buy).expect("bought");
    stage.node().warp_to(expiry - 1_801).expect("later");
    stage.push(220_000);
    stage.node().warp_to(expiry - 1_000).expect("later");
    stage.post(expiry);
    stage.node().warp_to(expiry - 60).expect("later");
    stage.push(200_000);
    let id = account_of(trader);
    let quote = IMarket::quoteCall {
        id,
        legs: vec![stage.leg(0, 2_100, -1_000)],
    };
    let quoted = stage.ask(stage.market, quote);
    // 29 of 30 minutes at 2,200: the option settles near 2,193, whatever the spot is now.
    let mark = quoted._1[0].mark / WAD;
    assert!((91..=95).contains(&mark), "{mark}");
    let late = reverted(stage.trade(trader, &buy));
    assert_eq!(late, revert(&IOptionPricer::PricerTooLateToOpen {}));
}

#[test]
fn of_an_order_on_an_expiry_that_settles_and_one_that_does_not_are_of_one_trade() {
    let mut stage = Trading::listed();
    let (trader, expiry) = (stage.trader, stage.expiry);
    let later = expiry + 7 * 86_400;
    stage.list(later, 0, 2_100).expect("on the grid");
    stage.post(later);
    let legs = |stage: &Trading, thousandths| {
        let mut other = stage.leg(0, 2_100, thousandths);
        other.expiry = later;
        vec![stage.leg(0, 2_100, thousandths), other]
    };
    let buy = legs(&stage, 3_000);
    stage.trade(trader, &buy).expect("bought");
    stage.node().warp_to(expiry - 1_801).expect("later");
    stage.push(212_000);
    stage.node().warp_to(expiry - 900).expect("later");
    stage.post(expiry);
    stage.post(later);
    stage.node().warp_to(expiry - 600).expect("later");
    stage.push(208_000);
    let close = legs(&stage, -3_000);
    let call = IMarket::quoteCall {
        id: account_of(trader),
        legs: close.clone(),
    };
    let quoted = stage.ask(stage.market, call)._1;
    let settling = expiry;
    let seen = stage.ask(stage.oracle, IOracle::snapshotCall { settling });
    let backing = stage.ask(stage.vault, IVault::backingCall {});
    let context = IRiskManager::TradeContext {
        state: seen.state,
        late: seen.late,
        spot: seen.spot,
        deviation: seen.deviation,
        settling,
        average: seen.average,
        averagedSecs: seen.averagedSecs,
        backing: backing * (WAD / 1_000_000).cast_signed(),
    };
    let pool = stage.ask(stage.risk, IRiskManager::figuresCall { context });
    let known = u128::from(seen.averagedSecs);
    let average = (seen.average * known + seen.spot * (1_800 - known)) / 1_800;
    assert!(average > seen.spot + 10 * WAD, "the spot fell late");
    let orders = close.iter().map(|leg| IOptionPricer::QuoteOrder {
        expiry: leg.expiry,
        kind: leg.kind,
        opening: false,
        strike: leg.strike,
        quantity: leg.quantity,
    });
    let call = IOptionPricer::quoteManyCall {
        context: IOptionPricer::QuoteContext {
            spot: seen.spot,
            carry: 0,
            feedDeviation: seen.deviation,
            nav: pool._0.nav,
            poolVega: pool._0.vega,
            reserve: pool._0.reserve,
            maxAgeSecs: 3_600,
            settling,
            settlingSpot: average,
            sequential: true,
        },
        orders: orders.collect(),
    };
    let expected = stage.pricing.ask(call);
    for (line, own) in quoted.iter().zip(&expected) {
        assert_eq!((line.total, line.mark), (own.total, own.mark));
        assert_eq!((line.fee, line.delta), (own.fee, own.delta));
    }
    assert_eq!((quoted.len(), expected.len()), (2, 2));
    stage.trade(trader, &close).expect("closed");
}
