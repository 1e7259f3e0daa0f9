//! Refused orders, a trader who sells, and the way to an expiry.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolError;
use contract_tests::authority::key;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

/// Returns the error of a trade by `by` on an account.
pub(crate) fn refused_trade(
    stage: &mut Trading,
    by: Address,
    id: U256,
    legs: Vec<Position>,
    limit: i128,
    deadline: u64,
) -> Bytes {
    let call = IMarket::tradeCall {
        id,
        legs,
        limit,
        deadline,
    };
    let market = stage.market;
    reverted(stage.send(by, market, call))
}

pub(crate) fn argument(name: &str) -> Bytes {
    revert(&IMarket::MarketArgument { name: key(name) })
}

/// One dollar in WAD.
pub(crate) const ONE: i128 = WAD.cast_signed();

/// Returns a stage with calls and puts around the money, and a trader with this many dollars.
pub(crate) fn trader_with(dollars: u64) -> (Trading, Address) {
    let mut stage = Trading::set();
    let expiry = stage.expiry;
    for strike in [1_900, 2_000, 2_100] {
        for kind in 0..4 {
            stage.list(expiry, kind, strike).expect("on the grid");
        }
    }
    let trader = stage.pricing.node.account(7);
    stage.fund(trader, usd(dollars)).expect("funded");
    (stage, trader)
}

pub(crate) fn withdraw(stage: &mut Trading, trader: Address, amount: U256) -> Result<(), Bytes> {
    let market = stage.market;
    let call = IMarket::withdrawCall {
        id: account_of(trader),
        amount,
        to: trader,
    };
    let sent = stage.send(trader, market, call);
    match sent {
        Ok(_) => Ok(()),
        Err(error) => Err(reverted::<()>(Err(error))),
    }
}

pub(crate) fn is_initial_margin(data: &Bytes) -> bool {
    data[..4] == IRiskManager::RiskInitialMargin::SELECTOR
}

/// Moves the price to this many cents, with a fresh surface.
pub(crate) fn moves(stage: &mut Trading, cents: i128) {
    stage.node().warp(60);
    stage.push(cents);
    let expiry = stage.expiry;
    stage.post(expiry);
}

/// Moves the price in steps that are too small for a jump.
pub(crate) fn drifts(stage: &mut Trading, from: i128, to: i128) {
    let mut at = from;
    while at != to {
        let step = (to - at).clamp(-at / 15, at / 15);
        at += step;
        stage.node().warp(900);
        stage.push(at * 100);
        let (user, oracle) = (stage.pricing.user, stage.oracle);
        let observe = IOracle::observeCall { settling: 0 };
        stage.send(user, oracle, observe).expect("noted");
    }
    let expiry = stage.expiry;
    stage.post(expiry);
}

/// Lets the expiry come at this many dollars, proves it and settles it.
pub(crate) fn settles(stage: &mut Trading, dollars: i128) {
    stage.expire(dollars);
    let (user, market, expiry) = (stage.pricing.user, stage.market, stage.expiry);
    let settle = IMarket::settleCall { expiry };
    stage.send(user, market, settle).expect("settled");
}

pub(crate) fn settle_accounts(stage: &mut Trading, traders: &[Address]) {
    let (user, market) = (stage.pricing.user, stage.market);
    let ids = traders.iter().map(|it| account_of(*it)).collect();
    let call = IMarket::settleAccountsCall { ids };
    stage.send(user, market, call).expect("settled");
}

/// Checks I1 and I2: every unit has two sides, and all money is accounted for.
pub(crate) fn audit(stage: &Trading, traders: &[Address]) {
    let ids: Vec<U256> = traders.iter().map(|it| account_of(*it)).collect();
    stage.audit(&ids);
}
