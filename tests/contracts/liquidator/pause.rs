//! Liquidation while a contract is paused.

use alloy_primitives::Bytes;
use contract_tests::authority::pause;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod a_pause {
    use super::*;

    fn pauses(cast: &mut Cast, module: alloy_primitives::Address) {
        let (guardian, authority) = (cast.pricing.guardian, cast.pricing.authority);
        cast.send(guardian, authority, pause(module))
            .expect("they may");
    }

    fn paused() -> Bytes {
        revert(&IGoverned::AccessPaused {})
    }

    #[test]
    fn of_the_liquidator_stops_bids_and_pay_out_but_no_close() {
        let mut cast = Cast::sold(700);
        let (giver, liquidator) = (cast.trader, cast.liquidator);
        pauses(&mut cast, liquidator);
        let pay_out = reverted(cast.send(giver, liquidator, ILiquidator::payOutCall {}));
        assert_eq!(pay_out, paused());
        let before = cast.node().snapshot();
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        cast.audit();
        cast.node().revert_to(&before);
        cast.fills_the_pool();
        cast.rises_until_short();
        assert_eq!(cast.liquidate(), Ok(OFFERED), "an auction may begin");
        assert_eq!(cast.bid(WAD, i128::MAX), Err(paused()));
        assert_eq!(cast.bid_on(0, 0, 9), Err(paused()), "whatever is bid");
        cast.audit();
    }

    #[test]
    fn of_market_risk_manager_and_vault_stops_neither() {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        for module in [cast.market, cast.risk, cast.vault] {
            pauses(&mut cast, module);
        }
        let before = cast.node().snapshot();
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        cast.node().revert_to(&before);
        cast.jumps(3_500);
        assert_eq!(
            cast.liquidate(),
            Ok(CLOSED),
            "worth nothing, and the pool pays"
        );
        cast.audit();
    }

    /// Before, it stopped all of them, for there was no price (`RiskNoPrice`).
    #[test]
    fn of_the_oracle_stops_nothing() {
        let mut cast = Cast::sold(700);
        cast.rises_until_short();
        let oracle = cast.oracle;
        pauses(&mut cast, oracle);
        assert_eq!(cast.liquidate(), Ok(CLOSED));
        assert!(cast.margin_of(cast.id()).maintenance >= 0);
        cast.audit();
    }
}
