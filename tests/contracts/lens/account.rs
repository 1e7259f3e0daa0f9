//! An account.

use crate::support::{ONE, Screen};
use alloy_primitives::{Address, U256};
use contract_tests::lens::*;
use contract_tests::trading::*;

fn holds(screen: &Screen, owner: Address) -> (AccountState, Vec<AccountPosition>) {
    let (state, lines) = screen.account(account_of(owner));
    let (money, held) = screen.stage.standing(owner);
    assert_eq!(state.money, money);
    match screen.stage.try_health(owner) {
        Ok(figures) => {
            assert_eq!(state.unmargined, NOTHING);
            let left = (state.maintenance, state.initial);
            assert_eq!(left, (figures.maintenance, figures.initial));
        }
        Err(_) => assert_ne!(state.unmargined, NOTHING),
    }
    assert_eq!(lines.len(), held.len());
    let sum = |of: fn(&AccountPosition) -> i128| lines.iter().map(of).sum::<i128>();
    assert_eq!(state.value, sum(|it| it.value));
    assert_eq!(state.delta, sum(|it| it.delta));
    assert_eq!(state.gamma, sum(|it| it.gamma));
    assert_eq!(state.vega, sum(|it| it.vega));
    assert_eq!(state.theta, sum(|it| it.theta));
    assert_eq!(state.rho, sum(|it| it.rho));
    let claims: i128 = lines.iter().map(|it| it.claim).sum();
    assert_eq!(state.claims, claims);
    (state, lines)
}

#[test]
fn without_anything_is_shown_as_such() {
    let screen = Screen::with_a_book();
    let (state, lines) = screen.account(U256::from(7));
    assert!(lines.is_empty());
    assert_eq!(state.money, 0);
    assert_eq!((state.value, state.unmarked), (0, 0));
}

#[test]
fn is_worth_its_units_at_the_mark() {
    let screen = Screen::with_a_book();
    let chain = screen.chain().1;
    let (_, lines) = holds(&screen, screen.stage.trader);
    for line in lines {
        let same = |it: &&ChainSeries| (it.kind, it.strike) == (line.kind, line.strike);
        let unit = chain.iter().find(same).expect("listed");
        assert_eq!((line.mark, line.volatility), (unit.mark, unit.volatility));
        let times = line.quantity / ONE;
        assert_eq!(line.value, times * unit.mark.cast_signed());
        assert_eq!(line.delta, times * unit.delta);
        assert_eq!(line.theta, times * unit.theta);
        assert_eq!(line.status, 0);
    }
}

#[test]
fn without_a_price_has_no_value_but_its_money() {
    let mut screen = Screen::with_a_book();
    screen.warp(4_000);
    let (state, _) = holds(&screen, screen.stage.trader);
    assert_eq!((state.value, state.unmarked), (0, 2));
    assert!(state.money > 0);
}

#[test]
fn shows_to_the_unit_what_settlement_pays() {
    let mut screen = Screen::with_a_book();
    let (expiry, trader) = (screen.stage.expiry, screen.stage.trader);
    screen.stage.node().warp_to(expiry - 3_000).expect("later");
    screen.stage.push(213_337);
    screen.stage.node().warp_to(expiry + 60).expect("later");
    let (state, lines) = holds(&screen, trader);
    assert_eq!(state.unmarked, 2);
    assert!(lines.iter().all(|it| it.status == 1 && it.value == 0));
    let (user, oracle, market) = (
        screen.stage.pricing.user,
        screen.stage.oracle,
        screen.stage.market,
    );
    let proof = IOracle::proveExpiryCall {
        expiry,
        roundIds: vec![2],
    };
    screen.stage.send(user, oracle, proof).expect("proven");
    let (state, lines) = holds(&screen, trader);
    let payoff = 5 * 133_370_000_000_000_000_000_i128;
    assert_eq!((state.value, state.unmarked), (payoff, 0));
    assert!(lines.iter().all(|it| it.status == 1));
    let settle = IMarket::settleCall { expiry };
    screen.stage.send(user, market, settle).expect("settled");
    let (state, lines) = holds(&screen, trader);
    assert!(lines.iter().all(|it| it.status == 2 && it.value == 0));
    let before = screen.stage.standing(trader).0;
    let ids = vec![account_of(trader)];
    let pay = IMarket::settleAccountsCall { ids };
    screen.stage.send(user, market, pay).expect("paid");
    assert_eq!(screen.stage.standing(trader).0, before + state.claims);
    assert_eq!(state.claims, 666_850_000);
}
