//! Selling to the pool with margin, on the real contracts: what an account may sell, what it may take out, what happens when
//! the price moves against it, and how it settles.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolError;
use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

/// One dollar in WAD.
const ONE: i128 = WAD.cast_signed();

/// A stage with calls and puts around the money, and a trader with so many dollars.
fn stage(dollars: u64) -> (Trading, Address) {
    let mut stage = Trading::set();
    let expiry = stage.expiry;
    for strike in [1_900, 2_000, 2_100] {
        for kind in 0..4 {
            stage.list(expiry, kind, strike).expect("on the grid");
        }
    }
    let trader = stage.pricing.node.account(7);
    stage.fund(trader, usd(dollars)).expect("funded");
    (stage, trader)
}

fn withdraw(stage: &mut Trading, trader: Address, amount: U256) -> Result<(), Bytes> {
    let market = stage.market;
    let call = IMarket::withdrawCall {
        id: account_of(trader),
        amount,
        to: trader,
    };
    let sent = stage.send(trader, market, call);
    match sent {
        Ok(_) => Ok(()),
        Err(error) => Err(reverted::<()>(Err(error))),
    }
}

fn is_initial_margin(data: &Bytes) -> bool {
    data[..4] == IRiskManager::RiskInitialMargin::SELECTOR
}

/// The price changes to so many cents, with a fresh surface.
fn moves(stage: &mut Trading, cents: i128) {
    stage.node().warp(60);
    stage.push(cents);
    let expiry = stage.expiry;
    stage.post(expiry);
}

/// Moves by steps small enough for no jump.
fn drifts(stage: &mut Trading, from: i128, to: i128) {
    let mut at = from;
    while at != to {
        let step = (to - at).clamp(-at / 15, at / 15);
        at += step;
        stage.node().warp(900);
        stage.push(at * 100);
        let (user, oracle) = (stage.pricing.user, stage.oracle);
        let observe = IOracle::observeCall { settling: 0 };
        stage.send(user, oracle, observe).expect("noted");
    }
    let expiry = stage.expiry;
    stage.post(expiry);
}

/// The expiry comes at so many dollars, proven and settled.
fn settles(stage: &mut Trading, dollars: i128) {
    let expiry = stage.expiry;
    stage.node().warp_to(expiry - 3_600).expect("later");
    stage.push(dollars * 100);
    stage.node().warp_to(expiry + 60).expect("later");
    let round = stage.feeds.latest(&stage.pricing.node);
    let proof = IOracle::proveExpiryCall {
        expiry,
        roundIds: vec![round],
    };
    let (user, oracle, market) = (stage.pricing.user, stage.oracle, stage.market);
    stage.send(user, oracle, proof).expect("proven");
    let settle = IMarket::settleCall { expiry };
    stage.send(user, market, settle).expect("settled");
}

fn settle_accounts(stage: &mut Trading, traders: &[Address]) {
    let (user, market) = (stage.pricing.user, stage.market);
    let ids = traders.iter().map(|it| account_of(*it)).collect();
    let call = IMarket::settleAccountsCall { ids };
    stage.send(user, market, call).expect("settled");
}

/// I1 and I2: every unit has two sides, and all money is accounted for.
fn audit(stage: &Trading, traders: &[Address]) {
    let tracked = stage.ask(stage.market, IMarket::trackedCall {});
    assert_eq!(tracked, stage.balance(stage.market));
    let pool = stage.ask(stage.vault, IVault::poolCall {});
    assert_eq!(U256::from(pool.held), stage.balance(stage.vault));
    let others = [stage.liquidator, stage.treasury, stage.trader];
    let all = traders.iter().chain(&others);
    let accounts: Vec<_> = all.map(|it| stage.standing(*it)).collect();
    let cash: i128 = accounts.iter().map(|(cash, _)| *cash).sum();
    assert_eq!(
        cash,
        i128::try_from(tracked).unwrap(),
        "all money is somebody's"
    );
    for line in stage.ask(stage.risk, IRiskManager::bookCall {}) {
        let held = accounts.iter().flat_map(|(_, held)| held);
        let same = held
            .filter(|it| (it.expiry, it.kind, it.strike) == (line.expiry, line.kind, line.strike));
        assert_eq!(same.map(|it| it.quantity).sum::<i128>(), -line.quantity);
    }
}

