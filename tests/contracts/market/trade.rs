//! The market's refusals, its accounts, operators, fees and settlement, on the real contracts.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolError, SolValue};
use contract_tests::authority::{key, pause, tighten};
use contract_tests::books;
use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::trading::*;
use contract_tests::{revert, reverted, wasm};

/// What a trade by `by` on an account is refused with.
fn refused_trade(
    stage: &mut Trading,
    by: Address,
    id: U256,
    legs: Vec<Position>,
    limit: i128,
    deadline: u64,
) -> Bytes {
    let call = IMarket::tradeCall {
        id,
        legs,
        limit,
        deadline,
    };
    let market = stage.market;
    reverted(stage.send(by, market, call))
}

fn argument(name: &str) -> Bytes {
    revert(&IMarket::MarketArgument { name: key(name) })
}

/// A stage with a call at 2,100 and a put at 1,900 listed.
fn listed() -> Trading {
    let mut stage = Trading::set();
    let expiry = stage.expiry;
    stage.list(expiry, 0, 2_100).expect("on the grid");
    stage.list(expiry, 1, 1_900).expect("on the grid");
    stage
}

mod construction {
    use super::*;

    /// What the deployer passes on of the constructor's refusal.
    fn refusal(change: impl Fn(&Trading, &mut [Address; 4])) -> Bytes {
        let mut stage = Trading::set();
        let owner = stage.pricing.owner;
        let mut with = [
            stage.pricing.authority,
            stage.oracle,
            stage.risk,
            stage.vault,
        ];
        change(&stage, &mut with);
        let arguments = with.abi_encode();
        let code = wasm("market");
        let node = stage.node();
        reverted(node.deploy_wasm_with_constructor(owner, &code, &arguments, U256::ZERO))
    }

    fn holds(data: &Bytes, error: &impl SolError) {
        let inner = error.abi_encode();
        let found = data.windows(inner.len()).any(|part| part == inner);
        assert!(found, "{data} should hold {}", Bytes::from(inner));
    }

    #[test]
    fn names_what_is_missing() {
        for (place, name) in [
            (0, "authority"),
            (1, "oracle"),
            (2, "riskManager"),
            (3, "vault"),
        ] {
            let zero = IGoverned::AccessZeroAddress { key: key(name) };
            holds(&refusal(|_, with| with[place] = Address::ZERO), &zero);
        }
    }

    #[test]
    fn refuses_what_is_no_vault() {
        let data = refusal(|stage, with| with[3] = stage.usdc);
        assert!(!data.is_empty(), "the deployer says that it failed");
    }
}

mod orders {
    use super::*;

