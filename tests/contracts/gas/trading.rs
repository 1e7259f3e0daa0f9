//! The cost of the transactions of traders and providers, whole, with tokens and storage, by the number of live series
//! in the pool's book, with the programs in the cache and without. Gas is exact: the figures are in
//! `tests/snapshots/gas-trading.json`, and the limits that the project sets itself are checked here.

use alloy_primitives::U256;
use contract_tests::books::{MAX_SERIES, expiries, fill, post, series};
use contract_tests::cache;
use contract_tests::snapshot::{Figures, check};
use contract_tests::trading::*;

fn cache_all(stage: &mut Trading) {
    let programs = [
        stage.oracle,
        stage.pricing.pricer,
        stage.pricing.quoter,
        stage.pricing.book,
        stage.risk,
        stage.vault,
        stage.market,
    ];
    cache(stage.node(), &programs);
}

#[test]
fn of_whole_transactions_is_as_stated() {
    let mut stage = Trading::set();
    let expiries = expiries(&stage);
    let all = series(&expiries);
    assert_eq!(all.len(), MAX_SERIES);
    post(&mut stage, &expiries);
    let mut figures = Figures::new();
    let mut from = 0;
    for count in [1, 16, 64, MAX_SERIES] {
        fill(&mut stage, &all, from, count);
        from = count;
        let before = stage.node().snapshot();
        for cached in [false, true] {
            if cached {
                cache_all(&mut stage);
            }
            measure(&mut stage, &all, count, cached, &mut figures);
            stage.node().revert_to(&before);
        }
    }
    for (name, gas) in &figures {
        println!("{gas:>9}  {name}");
    }
    check("gas-trading", &figures);
    let of = |name: &str| figures[name];
    assert!(of("open, 016 series, cached") <= 350_000);
    assert!(of("deposit to vault, 016 series, cached") <= 250_000);
    for what in ["open", "deposit to vault"] {
        let grown = of(&format!("{what}, {MAX_SERIES} series, cached"))
            - of(&format!("{what}, 016 series, cached"));
        assert!(grown / (MAX_SERIES as u64 - 16) <= 5_000, "{what}: {grown}");
    }
}

fn measure(
    stage: &mut Trading,
    all: &[Position],
    count: usize,
    cached: bool,
    figures: &mut Figures,
) {
    let how = if cached { "cached" } else { "not cached" };
    let (trader, vault, market) = (stage.trader, stage.vault, stage.market);
    let mut note = |what: &str, gas: u64| {
        figures.insert(format!("{what}, {count:03} series, {how}"), gas);
    };
    let leg = all[0].clone();
    let (_, sent) = stage
        .trade(trader, std::slice::from_ref(&leg))
        .expect("opened");
    note("open", sent.gas_used);
    let close = Position {
        quantity: -leg.quantity,
        ..leg
    };
    let (_, sent) = stage.trade(trader, &[close]).expect("closed");
    note("close", sent.gas_used);
    if count >= 4 {
        let (_, sent) = stage.trade(trader, &all[..4]).expect("opened");
        note("open of four legs", sent.gas_used);
    }
    let quote = IMarket::quoteCall {
        id: account_of(trader),
        legs: vec![leg],
    };
    let (_, sent) = stage.send(trader, market, quote).expect("quoted");
    note("quote", sent.gas_used);
    let lp = stage.pricing.node.account(7);
    let (_, sent) = stage.join(lp, usd(1_000)).expect("joined");
    note("first deposit to vault", sent.gas_used);
    let (shares, sent) = stage.join(lp, usd(1_000)).expect("joined");
    note("deposit to vault", sent.gas_used);
    let redeem = IVault::redeemCall {
        shares,
        receiver: lp,
        owner: lp,
    };
    let (_, sent) = stage.send(lp, vault, redeem).expect("left");
    note("redeem from vault", sent.gas_used);
    let risk = stage.risk;
    let (_, sent) = stage
        .send(trader, risk, IRiskManager::poolValueCall { leaving: false })
        .expect("marked");
    note("full re-mark", sent.gas_used);
    let expiry = stage.expiry;
    stage.node().warp_to(expiry - 3_000).expect("later");
    stage.push(210_000);
    stage.node().warp_to(expiry + 60).expect("later");
    let (user, oracle) = (stage.pricing.user, stage.oracle);
    let proof = IOracle::proveExpiryCall {
        expiry,
        roundIds: vec![2],
    };
    let (_, sent) = stage.send(user, oracle, proof).expect("proven");
    note("prove an expiry by one round", sent.gas_used);
    let (_, sent) = stage
        .send(user, market, IMarket::settleCall { expiry })
        .expect("settled");
    note("settle an expiry", sent.gas_used);
    let (_, sent) = stage
        .send(
            user,
            market,
            IMarket::settleAccountsCall {
                ids: vec![account_of(trader) + U256::ONE],
            },
        )
        .expect("paid");
    note("settle an account", sent.gas_used);
}
