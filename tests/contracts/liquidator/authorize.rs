//! Calls that only the liquidator may make.

use contract_tests::liquidation::*;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod the_market_and_the_vault {
    use super::*;

    #[test]
    fn move_nothing_for_anybody_else() {
        let mut cast = Cast::sold(700);
        let (caller, market, vault, risk) = (cast.bidder, cast.market, cast.vault, cast.risk);
        let refused = revert(&IMarket::MarketNotLiquidator { caller });
        let close = IMarket::closeOutCall {
            id: cast.id(),
            legs: vec![cast.leg(0, 2_000, 1)],
            cost: 0,
            forced: true,
            keeper: caller,
        };
        assert_eq!(reverted(cast.send(caller, market, close)), refused);
        let hand_over = IMarket::handOverCall {
            from: cast.id(),
            to: account_of(caller),
            legs: vec![],
            cash: 1,
        };
        assert_eq!(reverted(cast.send(caller, market, hand_over)), refused);
        let grant = IMarket::payTreasuryCall { amount: 1 };
        let refused = revert(&IMarket::MarketNotLiquidator { caller });
        assert_eq!(reverted(cast.send(caller, market, grant)), refused);
        let refused = revert(&IVault::VaultOnlyMarket { caller });
        let exchange = contract_tests::pool::exchanged(0);
        assert_eq!(reverted(cast.send(caller, vault, exchange)), refused);
        let absorb = IRiskManager::absorbCall { legs: vec![] };
        let refused = revert(&IRiskManager::RiskNotMarket { caller });
        assert_eq!(reverted(cast.send(caller, risk, absorb)), refused);
    }
}
