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
        let bond = stage.bond(account_of(trader));
        assert_eq!(bond, 5 * i128::from(USD));
        settles(&mut stage, 2_150);
        let clearing = stage.ask(stage.vault, IVault::poolCall {});
        assert_eq!((clearing.held, clearing.clearing), (before, true));
        assert_eq!(clearing.debts, 150 * u128::from(USD));
        audit(&stage, &[trader]);
        settle_accounts(&mut stage, &[trader]);
        let after = stage.ask(stage.vault, IVault::poolCall {}).held;
        assert_eq!(after - before, 150 * u128::from(USD), "when they pay");
        let (left, held) = stage.standing(trader);
        assert_eq!(left, cash + bond - 150 * i128::from(USD));
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
        let bond = stage.bond(account_of(seller));
        let before = stage.ask(stage.vault, IVault::poolCall {}).held;
        settles(&mut stage, 2_300);
        // The seller first; who comes before gets nothing yet.
        for whose in [buyer, seller, buyer] {
            settle_accounts(&mut stage, &[whose]);
            audit(&stage, &[seller, buyer]);
        }
        assert_eq!(stage.ask(stage.vault, IVault::poolCall {}).held, before);
        let payoff = 300 * i128::from(USD);
        assert_eq!(stage.standing(seller).0, sold + bond - payoff);
        assert_eq!(stage.standing(buyer).0, bought + payoff);
        audit(&stage, &[seller, buyer]);
    }

    #[test]
    fn of_more_than_an_account_has_is_paid_by_its_bond_and_half_of_the_fund_and_else_lost() {
        let (mut stage, seller) = trader_with(700);
        // The insurance fund has its part of the fees, and somebody gives it a hundred.
        let (giver, market) = (stage.trader, stage.market);
        stage.give(giver, usd(100), market);
        let amount = 100 * u128::from(USD);
        let gift = IMarket::addToFundCall { amount };
        stage.send(giver, market, gift).expect("anyone may");
        let sell = [stage.leg(0, 2_000, -1_000)];
        stage.trade(seller, &sell).expect("sold");
        let (cash, _) = stage.standing(seller);
        let bond = stage.bond(account_of(seller));
        let fund = stage.fund_money();
        let before = stage.ask(stage.vault, IVault::poolCall {}).held;
        settles(&mut stage, 3_500);
        settle_accounts(&mut stage, &[seller]);
        let deficit = 1_500 * i128::from(USD) - cash - bond;
        assert!(deficit > fund && fund > 0, "{deficit} {fund}");
        assert_eq!(stage.standing(seller), (0, vec![]));
        assert_eq!(stage.bond(account_of(seller)), 0);
        assert_eq!(stage.fund_money(), fund - fund / 2);
        let after = stage.ask(stage.vault, IVault::poolCall {});
        let received = i128::try_from(after.held).unwrap() - i128::try_from(before).unwrap();
        assert_eq!(received, cash + bond + fund / 2, "what there was");
        assert_eq!(after.lent, 0, "the rest is written off");
        audit(&stage, &[seller]);
    }

    #[test]
    fn of_worthless_options_leaves_the_premium() {
        let (mut stage, trader) = trader_with(2_000);
        let sell = [stage.leg(1, 1_900, -1_000), stage.leg(0, 2_100, -1_000)];
        stage.trade(trader, &sell).expect("sold");
        let (cash, _) = stage.standing(trader);
        let all = cash + stage.bond(account_of(trader));
        settles(&mut stage, 2_000);
        withdraw(&mut stage, trader, U256::from(all.unsigned_abs())).expect("all is theirs");
        assert_eq!(stage.standing(trader), (0, vec![]));
        audit(&stage, &[trader]);
    }
}
