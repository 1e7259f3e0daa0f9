//! The margin of an account.

use alloy_primitives::U256;
use contract_tests::liquidation::*;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod the_liquidator {
    use super::*;

    /// More money than fits as WAD. There are not that many dollars, but a token might create them.
    #[test]
    fn counts_no_account_whose_money_does_not_fit() {
        let mut cast = Cast::sold(700);
        let (seller, id) = (cast.seller, cast.id());
        let max = U256::from(i128::MAX / 1_000_000_000_000);
        let (funds, _) = cast.holdings(id);
        let room = max - U256::from(funds.unsigned_abs());
        cast.deposit(seller, id, room).expect("it is theirs");
        assert!(cast.margin_of(id).maintenance > 0, "as much as fits");
        cast.deposit(seller, id, U256::ONE).expect("it is theirs");
        let refused = revert(&ILiquidator::LiquidatorOverflow {});
        let liquidator = cast.liquidator;
        let health = ILiquidator::healthOfCall { id };
        assert_eq!(reverted(cast.try_ask(liquidator, health)), refused);
        let distance = ILiquidator::distanceOfCall { id };
        assert_eq!(reverted(cast.try_ask(liquidator, distance)), refused);
        let liquidation = ILiquidator::liquidationCall { id };
        assert_eq!(reverted(cast.try_ask(liquidator, liquidation)), refused);
        assert_eq!(cast.liquidate(), Err(refused));
        // They can withdraw it as they like.
        let withdraw = IMarket::withdrawCall {
            id,
            amount: U256::ONE,
            to: seller,
        };
        let market = cast.market;
        cast.send(seller, market, withdraw).expect("it is theirs");
        assert!(cast.margin_of(id).maintenance > 0);
    }
}
