//! An account with its margin and a loan: the pool closes what pays the loan, for no more than anybody gets.

use alloy_primitives::U256;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;

const UNIT: i128 = 1_000_000_000_000;

/// The seller holds ten calls of a later expiry, and has sold one that ended 600 in the money, for which they had no money.
fn lent() -> Cast {
    let mut cast = Cast::with(10_000);
    let (seller, market, id) = (cast.seller, cast.market, cast.id());
    let (first, later) = (cast.expiry, cast.expiry + 7 * 86_400);
    cast.post(later);
    cast.list(later, 0, 2_000).expect("on the grid");
    let sold = cast.leg(0, 2_000, -1_000);
    cast.expiry = later;
    let held = cast.leg(0, 2_000, 10_000);
    cast.trade(seller, &[held, sold])
        .expect("it has its margin");
    let spare = cast.margin_of(id).initial / UNIT - 2;
    let amount = U256::from(spare.min(cast.holdings(id).0).unsigned_abs());
    let withdraw = IMarket::withdrawCall {
        id,
        amount,
        to: seller,
    };
    cast.send(seller, market, withdraw).expect("it is spare");
    cast.expiry = first;
    cast.expire(2_600);
    cast.expiry = later;
    let user = cast.pricing.user;
    let settle = IMarket::settleCall { expiry: first };
    cast.send(user, market, settle).expect("settled");
    let call = IMarket::settleAccountsCall { ids: vec![id] };
    cast.send(user, market, call).expect("settled");
    cast.jumps(2_600);
    assert!(cast.holdings(id).0 < 0, "a loan");
    assert!(cast.margin_of(id).maintenance >= 0);
    cast
}

/// Taken whole at the mark, whatever the limits say, an account that lets itself be lent a dollar would get rid of any
/// position without spread and fee.
#[test]
fn is_paid_by_the_least_part_at_the_price_of_a_close() {
    let mut cast = lent();
    let id = cast.id();
    let (loan, before) = (-cast.holdings(id).0, cast.margin_of(id));
    let state = cast.state();
    assert_eq!((state.stage, state.value), (CLOSED, before.value));
    assert!(state.part < WAD / 2 && state.price < 0, "{state:?}");
    let quantity = cast.holdings(id).1[0].quantity;
    assert_eq!(cast.liquidate(), Ok(CLOSED));
    let (money, held) = cast.holdings(id);
    // The bond returns, because nothing is owed any more.
    let left = money - 5 * i128::from(USD);
    assert!((0..100).contains(&left), "{left}");
    assert_eq!(cast.ledger_state().loans, 0);
    let closed = quantity - held[0].quantity;
    let paid = -state.price;
    assert!(paid >= loan && closed < quantity / 2);
    cast.audit();
    // The pool buys at a tenth less of the volatility, never at the mark.
    let whole = (before.value / UNIT + loan).unsigned_abs();
    let mark = U256::from(whole) * U256::from(state.part) / U256::from(WAD);
    let mark = i128::try_from(mark).expect("small");
    assert!(paid < mark, "{paid} of {mark}");
}

/// The pool has no room for it, and there is no auction of an account with its margin.
#[test]
fn is_paid_in_spite_of_the_pools_limits() {
    let mut cast = lent();
    let risk = cast.risk;
    for name in ["vegaLimit", "deltaLimit", "tenPercentLimit", "worstLimit"] {
        let lower = cast.decide(risk, name, U256::ONE);
        lower.expect("within the bounds");
    }
    assert_eq!(cast.liquidate(), Ok(CLOSED));
    assert!(cast.holdings(cast.id()).0 >= 0);
    assert_eq!(cast.auction().startedAt, 0);
    cast.audit();
}