    #[test]
    fn are_refused_when_they_come_too_late() {
        let mut stage = listed();
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
    fn have_one_to_four_legs_of_something() {
        let mut stage = listed();
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
        let mut stage = listed();
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
        let mut stage = listed();
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
        let mut stage = listed();
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
        let mut stage = listed();
        let trader = stage.trader;
        let legs = [stage.leg(0, 2_100, 2_000), stage.leg(1, 1_900, 3_000)];
        let (paid, _) = stage.trade(trader, &legs).expect("bought");
        let (cash, held) = stage.account(trader);
        assert_eq!(held, legs);
        assert_eq!(cash, usd(100_000) - U256::try_from(paid).expect("a cost"));
        // The first leg is refused with the second.
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
    fn put_the_parts_of_the_fee_into_the_accounts_of_fund_and_treasury() {
        let mut stage = listed();
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
        assert_eq!(stage.account(stage.liquidator).0, part(20));
        assert_eq!(stage.account(stage.treasury).0, part(10));
    }
}

mod pausing {
    use super::*;

    #[test]
    fn stops_opening_but_not_closing() {
        let mut stage = listed();
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

mod accounts {
    use super::*;

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
    fn take_and_give_amounts_that_are_some() {
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
        let mut stage = listed();
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
        let sell = IMarket::tradeCall {
            id,
            legs: vec![stage.leg(0, 2_100, -1_000)],
            limit: 0,
            deadline: u64::MAX,
        };
        stage
            .send(operator, market, sell)
            .expect("a sale spends nothing");
        let withdraw = IMarket::withdrawCall {
            id,
            amount: U256::ONE,
            to: operator,
        };
        let not_owner = revert(&IMarket::MarketNotOwner { caller: operator });
        assert_eq!(reverted(stage.send(operator, market, withdraw)), not_owner);
    }

    #[test]
    fn hold_thirty_two_series_at_most() {
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
}

mod settlement {
    use super::*;

    /// Lets the stage's expiry pass at a price in dollars, and proves it.
    fn expire(stage: &mut Trading, dollars: i128) {
        let expiry = stage.expiry;
        stage.node().warp_to(expiry - 3_000).expect("later");
        stage.push(dollars * 100);
        stage.node().warp_to(expiry + 60).expect("later");
        let (user, oracle) = (stage.pricing.user, stage.oracle);
        let proof = IOracle::proveExpiryCall {
            expiry,
            roundIds: vec![2],
        };
        stage.send(user, oracle, proof).expect("proven");
    }

    #[test]
    fn waits_for_the_price_and_happens_once() {
        let mut stage = listed();
        let (user, market, expiry) = (stage.pricing.user, stage.market, stage.expiry);
        let early = revert(&IMarket::MarketNotSettleable { expiry });
        let settle = IMarket::settleCall { expiry };
        assert_eq!(reverted(stage.send(user, market, settle.clone())), early);
        stage.node().warp_to(expiry + 1).expect("later");
        assert_eq!(reverted(stage.send(user, market, settle.clone())), early);
        let mut stage = listed();
        let (trader, legs) = (stage.trader, [stage.leg(0, 2_100, 1_000)]);
        stage.trade(trader, &legs).expect("bought");
        expire(&mut stage, 2_200);
        stage.send(user, market, settle.clone()).expect("settled");
        let again = revert(&IMarket::MarketSettled { expiry });
        assert_eq!(reverted(stage.send(user, market, settle)), again);
        let settled = stage.ask(market, IMarket::settlementCall { expiry });
        assert_eq!((settled._0, u128::from(settled._1)), (2_200 * WAD, WAD));
        assert!(stage.ask(stage.risk, IRiskManager::bookCall {}).is_empty());
    }

    #[test]
    fn pays_every_kind_what_it_is_worth() {
        let mut stage = listed();
        let (trader, market, expiry) = (stage.trader, stage.market, stage.expiry);
        stage.list(expiry, 2, 2_050).expect("on the grid");
        stage.list(expiry, 3, 2_050).expect("on the grid");
        let legs = [
            stage.leg(0, 2_100, 1_500),
            stage.leg(1, 1_900, 2_000),
            stage.leg(2, 2_050, 30_000),
            stage.leg(3, 2_050, 40_000),
        ];
        stage.trade(trader, &legs).expect("bought");
        let before = stage.account(trader).0;
        expire(&mut stage, 2_137);
        let settle = IMarket::settleCall { expiry };
        stage.send(trader, market, settle).expect("settled");
        let ids = vec![account_of(trader)];
        let call = IMarket::settleAccountsCall { ids: ids.clone() };
        stage.send(trader, market, call).expect("paid");
        // 1.5 · 37, nothing, 30 and nothing.
        assert_eq!(stage.account(trader).0 - before, U256::from(85_500_000));
        assert!(stage.account(trader).1.is_empty());
        let call = IMarket::settleAccountsCall { ids };
        stage
            .send(trader, market, call)
            .expect("nothing is left to pay");
        assert_eq!(stage.account(trader).0 - before, U256::from(85_500_000));
    }

    /// The pool has ten million and owes fourteen; another has sold to it what it sold on, and pays his million.
    #[test]
    fn pays_first_and_last_the_same_part_of_all_that_pool_and_sellers_pay() {
        let mut stage = listed();
        let (market, expiry) = (stage.market, stage.expiry);
        let [first, last, seller] = [7, 8, 9].map(|index| stage.pricing.node.account(index));
        for whose in [first, last, seller] {
            stage.fund(whose, usd(3_000_000)).expect("funded");
        }
        for (whose, thousandths) in [(seller, -100_000), (first, 600_000), (last, 900_000)] {
            let legs = [stage.leg(0, 2_100, thousandths)];
            stage.trade(whose, &legs).expect("within the limits");
        }
        let interest = IRiskManager::interestCall {
            expiry,
            kind: 0,
            strike: 2_100 * WAD,
        };
        assert_eq!(stage.ask(stage.risk, interest), 1_500 * WAD);
        expire(&mut stage, 12_100);
        let money = |stage: &Trading, whose| stage.standing(whose).0;
        let before = [first, last, seller].map(|whose| money(&stage, whose));
        let pool = stage.ask(stage.vault, IVault::poolCall {}).held;
        let settle = IMarket::settleCall { expiry };
        stage.send(first, market, settle).expect("settled");
        assert_eq!(stage.ask(stage.vault, IVault::poolCall {}).held, 0);
        let (_, part) = {
            let settled = stage.ask(market, IMarket::settlementCall { expiry });
            (settled._0, u128::from(settled._1))
        };
        let owes = 100 * 10_000 * u128::from(USD);
        let claims = 15 * owes;
        assert_eq!(part, (pool + owes) * WAD / claims);
        // Whoever comes first, and whoever has yet to pay.
        for whose in [first, seller, last] {
            let ids = vec![account_of(whose)];
            let call = IMarket::settleAccountsCall { ids };
            stage.send(whose, market, call).expect("settled");
        }
        let after = [first, last, seller].map(|whose| money(&stage, whose));
        let [got, gets, paid] = [0, 1, 2].map(|of| after[of] - before[of]);
        assert_eq!(paid, -owes.cast_signed());
        let of = |claim: u128| (claim * part / WAD).cast_signed();
        assert_eq!((got, gets), (of(6 * owes), of(9 * owes)));
        // Nothing is left behind but what rounding cut.
        let left = (pool + owes).cast_signed() - got - gets;
        assert!((0..20).contains(&left), "{left}");
        let tracked = stage.ask(market, IMarket::trackedCall {});
        assert_eq!(tracked, stage.balance(market));
        // And each of them can take it.
        for whose in [last, first] {
            let amount = U256::from(money(&stage, whose).unsigned_abs());
            let call = IMarket::withdrawCall {
                id: account_of(whose),
                amount,
                to: whose,
            };
            stage.send(whose, market, call).expect("it is there");
        }
    }

    #[test]
    fn happens_by_itself_with_the_next_action() {
        let mut stage = listed();
        let (trader, market, expiry) = (stage.trader, stage.market, stage.expiry);
        let legs = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &legs).expect("bought");
        expire(&mut stage, 2_200);
        let settle = IMarket::settleCall { expiry };
        stage.send(trader, market, settle).expect("settled");
        let (cash, held) = stage.account(trader);
        assert_eq!(held, legs);
        let withdraw = IMarket::withdrawCall {
            id: account_of(trader),
            amount: cash + usd(100),
            to: trader,
        };
        stage
            .send(trader, market, withdraw)
            .expect("the payoff is there");
        assert_eq!(stage.account(trader), (U256::ZERO, vec![]));
    }

    #[test]
    fn stops_trading_of_what_is_past_and_keeps_providers_waiting_until_it_is_done() {
        let mut stage = listed();
        let (trader, lp, expiry) = (stage.trader, stage.lp, stage.expiry);
        let buy = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &buy).expect("bought");
        expire(&mut stage, 2_200);
        let sell = [stage.leg(0, 2_100, -1_000)];
        let past = revert(&IRiskManager::RiskExpired { expiry });
        assert_eq!(reverted(stage.trade(trader, &sell)), past);
        assert!(stage.join(lp, usd(10)).is_err(), "a provider waits");
        let market = stage.market;
        let settle = IMarket::settleCall { expiry };
        stage.send(trader, market, settle).expect("settled");
        stage.join(lp, usd(10)).expect("now he joins");
    }

    #[test]
    fn another_expiry_is_not_held_up() {
        let mut stage = listed();
        let (trader, first) = (stage.trader, stage.expiry);
        let second = first + 7 * 86_400;
        stage.post(second);
        stage.list(second, 0, 2_100).expect("on the grid");
        let buy = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &buy).expect("bought");
        // The first expiry passes without a price.
        stage.node().warp_to(first + 7_200).expect("later");
        stage.push(200_000);
        stage.post(second);
        let legs = [Position {
            expiry: second,
            ..stage.leg(0, 2_100, 1_000)
        }];
        stage.trade(trader, &legs).expect("the later expiry trades");
    }
}

mod limits {
    use super::*;

    /// The selector of what a purchase is refused with, and its figures.
    fn beyond(stage: &mut Trading, legs: &[Position]) -> Bytes {
        let trader = stage.trader;
        let market = stage.market;
        let funds = usd(50_000_000);
        stage.fund(trader, funds).expect("funded");
        let _ = market;
        reverted(stage.trade(trader, legs))
    }

    #[test]
    fn on_vega_delta_moves_and_the_worst_scenario_hold() {
        let mut stage = listed();
        let call = [stage.leg(0, 2_100, 40_000_000)];
        let data = beyond(&mut stage, &call);
        let limits = [
            IRiskManager::RiskVegaLimit::SELECTOR,
            IRiskManager::RiskDeltaLimit::SELECTOR,
            IRiskManager::RiskTenPercentLimit::SELECTOR,
            IRiskManager::RiskWorstLimit::SELECTOR,
        ];
        assert!(limits.iter().any(|limit| data.starts_with(limit)), "{data}");
    }

    #[test]
    fn are_parameters_that_the_guardian_can_tighten_one_by_one() {
        for (name, selector) in [
            ("vegaLimit", IRiskManager::RiskVegaLimit::SELECTOR),
            ("deltaLimit", IRiskManager::RiskDeltaLimit::SELECTOR),
            (
                "tenPercentLimit",
                IRiskManager::RiskTenPercentLimit::SELECTOR,
            ),
            ("worstLimit", IRiskManager::RiskWorstLimit::SELECTOR),
            ("shortfallLimit", IRiskManager::RiskShortfallLimit::SELECTOR),
        ] {
            let mut stage = listed();
            let (guardian, risk, trader) = (stage.pricing.guardian, stage.risk, stage.trader);
            let authority = stage.pricing.authority;
            let buy = [stage.leg(0, 2_100, 1_000_000)];
            stage.trade(trader, &buy).expect("within the limit");
            let tighten = tighten(risk, name, U256::ONE);
            stage.send(guardian, authority, tighten).expect("tighter");
            let data = reverted(stage.trade(trader, &buy));
            assert_eq!(data[..4], selector, "{name}");
            let sell = [stage.leg(0, 2_100, -500_000)];
            stage.trade(trader, &sell).expect("the way back is open");
        }
    }
}

mod listing {
    use super::*;

    #[test]
    fn follows_the_rule() {
        let mut stage = Trading::set();
        let expiry = stage.expiry;
        for wrong in [
            expiry + 1,
            expiry + 86_400,
            expiry + 70 * 86_400,
            expiry - 14 * 86_400,
        ] {
            let refused = revert(&IRiskManager::RiskExpiryRule { expiry: wrong });
            assert_eq!(reverted(stage.list(wrong, 0, 2_100)), refused);
        }
        for wrong in [2_101, 2_125, 950, 4_050] {
            let refused = revert(&IRiskManager::RiskStrikeRule {
                strike: wrong * WAD,
                spot: 2_000 * WAD,
            });
            assert_eq!(reverted(stage.list(expiry, 0, wrong)), refused);
        }
        let kind = revert(&IRiskManager::RiskArgument { name: key("kind") });
        assert_eq!(reverted(stage.list(expiry, 4, 2_100)), kind);
        stage.list(expiry, 0, 2_100).expect("on the grid");
        let twice = revert(&IRiskManager::RiskListed {});
        assert_eq!(reverted(stage.list(expiry, 0, 2_100)), twice);
        stage.list(expiry, 1, 2_100).expect("another kind");
    }

    /// Fills an expiry with calls from 1,500 dollars on, fifty apart, to 2,650.
    fn fill(stage: &mut Trading) {
        let expiry = stage.expiry;
        for strike in 0..24 {
            let listed = stage.list(expiry, 0, 1_500 + 50 * strike);
            listed.expect("there is room");
        }
    }

    fn listed(stage: &Trading) -> Vec<(u8, u128)> {
        let book = stage.ask(stage.risk, IRiskManager::bookCall {});
        let mut terms: Vec<_> = book.iter().map(|it| (it.kind, it.strike / WAD)).collect();
        terms.sort_unstable();
        terms
    }

    #[test]
    fn in_a_full_expiry_displaces_the_furthest_that_nobody_holds() {
        let mut stage = Trading::set();
        fill(&mut stage);
        let expiry = stage.expiry;
        let sent = stage.list(expiry, 1, 2_000).expect("nearer");
        // 1,500 is as far as 2,667.
        let gone = sent
            .event::<IRiskManager::SeriesDisplaced>()
            .expect("an event");
        assert_eq!(
            (gone.expiry, gone.kind, gone.strike),
            (expiry, 0, 1_500 * WAD)
        );
        let sent = stage.list(expiry, 1, 1_950).expect("nearer");
        let gone = sent
            .event::<IRiskManager::SeriesDisplaced>()
            .expect("an event");
        assert_eq!(gone.strike, 2_650 * WAD);
        assert_eq!(listed(&stage).len(), 24);
        // The new ones are traded, the displaced one is not.
        let (trader, gone) = (stage.trader, stage.leg(0, 1_500, 100));
        let not_listed = revert(&IRiskManager::RiskNotListed {
            expiry,
            kind: 0,
            strike: 1_500 * WAD,
        });
        assert_eq!(reverted(stage.trade(trader, &[gone])), not_listed);
        let new = stage.leg(1, 2_000, 100);
        stage.trade(trader, &[new]).expect("listed");
    }

    #[test]
    fn in_a_full_expiry_displaces_nothing_that_is_held() {
        let mut stage = Trading::set();
        fill(&mut stage);
        let (expiry, trader) = (stage.expiry, stage.trader);
        let legs = [stage.leg(0, 1_800, 100), stage.leg(0, 2_200, 100)];
        stage.trade(trader, &legs).expect("bought");
        let held: Vec<_> = stage.account(trader).1;
        // Seven strikes nearer than both, of every kind, are more than there is room for.
        let mut displaced = 0;
        for strike in (1_850..=2_150).step_by(50) {
            for kind in 1..4 {
                displaced += u32::from(stage.list(expiry, kind, strike).is_ok());
            }
        }
        assert!((15..21).contains(&displaced), "{displaced}");
        let listed = listed(&stage);
        for position in &held {
            assert!(listed.contains(&(position.kind, position.strike / WAD)));
            let close = Position {
                quantity: -position.quantity,
                ..position.clone()
            };
            stage
                .trade(trader, &[close])
                .expect("what is held can be sold");
        }
    }

    /// Whoever lists whatever he likes comes to an end, and what is near the spot is there then.
    #[test]
    fn in_a_full_expiry_cannot_go_in_circles() {
        let mut stage = Trading::set();
        fill(&mut stage);
        let expiry = stage.expiry;
        let mut random = fastrand::Rng::with_seed(5);
        let mut displaced = 0;
        for _ in 0..400 {
            let (kind, strike) = (random.u8(..4), 1_000 + 50 * random.u128(..61));
            if stage.list(expiry, kind, strike).is_ok() {
                displaced += 1;
            }
        }
        for strike in (1_900..=2_100).step_by(50) {
            for kind in 0..4 {
                displaced += u32::from(stage.list(expiry, kind, strike).is_ok());
            }
        }
        // The 24 nearest are five strikes of four kinds and four of the next: 24 steps would do, and none leads back.
        assert!((20..200).contains(&displaced), "{displaced}");
        let before = listed(&stage);
        let near = |strike: u128| before.iter().filter(|it| it.1 == strike).count();
        assert_eq!([1_900, 1_950, 2_000, 2_050, 2_100].map(near), [4; 5]);
        let full = revert(&IRiskManager::RiskTooManySeries { expiry });
        for strike in [1_000, 1_500, 2_500, 4_000] {
            assert_eq!(reverted(stage.list(expiry, 0, strike)), full);
        }
        assert_eq!(listed(&stage), before);
    }

    #[test]
    fn gives_every_expiry_room_for_twenty_four_series() {
        let mut stage = Trading::set();
        let expiry = stage.expiry;
        for strike in 0..24 {
            stage
                .list(expiry, 0, 1_500 + 50 * strike)
                .expect("there is room");
        }
        let full = revert(&IRiskManager::RiskTooManySeries { expiry });
        assert_eq!(reverted(stage.list(expiry, 1, 2_700)), full);
        assert_eq!(reverted(stage.list(expiry, 1, 1_500)), full);
        stage
            .list(expiry + 7 * 86_400, 0, 2_000)
            .expect("another expiry");
    }

    /// Eight may be listed at any time, and one that has not settled is still there.
    #[test]
    fn waits_for_a_settlement_where_eight_expiries_live() {
        let mut stage = Trading::set();
        let all = books::expiries(&stage);
        assert_eq!(all.len(), 8);
        for expiry in &all {
            stage.list(*expiry, 0, 2_000).expect("there is room");
        }
        let (user, oracle, market) = (stage.pricing.user, stage.oracle, stage.market);
        let observe = IOracle::observeCall { settling: 0 };
        stage.send(user, oracle, observe).expect("observed");
        let past = all[1];
        stage.node().warp_to(past - 1_900).expect("later");
        stage.push(200_000);
        stage.node().warp_to(past + 60).expect("later");
        stage.push(200_000);
        let ninth = books::expiries(&stage);
        let ninth = *ninth
            .iter()
            .find(|it| !all.contains(it))
            .expect("a new one");
        let full = revert(&IRiskManager::RiskTooManyExpiries {});
        assert_eq!(reverted(stage.list(ninth, 0, 2_000)), full);
        stage.list(all[2], 0, 2_100).expect("it lives already");
        let proof = IOracle::proveExpiryCall {
            expiry: past,
            roundIds: vec![2],
        };
        stage.send(user, oracle, proof).expect("proven");
        let settle = IMarket::settleCall { expiry: past };
        stage.send(user, market, settle).expect("settled");
        stage.list(ninth, 0, 2_000).expect("there is room again");
    }
}

mod prices {
    use super::*;

    #[test]
    fn that_jump_leave_only_closing() {
        let mut stage = listed();
        let trader = stage.trader;
        let buy = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &buy).expect("bought");
        stage.node().warp(60);
        stage.push(240_000);
        let only = revert(&IRiskManager::RiskOnlyClosing {});
        assert_eq!(reverted(stage.trade(trader, &buy)), only);
        let sell = [stage.leg(0, 2_100, -500)];
        stage.trade(trader, &sell).expect("sold");
        assert_eq!(reverted(stage.trade(trader, &buy)), only);
    }

    #[test]
    fn that_are_stale_are_no_prices() {
        let mut stage = listed();
        let (trader, expiry) = (stage.trader, stage.expiry);
        let buy = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &buy).expect("bought");
        stage.node().warp(4_000);
        let none = revert(&IRiskManager::RiskNoPrice {});
        assert_eq!(reverted(stage.trade(trader, &buy)), none);
        let sell = [stage.leg(0, 2_100, -1_000)];
        assert_eq!(reverted(stage.trade(trader, &sell)), none);
        assert_eq!(reverted(stage.list(expiry, 0, 2_200)), none);
    }

