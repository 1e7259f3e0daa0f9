//! The pool's book: who changes it, and its value.

use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod the_book {
    use super::*;

    #[test]
    fn is_changed_only_by_the_market() {
        let mut stage = Trading::listed();
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
            backing: WAD.cast_signed(),
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
        let stage = Trading::listed();
        let context = |average| IRiskManager::TradeContext {
            state: 0,
            late: false,
            spot: 2_000 * WAD,
            deviation: 0,
            settling: stage.expiry,
            average,
            averagedSecs: 900,
            backing: WAD.cast_signed(),
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
        let mut stage = Trading::listed();
        let trader = stage.trader;
        for legs in [
            vec![stage.leg(0, 2_100, 7_000), stage.leg(1, 1_900, 3_000)],
            vec![stage.leg(0, 2_100, -2_500)],
            vec![stage.leg(1, 1_900, 11_111)],
        ] {
            stage.trade(trader, &legs).expect("traded");
        }
        // I5: the pool's figures are those of its positions, from the pricer, one expiry at a time.
        let book = stage.ask(stage.risk, IRiskManager::bookCall {});
        let legs: Vec<_> = book
            .iter()
            .map(|it| IOptionPricer::Position {
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
