//! Selling to open: the margin that a sale needs.

use crate::support::{ONE, audit, is_initial_margin, moves, trader_with};
use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

mod an_opening_sale {
    use super::*;

    #[test]
    fn brings_its_premium_and_needs_its_margin() {
        let (mut stage, trader) = trader_with(1_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        let (paid, _) = stage.trade(trader, &legs).expect("it has its margin");
        assert!(paid < 0, "a seller receives");
        let (cash, held) = stage.standing(trader);
        assert_eq!(cash + stage.bond(account_of(trader)), 1_000_000_000 - paid);
        assert_eq!(held, legs);
        let figures = stage.health(trader);
        assert!(figures.initial > 0 && figures.maintenance > figures.initial);
        assert_eq!(figures.naked, WAD);
        assert_eq!(figures.contingency, 40 * WAD);
        // The pricer's answer for the same account is the same.
        let spot = 2_000 * WAD;
        let context = IOptionPricer::MarginContext {
            spot,
            carry: 0,
            maxAgeSecs: 3_600,
            settling: 0,
            settlingSpot: spot,
            late: false,
        };
        let leg = IOptionPricer::Position {
            expiry: stage.expiry,
            kind: 0,
            strike: 2_000 * WAD,
            quantity: -ONE,
        };
        let asked = stage.pricing.ask(IOptionPricer::marginCall {
            context,
            cash: cash * 1_000_000_000_000,
            legs: vec![leg],
        });
        assert_eq!(asked.value, figures.value);
        assert_eq!(asked.maintenance, figures.maintenance);
        assert_eq!(asked.initial, figures.initial);
        audit(&stage, &[trader]);
    }

    #[test]
    fn is_refused_without_its_margin_and_changes_nothing() {
        let (mut stage, trader) = trader_with(300);
        let before = stage.standing(trader);
        let legs = [stage.leg(0, 2_000, -1_000)];
        let data = reverted(stage.trade(trader, &legs));
        assert!(is_initial_margin(&data), "{data}");
        assert_eq!(stage.standing(trader), before);
        let smaller = [stage.leg(0, 2_000, -500)];
        stage.trade(trader, &smaller).expect("half of it has");
        audit(&stage, &[trader]);
    }

    #[test]
    fn of_a_spread_needs_no_more_than_it_can_lose() {
        let (mut stage, trader) = trader_with(150);
        let naked = [stage.leg(0, 2_000, -1_000)];
        assert!(is_initial_margin(&reverted(stage.trade(trader, &naked))));
        let spread = [stage.leg(0, 2_000, -1_000), stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &spread).expect("it can lose 100");
        let figures = stage.health(trader);
        let (cash, _) = stage.standing(trader);
        assert_eq!(figures.minPayoff, -100 * ONE);
        assert!(figures.initial >= cash * 1_000_000_000_000 - 100 * ONE);
        audit(&stage, &[trader]);
    }

    #[test]
    fn of_more_than_is_held_crosses_to_the_other_side() {
        let (mut stage, trader) = trader_with(5_000);
        let buy = [stage.leg(1, 1_900, 1_000)];
        stage.trade(trader, &buy).expect("bought");
        let sell = [stage.leg(1, 1_900, -3_000)];
        stage.trade(trader, &sell).expect("sold");
        assert_eq!(stage.standing(trader).1, [stage.leg(1, 1_900, -2_000)]);
        let back = [stage.leg(1, 1_900, 2_000)];
        stage.trade(trader, &back).expect("bought back");
        assert!(stage.standing(trader).1.is_empty());
        audit(&stage, &[trader]);
    }

    #[test]
    fn of_a_digital_needs_its_payout() {
        let (mut stage, trader) = trader_with(500);
        let legs = [stage.leg(2, 2_000, -600_000)];
        let data = stage.trade(trader, &legs);
        data.expect("600 dollars at most, of which its premium is there");
        let more = [stage.leg(2, 2_000, -900_000)];
        assert!(is_initial_margin(&reverted(stage.trade(trader, &more))));
    }

    #[test]
    fn waits_while_the_price_has_jumped_and_closing_does_not() {
        let (mut stage, trader) = trader_with(5_000);
        let sell = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &sell).expect("sold");
        let (user, oracle) = (stage.pricing.user, stage.oracle);
        let observe = || IOracle::observeCall { settling: 0 };
        stage.send(user, oracle, observe()).expect("noted");
        moves(&mut stage, 230_000);
        stage.send(user, oracle, observe()).expect("noted");
        let closing = revert(&IRiskManager::RiskOnlyClosing {});
        assert_eq!(reverted(stage.trade(trader, &sell)), closing);
        let half = [stage.leg(0, 2_000, 500)];
        stage.trade(trader, &half).expect("buying back is closing");
    }
}