    #[test]
    fn of_an_old_surface_open_nothing_after_twenty_minutes_and_close_until_an_hour() {
        let mut stage = listed();
        let (trader, expiry) = (stage.trader, stage.expiry);
        let buy = [stage.leg(0, 2_100, 2_000)];
        let sell = [stage.leg(0, 2_100, -1_000)];
        stage.trade(trader, &buy).expect("bought");
        stage.node().warp(1_300);
        stage.push(200_000);
        let too_old = |data: Bytes| {
            let selector = IOptionPricer::PricerSurfaceStale::SELECTOR;
            assert!(data.starts_with(&selector), "{data}");
        };
        too_old(reverted(stage.trade(trader, &buy)));
        stage.trade(trader, &sell).expect("sold");
        stage.node().warp(2_500);
        stage.push(200_000);
        too_old(reverted(stage.trade(trader, &sell)));
        stage.post(expiry);
        stage.trade(trader, &sell).expect("sold");
    }

    #[test]
    fn in_the_last_half_hour_follow_the_average() {
        let mut stage = listed();
        let (trader, expiry) = (stage.trader, stage.expiry);
        let buy = [stage.leg(0, 2_100, 2_000)];
        stage.trade(trader, &buy).expect("bought");
        stage.node().warp_to(expiry - 1_801).expect("later");
        stage.push(220_000);
        stage.node().warp_to(expiry - 1_000).expect("later");
        stage.post(expiry);
        stage.node().warp_to(expiry - 60).expect("later");
        stage.push(200_000);
        let id = account_of(trader);
        let quote = IMarket::quoteCall {
            id,
            legs: vec![stage.leg(0, 2_100, -1_000)],
        };
        let quoted = stage.ask(stage.market, quote);
        // 29 of 30 minutes at 2,200: the option settles near 2,193, whatever the spot is now.
        let mark = quoted._1[0].mark / WAD;
        assert!((91..=95).contains(&mark), "{mark}");
        let late = reverted(stage.trade(trader, &buy));
        assert_eq!(late, revert(&IOptionPricer::PricerTooLateToOpen {}));
    }

