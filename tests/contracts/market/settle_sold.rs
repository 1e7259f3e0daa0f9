//! Settlement of sold positions.

use crate::support::{audit, settle_accounts, settles, trader_with, withdraw};
use alloy_primitives::U256;
use contract_tests::trading::*;

mod settlement {
    use super::*;

    #[test]
    fn takes_from_sellers_and_pays_the_pool() {
        let (mut stage, trader) = trader_with(2_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        let (cash, _) = stage.standing(trader);
        let before = stage.ask(stage.vault, IVault::poolCall {}).held;
        settles(&mut stage, 2_150);
        let after = stage.ask(stage.vault, IVault::poolCall {}).held;
        assert_eq!(after - before, 150 * u128::from(USD), "at once");
        settle_accounts(&mut stage, &[trader]);
        let (left, held) = stage.standing(trader);
        assert_eq!(left, cash - 150 * i128::from(USD));
        assert!(held.is_empty());
        audit(&stage, &[trader]);
    }

    #[test]
    fn between_two_traders_moves_nothing_of_the_pool() {
        let (mut stage, seller) = trader_with(2_000);
        let buyer = stage.pricing.node.account(8);
        stage.fund(buyer, usd(2_000)).expect("funded");
        let sell = [stage.leg(0, 2_000, -1_000)];
        stage.trade(seller, &sell).expect("sold");
        let buy = [stage.leg(0, 2_000, 1_000)];
        stage.trade(buyer, &buy).expect("bought");
        let (sold, bought) = (stage.standing(seller).0, stage.standing(buyer).0);
        let before = stage.ask(stage.vault, IVault::poolCall {}).held;
        settles(&mut stage, 2_300);
        // In either order, each alone.
        settle_accounts(&mut stage, &[buyer]);
        settle_accounts(&mut stage, &[seller]);
        assert_eq!(stage.ask(stage.vault, IVault::poolCall {}).held, before);
        let payoff = 300 * i128::from(USD);
        assert_eq!(stage.standing(seller).0, sold - payoff);
        assert_eq!(stage.standing(buyer).0, bought + payoff);
        audit(&stage, &[seller, buyer]);
    }

    #[test]
    fn of_more_than_an_account_has_is_covered_by_the_insurance_fund_and_then_the_pool() {
        let (mut stage, seller) = trader_with(700);
        // The insurance fund has its part of the fees, and somebody gives it a hundred.
        let id = account_of(stage.liquidator);
        let (giver, market) = (stage.trader, stage.market);
        stage.give(giver, usd(100), market);
        let gift = IMarket::depositCall {
            id,
            amount: usd(100),
        };
        stage.send(giver, market, gift).expect("anyone may");
        let sell = [stage.leg(0, 2_000, -1_000)];
        stage.trade(seller, &sell).expect("sold");
        let (cash, _) = stage.standing(seller);
        let fund = stage.standing(stage.liquidator).0;
        let before = stage.ask(stage.vault, IVault::poolCall {}).held;
        settles(&mut stage, 3_500);
        settle_accounts(&mut stage, &[seller]);
        let deficit = 1_500 * i128::from(USD) - cash;
        assert!(deficit > fund && fund > 0, "{deficit} {fund}");
        assert_eq!(stage.standing(seller), (0, vec![]));
        assert_eq!(stage.standing(stage.liquidator).0, 0);
        let after = stage.ask(stage.vault, IVault::poolCall {}).held;
        let received = i128::try_from(after).unwrap() - i128::try_from(before).unwrap();
        assert_eq!(received, cash + fund, "what there was");
        audit(&stage, &[seller]);
    }

    #[test]
    fn of_worthless_options_leaves_the_premium() {
        let (mut stage, trader) = trader_with(2_000);
        let sell = [stage.leg(1, 1_900, -1_000), stage.leg(0, 2_100, -1_000)];
        stage.trade(trader, &sell).expect("sold");
        let (cash, _) = stage.standing(trader);
        settles(&mut stage, 2_000);
        withdraw(&mut stage, trader, U256::from(cash.unsigned_abs())).expect("all is theirs");
        assert_eq!(stage.standing(trader), (0, vec![]));
        audit(&stage, &[trader]);
    }
}
