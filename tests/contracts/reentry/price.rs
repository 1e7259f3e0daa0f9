//! The price of a share while a trade is half made.
//!
//! The market sends a premium before the vault records it, when the option is in the book already. In between the vault
//! itself is at rest. If it answered, a share would be too cheap by the premium.
//!
//! With the guard taken out (no mark is ever set) every test of this folder fails that has somebody call back into what must
//! not answer, and this is gained: of a pool of 10,000,000 dollars, in the middle of an order of 1,000 calls for 36,071
//! dollars, a deposit of 1,000,000 was worth 1,002,898.83 at once. After the order the same deposit is worth 999,633.19. The
//! SDK's own check did not help: it guards each contract by itself, and the vault was not open.

use crate::support::{Attempt, IMeddler, Outcome, Stage, is_refused};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use contract_tests::pool::IWithdrawalQueue as Queue;
use contract_tests::trading::*;

const SHARES: U256 = U256::from_limbs([1_000_000_000_000_000, 0, 0, 0]);

/// Buys an option while the token makes one call. Returns how the calls ended, before and after the premium moves.
fn during_a_trade(
    stage: &mut Stage,
    to: Address,
    call: &impl SolCall,
    still: bool,
) -> [Outcome; 2] {
    let start = stage.node().snapshot();
    let (token, trader) = (stage.usdc, stage.trader);
    let legs = [stage.leg(0, 2_100, 10_000)];
    let outcomes = [true, false].map(|before| {
        stage.node().revert_to(&start);
        stage.hook(token, before);
        stage.plan(vec![Attempt {
            target: to,
            message: call.abi_encode().into(),
            still,
        }]);
        stage.trade(trader, &legs).expect("bought");
        let seen = stage.outcomes();
        let [outcome] = seen.as_slice() else {
            panic!("one call: {seen:?}");
        };
        outcome.clone()
    });
    stage.node().revert_to(&start);
    outcomes
}

fn listed() -> Stage {
    let mut stage = Stage::set();
    let expiry = stage.expiry;
    stage.list(expiry, 0, 2_100).expect("on the grid");
    stage
}

fn all_refused(outcomes: &[Outcome; 2]) {
    assert!(outcomes.iter().all(is_refused), "{outcomes:?}");
}

#[test]
fn is_not_told() {
    let mut stage = listed();
    let vault = stage.vault;
    let assets = usd(10);
    let shares = SHARES;
    all_refused(&during_a_trade(
        &mut stage,
        vault,
        &IVault::totalAssetsCall {},
        true,
    ));
    all_refused(&during_a_trade(
        &mut stage,
        vault,
        &IVault::poolCall {},
        true,
    ));
    let call = IVault::convertToAssetsCall { shares };
    all_refused(&during_a_trade(&mut stage, vault, &call, true));
    let call = IVault::convertToSharesCall { assets };
    all_refused(&during_a_trade(&mut stage, vault, &call, true));
    let call = IVault::previewDepositCall { assets };
    all_refused(&during_a_trade(&mut stage, vault, &call, true));
    let call = IVault::previewRedeemCall { shares };
    all_refused(&during_a_trade(&mut stage, vault, &call, true));
}

/// Makes the meddler call something now.
fn does(stage: &mut Stage, target: Address, call: &impl SolCall) {
    let (owner, meddler) = (stage.pricing.owner, stage.meddler);
    stage.plan(vec![Attempt {
        target,
        message: call.abi_encode().into(),
        still: false,
    }]);
    let now = IMeddler::onMoveCall {};
    stage.send(owner, meddler, now).expect("called");
    assert!(stage.outcomes().iter().all(|it| it.succeeded));
}

/// It has money and shares, and may use both.
#[test]
fn is_given_to_nobody() {
    let mut stage = listed();
    let (token, vault, meddler) = (stage.usdc, stage.vault, stage.meddler);
    let (owner, receiver) = (meddler, meddler);
    let (lp, assets) = (stage.pricing.owner, usd(1_000_000));
    stage.give(lp, assets, vault);
    let deposit = IVault::depositCall { assets, receiver };
    stage
        .send(lp, vault, deposit.clone())
        .expect("it has shares");
    let (to, amount) = (meddler, assets);
    let transfer = IErc20::transferCall { to, amount };
    stage.send(lp, token, transfer).expect("it has money");
    let (spender, amount) = (vault, U256::MAX);
    does(&mut stage, token, &IErc20::approveCall { spender, amount });
    let shares = SHARES;
    all_refused(&during_a_trade(&mut stage, vault, &deposit, false));
    let call = IVault::mintCall { shares, receiver };
    all_refused(&during_a_trade(&mut stage, vault, &call, false));
    let call = IVault::redeemCall {
        shares,
        receiver,
        owner,
    };
    all_refused(&during_a_trade(&mut stage, vault, &call, false));
    let assets = usd(10);
    let call = IVault::withdrawCall {
        assets,
        receiver,
        owner,
    };
    all_refused(&during_a_trade(&mut stage, vault, &call, false));
}

/// A limit says zero, as ERC-4626 wants it, and does not revert.
#[test]
fn leaves_no_room() {
    let mut stage = listed();
    let (vault, lp) = (stage.vault, stage.lp);
    let call = IVault::maxRedeemCall { owner: lp };
    let outcomes = during_a_trade(&mut stage, vault, &call, true);
    assert!(outcomes.iter().all(|it| it.succeeded), "{outcomes:?}");
    for outcome in outcomes {
        assert!(outcome.reason.is_zero(), "the first bytes of the amount");
    }
}

/// What does not depend on the market answers: it is raw, and no price.
#[test]
fn is_none_of_the_raw_figures() {
    let mut stage = listed();
    let vault = stage.vault;
    for outcomes in [
        during_a_trade(&mut stage, vault, &IVault::backingCall {}, true),
        during_a_trade(&mut stage, vault, &IVault::totalSupplyCall {}, true),
        during_a_trade(&mut stage, vault, &IVault::heldCall {}, true),
    ] {
        assert!(outcomes.iter().all(|it| it.succeeded), "{outcomes:?}");
    }
}

/// The queue's breaker notes no price that nobody may use, so a trade cannot trip it.
#[test]
fn is_not_noted() {
    let mut stage = listed();
    let queue = stage.queue;
    all_refused(&during_a_trade(
        &mut stage,
        queue,
        &Queue::noteCall {},
        false,
    ));
}
