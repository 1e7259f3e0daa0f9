//! The actions that an account below its initial margin still has.

use crate::support::{ONE, audit, drifts, is_initial_margin, trader_with, withdraw};
use alloy_primitives::{Address, U256};
use contract_tests::pricing::WAD;
use contract_tests::reverted;
use contract_tests::trading::*;

mod an_account_that_the_price_moves_against {
    use super::*;

    /// Returns an account whose short calls have lost more than its margin.
    fn called() -> (Trading, Address) {
        let (mut stage, trader) = trader_with(700);
        let legs = [stage.leg(0, 2_000, -1_000), stage.leg(0, 2_100, 200)];
        stage.trade(trader, &legs).expect("sold");
        drifts(&mut stage, 2_000, 2_500);
        (stage, trader)
    }

    #[test]
    fn can_be_read_before_it_is_called() {
        let (mut stage, trader) = trader_with(700);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        let id = account_of(trader);
        let far = stage.ask(stage.liquidator, ILiquidator::distanceOfCall { id });
        let (down, up, vol_up) = (far.spotDown, far.spotUp, far.volUp);
        assert_eq!(down, 0, "a short call fears no fall");
        assert!(up > WAD && up < 2 * WAD, "{up}");
        assert!(vol_up > WAD, "{vol_up}");
        // At that spot nothing is left of the margin; just before it there is some.
        let cents = |factor: u128| (200_000 * factor / WAD).cast_signed();
        let near = |stage: &mut Trading, cents| {
            let round = stage.node().snapshot();
            stage.push(cents);
            let left = stage.health(trader).maintenance;
            stage.node().revert_to(&round);
            left
        };
        assert!(near(&mut stage, cents(up - WAD / 500)) > 0);
        assert!(near(&mut stage, cents(up + WAD / 500)) < 0);
    }

    #[test]
    fn may_close_but_not_open_nor_withdraw_nor_drop_its_hedge() {
        let (mut stage, trader) = called();
        let figures = stage.health(trader);
        assert!(figures.maintenance < 0, "{figures:?}");
        let open = [stage.leg(0, 2_100, -100)];
        let data = reverted(stage.trade(trader, &open));
        assert!(is_initial_margin(&data), "{data}");
        let refused = withdraw(&mut stage, trader, U256::ONE);
        assert!(refused.is_err_and(|data| is_initial_margin(&data)));
        let hedge = [stage.leg(0, 2_100, -200)];
        let data = reverted(stage.trade(trader, &hedge));
        assert!(is_initial_margin(&data), "worse off: {data}");
        let back = [stage.leg(0, 2_000, 500)];
        stage.trade(trader, &back).expect("less risk");
        assert!(stage.health(trader).maintenance > figures.maintenance);
        audit(&stage, &[trader]);
    }

    #[test]
    fn recovers_with_more_money() {
        let (mut stage, trader) = called();
        let missing = stage.health(trader).initial.unsigned_abs() / 1_000_000_000_000;
        let amount = U256::from(missing + 1);
        stage.fund(trader, amount).expect("margin is added");
        assert!(stage.health(trader).initial >= 0);
    }

    #[test]
    fn needs_more_when_the_price_is_late() {
        let (mut stage, trader) = trader_with(2_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        // Half of an hour's heartbeat and five minutes of slack.
        stage.node().warp(1_960);
        let expiry = stage.expiry;
        stage.post(expiry);
        let context = stage.ask(stage.oracle, IOracle::snapshotCall { settling: 0 });
        assert!(context.late);
        let late = stage.health(trader);
        stage.push(200_000);
        let fresh = stage.health(trader);
        let more = fresh.initial - late.initial;
        assert!((more - 20 * ONE).abs() < ONE / 100, "{more}");
        assert!((fresh.maintenance - late.maintenance).abs() < ONE / 100);
    }
}
