//! Withdrawing next to a sold position: the initial margin stays.

use crate::support::{audit, is_initial_margin, trader_with, withdraw};
use alloy_primitives::U256;
use contract_tests::revert;
use contract_tests::trading::*;

mod a_withdrawal {
    use super::*;

    #[test]
    fn leaves_the_initial_margin() {
        let (mut stage, trader) = trader_with(2_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        let free = stage.health(trader).initial;
        let units = U256::from(free.unsigned_abs() / 1_000_000_000_000);
        let refused = withdraw(&mut stage, trader, units + U256::ONE);
        assert!(refused.is_err_and(|data| is_initial_margin(&data)));
        withdraw(&mut stage, trader, units).expect("all that is free");
        let left = stage.health(trader).initial;
        assert!((0..1_000_000_000_000).contains(&left), "{left}");
        audit(&stage, &[trader]);
    }

    #[test]
    fn waits_for_a_price_when_something_is_sold() {
        let (mut stage, trader) = trader_with(2_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        stage.node().warp(2 * 86_400);
        let no_price = revert(&IRiskManager::RiskNoPrice {});
        assert_eq!(withdraw(&mut stage, trader, U256::ONE), Err(no_price));
        stage.fund(trader, usd(10)).expect("margin can be added");
    }
}
