//! Orders: their legs, limits and costs, and the effect of a pause.

use crate::support::{argument, refused_trade};
use alloy_primitives::U256;
use contract_tests::authority::pause;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod orders {
    use super::*;

    #[test]
    fn are_refused_when_they_come_too_late() {
        let mut stage = Trading::listed();
        let (trader, now) = (stage.trader, stage.now());
        let legs = vec![stage.leg(0, 2_100, 1_000)];
        let deadline = now - 1;
        let data = refused_trade(
            &mut stage,
            trader,
            account_of(trader),
            legs,
            i128::MAX,
            deadline,
        );
        assert_eq!(data, revert(&IMarket::MarketDeadline { deadline }));
    }

    #[test]
    fn have_one_to_four_legs_that_are_in_range() {
        let mut stage = Trading::listed();
        let (trader, id) = (stage.trader, account_of(stage.trader));
        let leg = stage.leg(0, 2_100, 1_000);
        let mut refusal = |legs| refused_trade(&mut stage, trader, id, legs, i128::MAX, u64::MAX);
        assert_eq!(refusal(vec![]), argument("legs"));
        assert_eq!(refusal(vec![leg.clone(); 5]), argument("legs"));
        let with = |change: &dyn Fn(&mut Position)| {
            let mut leg = leg.clone();
            change(&mut leg);
            vec![leg]
        };
        assert_eq!(refusal(with(&|leg| leg.quantity = 0)), argument("quantity"));
        assert_eq!(
            refusal(with(&|leg| leg.quantity = i128::MAX)),
            argument("quantity")
        );
        assert_eq!(refusal(with(&|leg| leg.kind = 4)), argument("kind"));
        assert_eq!(refusal(with(&|leg| leg.strike = 0)), argument("strike"));
        assert_eq!(
            refusal(with(&|leg| leg.expiry = 1 << 32)),
            argument("expiry")
        );
    }

    #[test]
    fn pay_no_more_and_receive_no_less_than_their_limit() {
        let mut stage = Trading::listed();
        let (trader, id) = (stage.trader, account_of(stage.trader));
        let buy = vec![stage.leg(0, 2_100, 1_000)];
        let quote = |stage: &Trading, legs: &[Position]| {
            let legs = legs.to_vec();
            stage.ask(stage.market, IMarket::quoteCall { id, legs })._0
        };
        let cost = quote(&stage, &buy);
        let data = refused_trade(&mut stage, trader, id, buy.clone(), cost - 1, u64::MAX);
        let limit = cost - 1;
        assert_eq!(data, revert(&IMarket::MarketPriceLimit { cost, limit }));
        assert_eq!(stage.trade(trader, &buy).expect("bought").0, cost);
        let sell = vec![stage.leg(0, 2_100, -1_000)];
        let back = quote(&stage, &sell);
        assert!(
            back < 0 && back > -cost,
            "a round trip costs: {cost} {back}"
        );
        let data = refused_trade(&mut stage, trader, id, sell.clone(), back - 1, u64::MAX);
        let (cost, limit) = (back, back - 1);
        assert_eq!(data, revert(&IMarket::MarketPriceLimit { cost, limit }));
        assert_eq!(stage.trade(trader, &sell).expect("sold").0, back);
        assert!(stage.account(trader).1.is_empty());
    }

    #[test]
    fn of_operators_sell_only_what_is_held() {
        let mut stage = Trading::listed();
        let (trader, market, id) = (stage.trader, stage.market, account_of(stage.trader));
        let operator = stage.pricing.node.account(8);
        let set = IMarket::setOperatorCall {
            id,
            operator,
            limit: usd(1_000_000),
        };
        stage.send(trader, market, set).expect("set");
        let not_held = revert(&IMarket::MarketNotHeld {
            expiry: stage.expiry,
            kind: 0,
            strike: 2_100 * WAD,
        });
        let sells = |stage: &mut Trading, by, thousandths| {
            let call = IMarket::tradeCall {
                id,
                legs: vec![stage.leg(0, 2_100, thousandths)],
                limit: i128::MAX,
                deadline: u64::MAX,
            };
            stage.send(by, market, call)
        };
        assert_eq!(reverted(sells(&mut stage, operator, -1)), not_held);
        sells(&mut stage, operator, 1_000).expect("bought");
        assert_eq!(reverted(sells(&mut stage, operator, -1_001)), not_held);
        sells(&mut stage, operator, -400).expect("held");
        sells(&mut stage, trader, -1_000).expect("the owner may");
        assert_eq!(reverted(sells(&mut stage, operator, -1)), not_held);
        sells(&mut stage, operator, 100).expect("what is sold is bought back");
    }

    #[test]
    fn need_the_money() {
        let mut stage = Trading::listed();
        let other = stage.pricing.node.account(8);
        stage.fund(other, usd(1)).expect("funded");
        let legs = [stage.leg(0, 2_100, 1_000)];
        let data = reverted(stage.trade(other, &legs));
        let id = account_of(other);
        let legs = legs.to_vec();
        let cost = stage.ask(stage.market, IMarket::quoteCall { id, legs })._0;
        let needed = U256::try_from(cost).expect("a cost");
        let available = usd(1);
        assert_eq!(data, revert(&IMarket::MarketMoney { needed, available }));
    }

    #[test]
    fn of_two_legs_are_one_trade() {
        let mut stage = Trading::listed();
        let trader = stage.trader;
        let legs = [stage.leg(0, 2_100, 2_000), stage.leg(1, 1_900, 3_000)];
        let (paid, _) = stage.trade(trader, &legs).expect("bought");
        let (cash, held) = stage.account(trader);
        assert_eq!(held, legs);
        assert_eq!(cash, usd(100_000) - U256::try_from(paid).expect("a cost"));
        // The first leg is refused together with the second.
        let before = stage.account(trader);
        let unlisted = stage.leg(0, 2_150, 1_000);
        let legs = [stage.leg(0, 2_100, 1_000), unlisted];
        let not_listed = IRiskManager::RiskNotListed {
            expiry: stage.expiry,
            kind: 0,
            strike: 2_150 * WAD,
        };
        assert_eq!(reverted(stage.trade(trader, &legs)), revert(&not_listed));
        assert_eq!(stage.account(trader), before);
    }

    #[test]
    fn put_the_parts_of_the_fee_into_fund_and_treasury() {
        let mut stage = Trading::listed();
        let trader = stage.trader;
        let legs = [stage.leg(0, 2_100, 50_000)];
        let id = account_of(trader);
        let quote = IMarket::quoteCall {
            id,
            legs: legs.to_vec(),
        };
        let fee = stage.ask(stage.market, quote)._1[0].fee;
        stage.trade(trader, &legs).expect("bought");
        let part = |percent| U256::from(fee * percent / 100 / 10u128.pow(12));
        assert!(part(10) > U256::ZERO);
        assert_eq!(U256::from(stage.fund_money()), part(20));
        assert_eq!(stage.account(stage.treasury).0, part(10));
    }
}

mod pausing {
    use super::*;

    #[test]
    fn stops_opening_but_not_closing() {
        let mut stage = Trading::listed();
        let (trader, market, guardian) = (stage.trader, stage.market, stage.pricing.guardian);
        let authority = stage.pricing.authority;
        let buy = [stage.leg(0, 2_100, 2_000)];
        stage.trade(trader, &buy).expect("bought");
        stage
            .send(guardian, authority, pause(market))
            .expect("paused");
        let paused = revert(&IGoverned::AccessPaused {});
        assert_eq!(reverted(stage.trade(trader, &buy)), paused);
        let sell = [stage.leg(0, 2_100, -1_000)];
        stage.trade(trader, &sell).expect("sold");
        let risk = stage.risk;
        stage
            .send(guardian, authority, pause(risk))
            .expect("paused");
        stage.trade(trader, &sell).expect("sold");
        let expiry = stage.expiry;
        assert_eq!(reverted(stage.list(expiry, 0, 2_200)), paused);
    }
}
