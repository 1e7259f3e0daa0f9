//! Accounts: owners, deposits, withdrawals, operators, and the number of positions.

use crate::support::{argument, refused_trade, trader_with};
use alloy_primitives::{Address, U256};
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

#[test]
fn belong_to_the_address_in_their_number() {
    let mut stage = Trading::set();
    let (trader, market) = (stage.trader, stage.market);
    let other = stage.pricing.node.account(8);
    let second = account_of(trader) + U256::ONE;
    let amount = usd(5);
    stage.give(other, amount, market);
    let deposit = IMarket::depositCall { id: second, amount };
    stage.send(other, market, deposit).expect("anyone may");
    let withdraw = |to| IMarket::withdrawCall {
        id: second,
        amount,
        to,
    };
    let not_owner = revert(&IMarket::MarketNotOwner { caller: other });
    assert_eq!(
        reverted(stage.send(other, market, withdraw(other))),
        not_owner
    );
    let operator = IMarket::setOperatorCall {
        id: second,
        operator: other,
        limit: amount,
    };
    assert_eq!(reverted(stage.send(other, market, operator)), not_owner);
    let nobody = withdraw(Address::ZERO);
    assert_eq!(reverted(stage.send(trader, market, nobody)), argument("to"));
    stage
        .send(trader, market, withdraw(other))
        .expect("the owner may");
    assert_eq!(stage.balance(other), amount);
    let data = reverted(stage.send(trader, market, withdraw(other)));
    let available = U256::ZERO;
    let needed = amount;
    assert_eq!(data, revert(&IMarket::MarketMoney { needed, available }));
}

#[test]
fn refuse_an_amount_of_zero_and_one_that_does_not_fit() {
    let mut stage = Trading::set();
    let (trader, market, id) = (stage.trader, stage.market, account_of(stage.trader));
    for amount in [U256::ZERO, U256::from(u128::MAX) + U256::ONE] {
        let deposit = IMarket::depositCall { id, amount };
        assert_eq!(
            reverted(stage.send(trader, market, deposit)),
            argument("amount")
        );
        let to = trader;
        let withdraw = IMarket::withdrawCall { id, amount, to };
        assert_eq!(
            reverted(stage.send(trader, market, withdraw)),
            argument("amount")
        );
    }
}

#[test]
fn have_operators_who_spend_up_to_their_limit() {
    let mut stage = Trading::listed();
    let (trader, market, id) = (stage.trader, stage.market, account_of(stage.trader));
    let operator = stage.pricing.node.account(8);
    let legs = vec![stage.leg(0, 2_100, 1_000)];
    let refused = |limit| {
        revert(&IMarket::MarketOperatorLimit {
            caller: operator,
            limit,
        })
    };
    let none = refused_trade(&mut stage, operator, id, legs.clone(), i128::MAX, u64::MAX);
    assert_eq!(none, refused(U256::ZERO));
    let quote = IMarket::quoteCall {
        id,
        legs: legs.clone(),
    };
    let cost = U256::try_from(stage.ask(market, quote)._0).expect("a cost");
    let limit = cost + U256::ONE;
    let set = IMarket::setOperatorCall {
        id,
        operator,
        limit,
    };
    stage.send(trader, market, set).expect("set");
    let trade = IMarket::tradeCall {
        id,
        legs: legs.clone(),
        limit: i128::MAX,
        deadline: u64::MAX,
    };
    stage
        .send(operator, market, trade)
        .expect("within the limit");
    let left = stage.ask(market, IMarket::operatorLimitCall { id, operator });
    assert_eq!(left, U256::ONE);
    let beyond = refused_trade(&mut stage, operator, id, legs, i128::MAX, u64::MAX);
    assert_eq!(beyond, refused(U256::ONE));
    // A sale counts what it brings less than the mark.
    let sale = vec![stage.leg(0, 2_100, -1_000)];
    let beyond = refused_trade(&mut stage, operator, id, sale, i128::MAX, u64::MAX);
    assert_eq!(beyond, refused(U256::ONE));
    let withdraw = IMarket::withdrawCall {
        id,
        amount: U256::ONE,
        to: operator,
    };
    let not_owner = revert(&IMarket::MarketNotOwner { caller: operator });
    assert_eq!(reverted(stage.send(operator, market, withdraw)), not_owner);
}

#[test]
fn hold_at_most_thirty_two_series() {
    let mut stage = Trading::set();
    let (trader, first) = (stage.trader, stage.expiry);
    let second = first + 7 * 86_400;
    stage.post(second);
    let mut series = Vec::new();
    for expiry in [first, second] {
        for strike in [1_900, 1_950, 2_000, 2_050, 2_100] {
            for kind in [0, 1] {
                series.push((expiry, kind, strike));
            }
        }
        for kind in [2, 3] {
            for strike in [1_950, 2_000, 2_050, 2_100] {
                series.push((expiry, kind, strike));
            }
        }
    }
    let legs: Vec<_> = series
        .iter()
        .map(|(expiry, kind, strike)| {
            stage.list(*expiry, *kind, *strike).expect("on the grid");
            Position {
                expiry: *expiry,
                ..stage.leg(*kind, *strike, 1)
            }
        })
        .collect();
    for four in legs[..32].chunks(4) {
        stage.trade(trader, four).expect("there is room");
    }
    let full = revert(&IMarket::MarketTooManyPositions {});
    assert_eq!(reverted(stage.trade(trader, &legs[32..33])), full);
    let sell = Position {
        quantity: -legs[5].quantity,
        ..legs[5].clone()
    };
    stage
        .trade(trader, &[sell, legs[32].clone()])
        .expect("one leaves");
    assert_eq!(stage.account(trader).1.len(), 32);
}

mod an_account {
    use super::*;

    #[test]
    fn of_nobody_takes_no_money() {
        let (mut stage, trader) = trader_with(10);
        let market = stage.market;
        stage.give(trader, usd(1), market);
        let call = IMarket::depositCall {
            id: U256::from(7),
            amount: usd(1),
        };
        let refused = revert(&IMarket::MarketArgument {
            name: contract_tests::authority::key("id"),
        });
        assert_eq!(reverted(stage.send(trader, market, call)), refused);
    }
}
