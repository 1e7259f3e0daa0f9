//! The main use of the protocol on the real contracts: a provider joins, a trader buys, the price moves, the option
//! expires, the winner is paid, the provider leaves. The books agree to the unit at every step.

use alloy_primitives::U256;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;

/// Checks that the money each contract tracks is what the token reports, and that every position is the pool's other
/// side.
fn audit(stage: &Trading, traders: &[alloy_primitives::Address]) {
    let (market, vault) = (stage.market, stage.vault);
    let tracked = stage.ask(market, IMarket::trackedCall {});
    assert_eq!(tracked, stage.balance(market), "the market's money");
    let pool = stage.ask(vault, IVault::poolCall {});
    assert_eq!(
        U256::from(pool.held),
        stage.balance(vault),
        "the vault's money"
    );
    let mut cash = U256::from(stage.fund_money());
    let mut held = Vec::new();
    for trader in traders.iter().chain([&stage.treasury]) {
        let (money, positions) = stage.account(*trader);
        cash += money;
        held.extend(positions);
    }
    assert_eq!(cash, tracked, "fund and accounts are the market's money");
    for line in stage.ask(stage.risk, IRiskManager::bookCall {}) {
        let of_series =
            |p: &&Position| (p.expiry, p.kind, p.strike) == (line.expiry, line.kind, line.strike);
        let all: i128 = held.iter().filter(of_series).map(|p| p.quantity).sum();
        assert_eq!(all, -line.quantity, "every unit has two sides");
    }
}

#[test]
fn a_call_from_deposit_to_payout() {
    let mut stage = Trading::set();
    let (lp, trader) = (stage.lp, stage.trader);
    audit(&stage, &[trader]);
    stage
        .list(stage.expiry, 0, 2_100)
        .expect("it is on the grid");
    let legs = [stage.leg(0, 2_100, 10_000)];
    let quoted = stage.ask(
        stage.market,
        IMarket::quoteCall {
            id: account_of(trader),
            legs: legs.to_vec(),
        },
    );
    let (paid, _) = stage.trade(trader, &legs).expect("it is admitted");
    assert_eq!(paid, quoted._0, "what is quoted is what is paid");
    assert!(paid > 0);
    let (cash, positions) = stage.account(trader);
    assert_eq!(cash, usd(100_000) - U256::from(paid));
    assert_eq!(positions, legs);
    audit(&stage, &[trader]);

    // The price rises to 2,300 and stays there until expiry.
    let expiry = stage.expiry;
    stage.node().warp_to(expiry - 3_600).expect("later");
    stage.push(230_000);
    stage.node().warp_to(expiry + 60).expect("later");
    let rounds = vec![2];
    let proof = IOracle::proveExpiryCall {
        expiry,
        roundIds: rounds,
    };
    let (user, oracle, market) = (stage.pricing.user, stage.oracle, stage.market);
    let (price, _) = stage.send(user, oracle, proof).expect("proven");
    assert_eq!(price, 2_300 * WAD);
    let settle = IMarket::settleCall { expiry };
    stage.send(user, market, settle).expect("settled");
    let accounts = IMarket::settleAccountsCall {
        ids: vec![account_of(trader)],
    };
    stage.send(user, market, accounts).expect("paid");
    let (cash, positions) = stage.account(trader);
    assert_eq!(cash, usd(100_000) - U256::from(paid) + usd(2_000));
    assert!(positions.is_empty());
    audit(&stage, &[trader]);

    let withdraw = IMarket::withdrawCall {
        id: account_of(trader),
        amount: cash,
        to: trader,
    };
    stage.send(trader, market, withdraw).expect("withdrawn");
    assert_eq!(stage.balance(trader), cash);
    let vault = stage.vault;
    let shares = stage.ask(vault, IVault::balanceOfCall { account: lp });
    stage.node().warp(30 * 86_400);
    let redeem = IVault::redeemCall {
        shares,
        receiver: lp,
        owner: lp,
    };
    let (assets, _) = stage.send(lp, vault, redeem).expect("redeemed");
    assert_eq!(stage.balance(lp), assets);
    audit(&stage, &[trader]);
}