    #[test]
    fn of_an_order_on_an_expiry_that_settles_and_one_that_does_not_are_of_one_trade() {
        let mut stage = listed();
        let (trader, expiry) = (stage.trader, stage.expiry);
        let later = expiry + 7 * 86_400;
        stage.list(later, 0, 2_100).expect("on the grid");
        stage.post(later);
        let legs = |stage: &Trading, thousandths| {
            let mut other = stage.leg(0, 2_100, thousandths);
            other.expiry = later;
            vec![stage.leg(0, 2_100, thousandths), other]
        };
        let buy = legs(&stage, 3_000);
        stage.trade(trader, &buy).expect("bought");
        stage.node().warp_to(expiry - 1_801).expect("later");
        stage.push(212_000);
        stage.node().warp_to(expiry - 900).expect("later");
        stage.post(expiry);
        stage.post(later);
        stage.node().warp_to(expiry - 600).expect("later");
        stage.push(208_000);
        let close = legs(&stage, -3_000);
        let call = IMarket::quoteCall {
            id: account_of(trader),
            legs: close.clone(),
        };
        let quoted = stage.ask(stage.market, call)._1;
        let settling = expiry;
        let seen = stage.ask(stage.oracle, IOracle::snapshotCall { settling });
        let backing = stage.ask(stage.vault, IVault::backingCall {});
        let context = IRiskManager::TradeContext {
            state: seen.state,
            late: seen.late,
            spot: seen.spot,
            deviation: seen.deviation,
            settling,
            average: seen.average,
            averagedSecs: seen.averagedSecs,
            backing: backing.to::<u128>() * (WAD / 1_000_000),
        };
        let pool = stage.ask(stage.risk, IRiskManager::figuresCall { context });
        let known = u128::from(seen.averagedSecs);
        let average = (seen.average * known + seen.spot * (1_800 - known)) / 1_800;
        assert!(average > seen.spot + 10 * WAD, "the spot fell late");
        let orders = close.iter().map(|leg| IOptionPricer::QuoteOrder {
            expiry: leg.expiry,
            kind: leg.kind,
            opening: false,
            strike: leg.strike,
            quantity: leg.quantity,
        });
        let call = IOptionPricer::quoteManyCall {
            context: IOptionPricer::QuoteContext {
                spot: seen.spot,
                carry: 0,
                feedDeviation: seen.deviation,
                nav: pool._0.nav,
                poolVega: pool._0.vega,
                reserve: pool._0.reserve,
                maxAgeSecs: 3_600,
                settling,
                settlingSpot: average,
                sequential: true,
            },
            orders: orders.collect(),
        };
        let expected = stage.pricing.ask(call);
        for (line, own) in quoted.iter().zip(&expected) {
            assert_eq!((line.total, line.mark), (own.total, own.mark));
            assert_eq!((line.fee, line.delta), (own.fee, own.delta));
        }
        assert_eq!((quoted.len(), expected.len()), (2, 2));
        stage.trade(trader, &close).expect("closed");
    }
}

