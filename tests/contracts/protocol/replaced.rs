//! A module is replaced when the old one keeps nothing (findings 6 and 8).

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolValue;
use contract_tests::authority::{DELAY_SECS, execute, key, schedule, value_of};
use contract_tests::pool::deploy;
use contract_tests::trading::*;
use contract_tests::{revert, reverted, tokens};

fn made(stage: &mut Trading, contract: &str, arguments: &[u8]) -> Address {
    deploy(stage.node(), contract, arguments).expect("it is accepted")
}

fn kept(name: &str) -> Bytes {
    revert(&IGoverned::AccessKept { key: key(name) })
}

fn unfit(name: &str) -> Bytes {
    revert(&IGoverned::AccessUnfit { key: key(name) })
}

/// Before, the change was made, and at the expiry the new book, which is empty, said that the pool owes nothing: the buyer
/// of a call that ended 100 in the money was paid 0.
#[test]
fn l14_a_risk_manager_over_open_accounts_is_not_replaced() {
    let mut stage = Trading::listed();
    let (owner, authority) = (stage.pricing.owner, stage.pricing.authority);
    let (trader, market, vault) = (stage.trader, stage.market, stage.vault);
    let legs = [stage.leg(0, 2_100, 1_000)];
    stage.trade(trader, &legs).expect("bought");
    let arguments = (authority, stage.pricing.pricer, stage.oracle).abi_encode_params();
    let other = made(&mut stage, "risk-manager", &arguments);
    for module in [market, vault] {
        let call = schedule(module, "riskManager", value_of(other));
        stage.send(owner, authority, call).expect("announced");
    }
    stage.node().warp(DELAY_SECS);
    for module in [market, vault] {
        let call = execute(module, "riskManager");
        let refused = reverted(stage.send(owner, authority, call));
        assert_eq!(refused, kept("riskManager"));
    }
    let expiry = stage.expiry;
    stage.push(200_000);
    stage.post(expiry);
    let back = [stage.leg(0, 2_100, -1_000)];
    stage.trade(trader, &back).expect("closed");
    for module in [market, vault] {
        let call = execute(module, "riskManager");
        stage
            .send(owner, authority, call)
            .expect("nobody holds anything");
    }
}

/// What two accounts have of a series against each other is not the pool's, and counts all the same.
#[test]
fn l14_positions_between_accounts_keep_a_risk_manager_too() {
    let mut stage = Trading::listed();
    let (trader, risk, other) = (stage.trader, stage.risk, stage.treasury);
    let seller = stage.pricing.node.account(7);
    stage.fund(seller, usd(10_000)).expect("funded");
    let buy = [stage.leg(0, 2_100, 1_000)];
    let sell = [stage.leg(0, 2_100, -1_000)];
    stage.trade(trader, &buy).expect("bought");
    stage.trade(seller, &sell).expect("sold");
    let book = stage.ask(risk, IRiskManager::bookCall {});
    assert!(book.iter().all(|it| it.quantity == 0), "the pool is flat");
    let held = stage.ask(risk, IRiskManager::heldSeriesCall {});
    assert_eq!(held, U256::ONE);
    let vault = stage.vault;
    let change = stage.decide(vault, "riskManager", value_of(other));
    assert_eq!(reverted(change), kept("riskManager"));
    let change = stage.decide(risk, "market", value_of(other));
    assert_eq!(reverted(change), kept("market"));
}

/// Before, a vault of any asset was taken, and the market paid out of one token what came in another.
#[test]
fn l14_a_vault_of_another_asset_is_refused() {
    let mut stage = Trading::set();
    let (authority, owner, risk) = (stage.pricing.authority, stage.pricing.owner, stage.risk);
    let (market, usdc) = (stage.market, stage.usdc);
    let coin = tokens::deploy_coin(stage.node(), owner, 6);
    let foreign = (authority, coin, risk).abi_encode_params();
    let foreign = made(&mut stage, "vault", &foreign);
    let change = stage.decide(market, "vault", value_of(foreign));
    assert_eq!(reverted(change), unfit("vault"));
    let equal = made(
        &mut stage,
        "vault",
        &(authority, usdc, risk).abi_encode_params(),
    );
    let change = stage.decide(market, "vault", value_of(equal));
    change.expect("nobody holds anything");
}

/// A market that holds money of accounts stays the vault's and the liquidator's.
#[test]
fn l14_a_market_with_money_is_not_replaced() {
    let mut stage = Trading::set();
    let (authority, oracle, risk) = (stage.pricing.authority, stage.oracle, stage.risk);
    let (vault, trader) = (stage.vault, stage.trader);
    let clearing = stage.ask(stage.market, IMarket::clearingCall {});
    let arguments = (authority, oracle, risk, vault, clearing).abi_encode_params();
    let other = made(&mut stage, "market", &arguments);
    let change = stage.decide(vault, "market", value_of(other));
    assert_eq!(
        reverted(change),
        unfit("market"),
        "the book's is the old one"
    );
    stage
        .decide(risk, "market", value_of(other))
        .expect("nobody holds anything");
    let change = stage.decide(vault, "market", value_of(other));
    assert_eq!(reverted(change), kept("market"));
    let (id, to, amount) = (account_of(trader), trader, usd(100_000));
    let withdraw = IMarket::withdrawCall { id, amount, to };
    let market = stage.market;
    stage.send(trader, market, withdraw).expect("all of it");
    let change = stage.decide(vault, "market", value_of(other));
    change.expect("it holds no money");
}

/// A vault that has lent, or owes claims, and a market to which it owes them, belong together although nobody holds a
/// position any more.
#[test]
fn l14_a_vault_that_owes_claims_is_not_replaced() {
    let mut stage = Trading::listed();
    let (market, trader) = (stage.market, stage.trader);
    stage.fund(trader, usd(3_000_000)).expect("funded");
    let legs = [stage.leg(0, 2_100, 1_200_000)];
    stage.trade(trader, &legs).expect("within the limits");
    let expiry = stage.expiry;
    stage.expire(12_100);
    let settle = IMarket::settleCall { expiry };
    stage.send(trader, market, settle).expect("settled");
    assert_eq!(stage.ask(market, IMarket::unpaidCall {}), [expiry]);
    let (authority, risk) = (stage.pricing.authority, stage.risk);
    let asset = stage.ask(market, IMarket::assetCall {});
    let arguments = (authority, asset, risk).abi_encode_params();
    let other = made(&mut stage, "vault", &arguments);
    let change = stage.decide(market, "vault", value_of(other));
    assert_eq!(reverted(change), kept("vault"));
}