mod an_opening_sale {
    use super::*;

    #[test]
    fn brings_its_premium_and_needs_its_margin() {
        let (mut stage, trader) = stage(1_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        let (paid, _) = stage.trade(trader, &legs).expect("it has its margin");
        assert!(paid < 0, "a seller receives");
        let (cash, held) = stage.standing(trader);
        assert_eq!(cash, 1_000_000_000 - paid);
        assert_eq!(held, legs);
        let figures = stage.health(trader);
        assert!(figures.initial > 0 && figures.maintenance > figures.initial);
        assert_eq!(figures.naked, WAD);
        assert_eq!(figures.contingency, 40 * WAD);
        // The pricer says the same of the same account.
        let spot = 2_000 * WAD;
        let context = IOptionPricer::MarginContext {
            spot,
            carry: 0,
            maxAgeSecs: 3_600,
            settling: 0,
            settlingSpot: spot,
            late: false,
        };
        let leg = IOptionPricer::BookLeg {
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
        let (mut stage, trader) = stage(300);
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
        let (mut stage, trader) = stage(150);
        let naked = [stage.leg(0, 2_000, -1_000)];
        assert!(is_initial_margin(&reverted(stage.trade(trader, &naked))));
        let spread = [stage.leg(0, 2_000, -1_000), stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &spread).expect("it can lose 100");
        let figures = stage.health(trader);
        let (cash, _) = stage.standing(trader);
        assert_eq!(figures.least, -100 * ONE);
        assert!(figures.initial >= cash * 1_000_000_000_000 - 100 * ONE);
        audit(&stage, &[trader]);
    }

    #[test]
    fn of_more_than_is_held_crosses_to_the_other_side() {
        let (mut stage, trader) = stage(5_000);
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
    fn of_a_digital_needs_what_it_can_pay() {
        let (mut stage, trader) = stage(500);
        let legs = [stage.leg(2, 2_000, -600_000)];
        let data = stage.trade(trader, &legs);
        data.expect("600 dollars at most, of which its premium is there");
        let more = [stage.leg(2, 2_000, -900_000)];
        assert!(is_initial_margin(&reverted(stage.trade(trader, &more))));
    }

    #[test]
    fn waits_while_the_price_has_jumped_and_closing_does_not() {
        let (mut stage, trader) = stage(5_000);
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

mod a_withdrawal {
    use super::*;

    #[test]
    fn leaves_the_initial_margin() {
        let (mut stage, trader) = stage(2_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        let free = stage.health(trader).initial;
        let units = U256::from(free.unsigned_abs() / 1_000_000_000_000);
        let refused = withdraw(&mut stage, trader, units + U256::ONE);
        assert!(refused.is_err_and(|data| is_initial_margin(&data)));
        withdraw(&mut stage, trader, units).expect("all that is free");
        let left = stage.health(trader).initial;
        assert!((0..1_000_000_000_000).contains(&left), "{left}");
        audit(&stage, &[trader]);
    }

    #[test]
    fn waits_for_a_price_when_something_is_sold() {
        let (mut stage, trader) = stage(2_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        stage.node().warp(2 * 86_400);
        let no_price = revert(&IRiskManager::RiskNoPrice {});
        assert_eq!(withdraw(&mut stage, trader, U256::ONE), Err(no_price));
        stage.fund(trader, usd(10)).expect("margin can be added");
    }
}

mod an_account_that_the_price_moves_against {
    use super::*;

    /// An account whose short calls have run beyond its margin.
    fn called() -> (Trading, Address) {
        let (mut stage, trader) = stage(700);
        let legs = [stage.leg(0, 2_000, -1_000), stage.leg(0, 2_100, 200)];
        stage.trade(trader, &legs).expect("sold");
        drifts(&mut stage, 2_000, 2_500);
        (stage, trader)
    }

    #[test]
    fn can_be_read_before_it_is_called() {
        let (mut stage, trader) = stage(700);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        let id = account_of(trader);
        let far = stage.ask(stage.liquidator, ILiquidator::distanceOfCall { id });
        let (down, up, vol_up) = (far.spotDown, far.spotUp, far.volUp);
        assert_eq!(down, 0, "a short call fears no fall");
        assert!(up > WAD && up < 2 * WAD, "{up}");
        assert!(vol_up > WAD, "{vol_up}");
        // At that spot nothing is left of the margin, just before it there is some.
        let cents = |factor: u128| (200_000 * factor / WAD).cast_signed();
        let near = |stage: &mut Trading, cents| {
            let round = stage.node().snapshot();
            stage.push(cents);
            let left = stage.health(trader).maintenance;
            stage.node().revert_to(&round);
            left
        };
        assert!(near(&mut stage, cents(up - WAD / 500)) > 0);
        assert!(near(&mut stage, cents(up + WAD / 500)) < 0);
    }

    #[test]
    fn may_close_but_not_open_nor_withdraw_nor_drop_its_hedge() {
        let (mut stage, trader) = called();
        let figures = stage.health(trader);
        assert!(figures.maintenance < 0, "{figures:?}");
        let open = [stage.leg(0, 2_100, -100)];
        let data = reverted(stage.trade(trader, &open));
        assert!(is_initial_margin(&data), "{data}");
        let refused = withdraw(&mut stage, trader, U256::ONE);
        assert!(refused.is_err_and(|data| is_initial_margin(&data)));
        let hedge = [stage.leg(0, 2_100, -200)];
        let data = reverted(stage.trade(trader, &hedge));
        assert!(is_initial_margin(&data), "worse off: {data}");
        let back = [stage.leg(0, 2_000, 500)];
        stage.trade(trader, &back).expect("less risk");
        assert!(stage.health(trader).maintenance > figures.maintenance);
        audit(&stage, &[trader]);
    }

    #[test]
    fn is_well_again_with_more_money() {
        let (mut stage, trader) = called();
        let missing = stage.health(trader).initial.unsigned_abs() / 1_000_000_000_000;
        let amount = U256::from(missing + 1);
        stage.fund(trader, amount).expect("margin is added");
        assert!(stage.health(trader).initial >= 0);
    }

    #[test]
    fn needs_more_when_the_price_is_late() {
        let (mut stage, trader) = stage(2_000);
        let legs = [stage.leg(0, 2_000, -1_000)];
        stage.trade(trader, &legs).expect("sold");
        // Half of an hour's heartbeat and five minutes of slack.
        stage.node().warp(1_960);
        let expiry = stage.expiry;
        stage.post(expiry);
        let context = stage.ask(stage.oracle, IOracle::snapshotCall { settling: 0 });
        assert!(context.late);
        let late = stage.health(trader);
        stage.push(200_000);
        let fresh = stage.health(trader);
        let more = fresh.initial - late.initial;
        assert!((more - 20 * ONE).abs() < ONE / 100, "{more}");
        assert!((fresh.maintenance - late.maintenance).abs() < ONE / 100);
    }
}

mod settlement {
    use super::*;

    #[test]
    fn takes_from_who_sold_and_pays_the_pool() {
        let (mut stage, trader) = stage(2_000);
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
        let (mut stage, seller) = stage(2_000);
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
        let (mut stage, seller) = stage(700);
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
    fn of_what_is_worth_nothing_leaves_the_premium() {
        let (mut stage, trader) = stage(2_000);
        let sell = [stage.leg(1, 1_900, -1_000), stage.leg(0, 2_100, -1_000)];
        stage.trade(trader, &sell).expect("sold");
        let (cash, _) = stage.standing(trader);
        settles(&mut stage, 2_000);
        withdraw(&mut stage, trader, U256::from(cash.unsigned_abs())).expect("all is his");
        assert_eq!(stage.standing(trader), (0, vec![]));
        audit(&stage, &[trader]);
    }
}

mod an_account {
    use super::*;

    #[test]
    fn of_nobody_takes_no_money() {
        let (mut stage, trader) = stage(10);
        let market = stage.market;
        stage.give(trader, usd(1), market);
        let call = IMarket::depositCall {
            id: U256::from(7),
            amount: usd(1),
        };
        let refused = revert(&IMarket::MarketArgument {
            name: contract_tests::authority::key("id"),
        });
        assert_eq!(reverted(stage.send(trader, market, call)), refused);
    }
}
