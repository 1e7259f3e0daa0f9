//! Settlement of bought positions.

use alloy_primitives::{Address, U256};
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod settlement {
    use super::*;

    #[test]
    fn waits_for_the_price_and_happens_once() {
        let mut stage = Trading::listed();
        let (user, market, expiry) = (stage.pricing.user, stage.market, stage.expiry);
        let early = revert(&IMarket::MarketNotSettleable { expiry });
        let settle = IMarket::settleCall { expiry };
        assert_eq!(reverted(stage.send(user, market, settle.clone())), early);
        stage.node().warp_to(expiry + 1).expect("later");
        assert_eq!(reverted(stage.send(user, market, settle.clone())), early);
        let mut stage = Trading::listed();
        let (trader, legs) = (stage.trader, [stage.leg(0, 2_100, 1_000)]);
        stage.trade(trader, &legs).expect("bought");
        stage.expire(2_200);
        stage.send(user, market, settle.clone()).expect("settled");
        let again = revert(&IMarket::MarketSettled { expiry });
        assert_eq!(reverted(stage.send(user, market, settle)), again);
        let row = stage.ledger(expiry);
        let hundred = 100 * u128::from(USD);
        assert_eq!(
            (row.price, row.claims, row.paid),
            (2_200 * WAD, hundred, hundred)
        );
        assert_eq!((row.drawn, row.sellers, row.holders), (0, 0, 1));
        assert!(stage.ask(stage.risk, IRiskManager::bookCall {}).is_empty());
    }

    #[test]
    fn pays_every_kind_its_payoff() {
        let mut stage = Trading::listed();
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
        stage.expire(2_137);
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

    /// The pool has ten million and owes fourteen. One trader has sold on to it what it sold, and pays their million.
    #[test]
    fn pays_first_and_last_the_same_part_and_owes_the_rest() {
        let mut stage = Trading::listed();
        let (market, expiry) = (stage.market, stage.expiry);
        let [first, last, seller] = [7, 8, 9].map(|index| stage.pricing.node.account(index));
        let ids = [first, last, seller].map(account_of);
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
        stage.audit(&ids);
        stage.expire(12_100);
        let money = |stage: &Trading, whose| stage.standing(whose).0;
        let before = [first, last, seller].map(|whose| money(&stage, whose));
        let bond = stage.bond(account_of(seller));
        let pool = stage.ask(stage.vault, IVault::poolCall {}).held;
        let settle = IMarket::settleCall { expiry };
        stage.send(first, market, settle).expect("settled");
        let owes = 100 * 10_000 * u128::from(USD);
        let claims = 15 * owes;
        let known = stage.ask(stage.vault, IVault::poolCall {});
        assert_eq!((known.held, known.owed, known.debts), (pool, claims, owes));
        let settles = |stage: &mut Trading, whose: Address| {
            let ids = vec![account_of(whose)];
            let call = IMarket::settleAccountsCall { ids };
            stage.send(whose, market, call).expect("settled");
        };
        // Who comes before the last seller is settled finds nothing yet, and loses nothing by it.
        settles(&mut stage, first);
        assert_eq!(money(&stage, first), before[0]);
        stage.audit(&ids);
        settles(&mut stage, seller);
        let paid = pool + owes;
        let row = stage.ledger(expiry);
        assert_eq!((row.claims, row.paid), (claims, paid));
        let known = stage.ask(stage.vault, IVault::poolCall {});
        assert_eq!((known.held, known.owed), (0, claims - paid));
        for whose in [last, first] {
            settles(&mut stage, whose);
        }
        let after = [first, last, seller].map(|whose| money(&stage, whose));
        let [earlier, later, paid_in] = [0, 1, 2].map(|of| after[of] - before[of]);
        assert_eq!(paid_in, bond - owes.cast_signed());
        let of = |claim: u128| (claim * paid / claims).cast_signed();
        assert_eq!((earlier, later), (of(6 * owes), of(9 * owes)));
        stage.audit(&ids);
        // Nobody joins a pool that owes more than it has, and nobody opens.
        assert!(stage.join(stage.lp, usd(10)).is_err());
        // What comes later is theirs, whoever brings it.
        let (giver, rest) = (stage.trader, claims - paid);
        stage.give(giver, U256::from(rest), market);
        let half = IMarket::payClaimsCall {
            amount: U256::from(rest / 2),
        };
        stage.send(giver, market, half).expect("anyone may");
        let other = IMarket::payClaimsCall {
            amount: U256::from(rest - rest / 2),
        };
        settles(&mut stage, first);
        stage.audit(&ids);
        stage.send(giver, market, other).expect("anyone may");
        for whose in [first, last] {
            settles(&mut stage, whose);
        }
        let after = [first, last].map(|whose| money(&stage, whose));
        let got = [0, 1].map(|of| (after[of] - before[of]).unsigned_abs());
        assert_eq!(got, [6 * owes, 9 * owes]);
        let row = stage.ledger(expiry);
        assert_eq!((row.paid, row.drawn, row.holders), (claims, claims, 0));
        stage.audit(&ids);
        // And each of them can withdraw it.
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
        let mut stage = Trading::listed();
        let (trader, market, expiry) = (stage.trader, stage.market, stage.expiry);
        let legs = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &legs).expect("bought");
        stage.expire(2_200);
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
    fn stops_trading_of_a_past_expiry_and_providers_wait_for_it() {
        let mut stage = Trading::listed();
        let (trader, lp, expiry) = (stage.trader, stage.lp, stage.expiry);
        let buy = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &buy).expect("bought");
        stage.expire(2_200);
        let sell = [stage.leg(0, 2_100, -1_000)];
        let past = revert(&IRiskManager::RiskExpired { expiry });
        assert_eq!(reverted(stage.trade(trader, &sell)), past);
        assert!(stage.join(lp, usd(10)).is_err(), "a provider waits");
        let market = stage.market;
        let settle = IMarket::settleCall { expiry };
        stage.send(trader, market, settle).expect("settled");
        stage.join(lp, usd(10)).expect("now they join");
    }

    #[test]
    fn another_expiry_is_not_held_up() {
        let mut stage = Trading::listed();
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