mod the_book {
    use super::*;

    #[test]
    fn is_changed_by_the_market_alone() {
        let mut stage = listed();
        let (trader, risk, expiry) = (stage.trader, stage.risk, stage.expiry);
        let not_market = revert(&IRiskManager::RiskNotMarket { caller: trader });
        let context = IRiskManager::TradeContext {
            state: 0,
            late: false,
            spot: 2_000 * WAD,
            deviation: 0,
            settling: 0,
            average: 0,
            averagedSecs: 0,
            backing: WAD,
        };
        let commit = IRiskManager::commitCall {
            context,
            legs: vec![],
        };
        assert_eq!(reverted(stage.send(trader, risk, commit)), not_market);
        let settle = IRiskManager::settleCall { expiry, price: WAD };
        assert_eq!(reverted(stage.send(trader, risk, settle)), not_market);
    }

    #[test]
    fn is_not_valued_at_prices_that_do_not_fit() {
        let stage = listed();
        let context = |average| IRiskManager::TradeContext {
            state: 0,
            late: false,
            spot: 2_000 * WAD,
            deviation: 0,
            settling: stage.expiry,
            average,
            averagedSecs: 900,
            backing: WAD,
        };
        let ask = |average| {
            let context = context(average);
            stage.try_ask(stage.risk, IRiskManager::figuresCall { context })
        };
        ask(2_000 * WAD).expect("a price");
        let overflow = revert(&IRiskManager::RiskOverflow {});
        assert_eq!(reverted(ask(u128::MAX / 900 + 1)), overflow);
    }

