//! A module that calls back: a contract in the place of one of the protocol's own, which answers what its model answers.

use crate::feed::{self, asked};
use crate::support::Busy::*;
use crate::support::{Busy, IMeddler, Stage, is_refused};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use contract_tests::authority::{IAuthority, key, value_of};
use contract_tests::liquidation::Cast;
use contract_tests::pricing::IOptionPricer;
use contract_tests::trading::*;

/// Puts the meddler in the place of a module. It answers the model's views, and one function that changes something.
fn replace(stage: &mut Stage, of: Busy, name: &str, model: Address, answer: (&[u8; 4], Bytes)) {
    let (contract, meddler) = (stage.address_of(of), stage.meddler);
    let owner = stage.pricing.owner;
    let imitate = IMeddler::imitateCall { model };
    stage.send(owner, meddler, imitate).expect("told");
    let (selector, answer) = answer;
    let say = IMeddler::sayCall {
        selector: selector.into(),
        answer,
    };
    stage.send(owner, meddler, say).expect("told");
    stage.change(contract, &[(name, value_of(meddler))]);
    let expiry = stage.expiry;
    stage.push(200_000);
    stage.post(expiry);
}

/// Acts while the meddler calls every function of these contracts, and is refused each time.
fn refuses(stage: &mut Stage, busy: &[Busy], act: impl Fn(&mut Stage)) {
    let all: Vec<_> = busy.iter().flat_map(|it| stage.attempts(*it)).collect();
    stage.plan(all.clone());
    act(stage);
    let outcomes = stage.outcomes();
    assert!(!outcomes.is_empty(), "it has called");
    assert_eq!(outcomes.len() % all.len(), 0);
    for (attempt, outcome) in all.iter().cycle().zip(&outcomes) {
        assert!(is_refused(outcome), "{attempt:?}: {outcome:?}");
    }
}

fn buys(stage: &mut Stage) {
    let (trader, legs) = (stage.trader, [stage.leg(0, 2_100, 1_000)]);
    stage.trade(trader, &legs).expect("bought");
}

fn listed() -> Stage {
    let mut stage = Stage::set();
    let expiry = stage.expiry;
    stage.list(expiry, 0, 2_100).expect("on the grid");
    stage
}

#[test]
fn as_the_oracle_gets_nowhere_in_a_trade() {
    let mut stage = listed();
    let settling = 0;
    let snapshot = stage.ask(stage.oracle, IOracle::snapshotCall { settling });
    let observed = (
        &IOracle::observeCall::SELECTOR,
        snapshot.abi_encode().into(),
    );
    let oracle = stage.oracle;
    replace(&mut stage, Market, "oracle", oracle, observed);
    refuses(&mut stage, &[Market], buys);
}

#[test]
fn as_the_risk_manager_gets_nowhere_in_a_trade() {
    let mut stage = listed();
    let id = account_of(stage.trader);
    let legs = vec![stage.leg(0, 2_100, 1_000)];
    let quote = stage.ask(stage.market, IMarket::quoteCall { id, legs });
    let lines = (
        &IRiskManager::commitCall::SELECTOR,
        (quote._1, 0u128, 0u128).abi_encode_params().into(),
    );
    let risk = stage.risk;
    replace(&mut stage, Market, "riskManager", risk, lines);
    refuses(&mut stage, &[Market], buys);
}

#[test]
fn as_the_vault_gets_nowhere_in_a_trade() {
    let mut stage = listed();
    let done = (
        &IVault::collectCall::SELECTOR,
        U256::ZERO.abi_encode().into(),
    );
    let vault = stage.vault;
    replace(&mut stage, Market, "vault", vault, done);
    refuses(&mut stage, &[Market], buys);
}

#[test]
fn as_the_market_gets_nowhere_in_a_liquidation() {
    let mut cast = Cast::on(Trading::with_asset("Reentry", "HookCoin"), 700);
    let (seller, keeper) = (cast.seller, cast.keeper);
    let legs = [cast.leg(0, 2_000, -1_000)];
    cast.trade(seller, &legs).expect("it has its margin");
    let id = cast.id();
    let mut stage = Stage::of(cast.stage);
    let done = (
        &IMarket::closeOutCall::SELECTOR,
        U256::ZERO.abi_encode().into(),
    );
    let market = stage.market;
    replace(&mut stage, Liquidator, "market", market, done);
    let (owner, meddler, expiry) = (stage.pricing.owner, stage.meddler, stage.expiry);
    for selector in [
        IMarket::settleAccountsCall::SELECTOR,
        IMarket::handOverCall::SELECTOR,
    ] {
        let say = IMeddler::sayCall {
            selector: selector.into(),
            answer: U256::ZERO.abi_encode().into(),
        };
        stage.send(owner, meddler, say).expect("told");
    }
    let mut cents = 200_000;
    while stage.health(seller).maintenance >= 0 {
        cents += 2_000;
        stage.jump(cents, &[expiry]);
    }
    let liquidator = stage.liquidator;
    refuses(&mut stage, &[Liquidator], |stage| {
        let call = ILiquidator::liquidateCall { id };
        stage.send(keeper, liquidator, call).expect("it is short");
    });
}

#[test]
fn under_the_authority_gets_nowhere_in_a_change() {
    let mut stage = Stage::set();
    let (owner, meddler) = (stage.pricing.owner, stage.meddler);
    let setting = (U256::ZERO, U256::ONE, U256::MAX >> 96, U256::ZERO);
    for (selector, answer) in [
        (IGoverned::settingCall::SELECTOR, setting.abi_encode()),
        (IGoverned::changeCall::SELECTOR, U256::ZERO.abi_encode()),
    ] {
        let say = IMeddler::sayCall {
            selector: selector.into(),
            answer: answer.into(),
        };
        stage.send(owner, meddler, say).expect("told");
    }
    let authority = stage.pricing.authority;
    refuses(&mut stage, &[Authority], |stage| {
        let wire = IAuthority::wireCall {
            module: meddler,
            key: key("anything"),
            value: owner,
        };
        stage.send(owner, authority, wire).expect("wired");
    });
}

/// The pricer only asks its modules, and so does the watchlist whatever liquidator it is told of.
#[test]
fn that_is_asked_sees_no_half_of_a_surface_or_a_list() {
    let mut stage = Stage::set();
    let (pricer, expiry) = (stage.pricing.pricer, stage.expiry);
    let math = stage.ask(pricer, IOptionPricer::optionMathCall {});
    let judge = asked(&mut stage, math);
    stage.change(pricer, &[("optionMath", value_of(judge.address))]);
    stage.push(200_000);
    feed::refuses(&mut stage, judge, &[OptionPricer], |stage| {
        stage.post(expiry);
    });
    let liquidator = stage.liquidator;
    let named = asked(&mut stage, liquidator);
    let (user, watchlist, id) = (
        stage.pricing.user,
        stage.watchlist,
        account_of(stage.trader),
    );
    feed::refuses(&mut stage, named, &[Watchlist], |stage| {
        let call = IWatchlist::watchCall {
            liquidator: named.address,
            ids: vec![id],
        };
        stage.send(user, watchlist, call).expect("watched");
    });
}