    #[test]
    fn of_legs_adds_up_to_a_full_re_mark() {
        let mut stage = listed();
        let trader = stage.trader;
        for legs in [
            vec![stage.leg(0, 2_100, 7_000), stage.leg(1, 1_900, 3_000)],
            vec![stage.leg(0, 2_100, -2_500)],
            vec![stage.leg(1, 1_900, 11_111)],
        ] {
            stage.trade(trader, &legs).expect("traded");
        }
        // I5: the pool's figures are those of its positions, asked of the pricer one expiry at a time.
        let book = stage.ask(stage.risk, IRiskManager::bookCall {});
        let legs: Vec<_> = book
            .iter()
            .map(|it| IOptionPricer::BookLeg {
                expiry: it.expiry,
                kind: it.kind,
                strike: it.strike,
                quantity: it.quantity,
            })
            .collect();
        let context = IOptionPricer::BookContext {
            spot: 2_000 * WAD,
            carry: 0,
            maxAgeSecs: 3_600,
            settling: 0,
            settlingSpot: 0,
        };
        let call = IOptionPricer::assessCall { context, legs };
        let marked = stage.pricing.ask(call)._0;
        let value = stage.ask(stage.risk, IRiskManager::poolValueCall { leaving: false });
        assert_eq!(value.mark, marked.mark);
        assert_eq!((value.high, value.low), (marked.high, marked.low));
        assert!(value.low < value.mark && value.mark < value.high);
        assert!(value.reserve > 0);
    }
}
