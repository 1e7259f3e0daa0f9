//! The chain of series.

use crate::support::{LIMITS, Reason, Screen};
use alloy_primitives::U256;
use contract_tests::authority::pause;
use contract_tests::books::{self, MAX_SERIES};
use contract_tests::feeds::{FULL, REDUCE, SETTLE_ONLY};
use contract_tests::lens::*;
use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::reverted;
use contract_tests::trading::*;

fn all(chain: &[ChainSeries], reason: Reason) {
    assert!(!chain.is_empty());
    for series in chain {
        assert_eq!(series.unmarked, reason);
        assert_eq!(series.unquoted, reason);
        assert_eq!(series.unopened, reason);
    }
}

#[test]
fn is_empty_while_nothing_is_listed() {
    let screen = Screen::set();
    assert!(screen.holds().is_empty());
    assert_eq!(screen.chain().0.state, FULL);
}

#[test]
fn shows_the_prices_of_orders() {
    let screen = Screen::with_a_book();
    let chain = screen.holds();
    assert_eq!(chain.len(), 4);
    for series in &chain {
        assert_eq!(series.unopened, NOTHING);
        assert!(series.bid < series.mark && series.mark < series.ask);
    }
}

#[test]
fn of_an_expiry_is_its_part_of_the_whole() {
    let mut screen = Screen::with_a_book();
    let later = screen.stage.expiry + 7 * 86_400;
    screen.stage.post(later);
    screen.stage.list(later, 0, 2_100).expect("on the grid");
    let (state, whole) = screen.chain();
    let market = screen.stage.market;
    for expiry in [screen.stage.expiry, later, later + 1] {
        let part = screen
            .stage
            .ask(screen.lens, ILens::chain_1Call { market, expiry });
        assert_eq!(part._0, state);
        let of_it = whole.iter().filter(|series| series.expiry == expiry);
        assert_eq!(part._1, of_it.cloned().collect::<Vec<_>>());
    }
    let rising = whole
        .windows(2)
        .all(|pair| pair[0].expiry <= pair[1].expiry);
    assert!(rising);
}

#[test]
fn shows_series_that_are_too_far_from_the_money_to_open() {
    let mut screen = Screen::with_a_book();
    let expiry = screen.stage.expiry;
    screen.stage.list(expiry, 0, 3_950).expect("on the grid");
    let chain = screen.holds();
    let far = chain
        .iter()
        .find(|it| it.strike == 3_950 * WAD)
        .expect("it");
    let reason = reason::<IOptionPricer::PricerDeltaOutsideOpening>();
    assert_eq!((far.unmarked, far.unquoted), (NOTHING, NOTHING));
    assert_eq!(far.unopened, reason);
    assert!(chain.iter().filter(|it| it.unopened == NOTHING).count() == 4);
}

#[test]
fn hides_nothing_behind_an_expiry_without_a_surface() {
    let mut screen = Screen::with_a_book();
    let later = screen.stage.expiry + 7 * 86_400;
    screen.stage.list(later, 1, 2_100).expect("on the grid");
    let chain = screen.holds();
    let (of_later, others): (Vec<_>, Vec<_>) = chain.into_iter().partition(|it| it.expiry == later);
    all(&of_later, reason::<IOptionPricer::PricerSurfaceMissing>());
    assert!(others.iter().all(|it| it.unopened == NOTHING));
}

#[test]
fn tells_a_surface_too_old_to_open_from_one_too_old_to_close() {
    let mut screen = Screen::with_a_book();
    let stale = reason::<IOptionPricer::PricerSurfaceStale>();
    screen.warp(1_201);
    for series in screen.holds() {
        assert_eq!((series.unmarked, series.unquoted), (NOTHING, NOTHING));
        assert_eq!(series.unopened, stale);
    }
    screen.warp(2_400);
    all(&screen.holds(), stale);
}

#[test]
fn keeps_marks_while_an_expiry_of_the_book_cannot_be_marked() {
    let mut screen = Screen::with_a_book();
    let later = screen.stage.expiry + 7 * 86_400;
    screen.stage.list(later, 0, 2_000).expect("on the grid");
    screen.warp(3_601);
    screen.stage.post(later);
    let stale = reason::<IOptionPricer::PricerSurfaceStale>();
    let chain = screen.holds();
    let (of_later, others): (Vec<_>, Vec<_>) = chain.into_iter().partition(|it| it.expiry == later);
    all(&others, stale);
    // The pool cannot value itself, so it quotes nothing. The mark needs no pool.
    assert_eq!(of_later[0].unmarked, NOTHING);
    assert!(of_later[0].mark > 0 && of_later[0].gamma > 0);
    assert_eq!((of_later[0].ask, of_later[0].bid), (0, 0));
    assert_eq!((of_later[0].unquoted, of_later[0].unopened), (stale, stale));
}

#[test]
fn says_that_opening_is_halted() {
    let mut screen = Screen::with_a_book();
    screen.warp(60);
    let mut bad = screen.stage.pricing.slice_until(screen.stage.expiry);
    bad.level *= 9;
    let (accepted, _) = screen.stage.pricing.post(&bad).expect("it is signed");
    assert!(!accepted);
    let halted = reason::<IOptionPricer::PricerOpeningHalted>();
    for series in screen.holds() {
        assert_eq!((series.unquoted, series.unopened), (NOTHING, halted));
    }
}

#[test]
fn says_that_there_is_no_price() {
    let mut screen = Screen::with_a_book();
    screen.warp(4_000);
    let chain = screen.holds();
    assert_eq!(screen.chain().0.state, SETTLE_ONLY);
    all(&chain, reason::<IRiskManager::RiskNoPrice>());
}

#[test]
fn says_that_only_closing_is_left_after_a_jump() {
    let mut screen = Screen::with_a_book();
    screen.warp(60);
    screen.stage.push(240_000);
    let chain = screen.holds();
    assert_eq!(screen.chain().0.state, REDUCE);
    for series in chain {
        assert_eq!(series.unopened, reason::<IRiskManager::RiskOnlyClosing>());
        assert_eq!(series.unquoted, NOTHING);
    }
}

#[test]
fn says_that_a_contract_is_paused() {
    for of_market in [false, true] {
        let mut screen = Screen::with_a_book();
        let stage = &mut screen.stage;
        let module = if of_market { stage.market } else { stage.risk };
        let (owner, authority) = (stage.pricing.owner, stage.pricing.authority);
        stage.send(owner, authority, pause(module)).expect("paused");
        let trader = stage.lp;
        let leg = stage.leg(0, 2_000, 1_000);
        let refused = reverted(stage.trade(trader, &[leg]));
        let (market, chain) = screen.chain();
        assert_eq!(
            (market.marketPaused, market.riskPaused),
            (of_market, !of_market)
        );
        for series in chain {
            assert_eq!(series.unopened, refused[..4]);
            assert!(series.bid > 0);
        }
    }
}

/// As the pool's limits come near, the chain shows the same limit as an order meets.
#[test]
fn says_which_limit_a_unit_would_break() {
    let limits = ["vegaLimit", "deltaLimit", "tenPercentLimit", "worstLimit"];
    let mut screen = Screen::with_a_book();
    let shares = screen.stage.ask(
        screen.stage.vault,
        IVault::maxRedeemCall {
            owner: screen.stage.lp,
        },
    );
    // A small pool, so that one unit counts.
    let (lp, vault) = (screen.stage.lp, screen.stage.vault);
    let leave = IVault::redeemCall {
        shares: shares * U256::from(996) / U256::from(1_000),
        receiver: lp,
        owner: lp,
    };
    screen.stage.send(lp, vault, leave).expect("redeemed");
    let start = screen.stage.node().snapshot();
    for (name, expected) in limits.into_iter().zip(LIMITS) {
        let risk = screen.stage.risk;
        let tightened = screen.stage.decide(risk, name, U256::ONE);
        tightened.expect("within the bounds");
        let chain = screen.holds();
        let call = chain.iter().find(|it| it.kind == 0).expect("it");
        assert_eq!(call.unopened, expected, "{name}");
        screen.stage.node().revert_to(&start);
    }
}

#[test]
fn says_that_the_pool_is_worth_nothing() {
    let mut screen = Screen::with_a_book();
    let stage = &mut screen.stage;
    let (expiry, lp, vault) = (stage.expiry, stage.lp, stage.vault);
    let (user, oracle) = (stage.pricing.user, stage.oracle);
    let shares = stage.ask(vault, IVault::maxRedeemCall { owner: lp });
    let leave = IVault::redeemCall {
        shares,
        receiver: lp,
        owner: lp,
    };
    stage.send(lp, vault, leave).expect("redeemed");
    for _ in 0..3 {
        stage.push(4_000_000);
        let observe = IOracle::observeCall { settling: 0 };
        stage.send(user, oracle, observe).expect("observed");
        stage.node().warp(1_000);
    }
    stage.post(expiry);
    let chain = screen.holds();
    assert_eq!(screen.pool()._2.nav, 0);
    assert_eq!(screen.pool()._2.utilisation, WAD);
    for series in chain {
        assert_eq!(series.unopened, reason::<IRiskManager::RiskPoolWorthless>());
    }
}

#[test]
fn in_the_last_half_hour_goes_by_the_average() {
    let mut screen = Screen::with_a_book();
    let expiry = screen.stage.expiry;
    screen.stage.node().warp_to(expiry - 3_000).expect("later");
    screen.stage.push(205_000);
    screen.stage.node().warp_to(expiry - 900).expect("later");
    screen.stage.push(203_000);
    screen.stage.post(expiry);
    let (state, _) = screen.chain();
    assert_eq!(state.settling, expiry);
    assert!(state.averagedSecs > 800 && state.average != state.spot);
    let chain = screen.holds();
    let late = reason::<IOptionPricer::PricerTooLateToOpen>();
    for series in &chain {
        assert_eq!(series.unquoted, NOTHING);
        assert!([late, reason::<IRiskManager::RiskOnlyClosing>()].contains(&series.unopened));
    }
    screen.pool_holds();
}

#[test]
fn after_expiry_says_so_until_it_is_settled() {
    let mut screen = Screen::with_a_book();
    let expiry = screen.stage.expiry;
    screen.stage.node().warp_to(expiry + 60).expect("later");
    screen.stage.push(203_000);
    all(&screen.holds(), reason::<IRiskManager::RiskExpired>());
    assert_eq!(screen.pool_holds()._0.unsettled, expiry);
}

#[test]
fn of_a_full_book_shows_the_prices_of_orders() {
    let mut screen = Screen::set();
    let expiries = books::expiries(&screen.stage);
    let all = books::series(&expiries);
    books::post(&mut screen.stage, &expiries);
    books::fill(&mut screen.stage, &all, 0, 16);
    screen.holds();
    for series in &all[16..] {
        let strike = series.strike / WAD;
        let listed = screen.stage.list(series.expiry, series.kind, strike);
        listed.expect("on the grid");
    }
    let chain = screen.holds();
    assert_eq!(chain.len(), MAX_SERIES);
    assert!(chain.iter().filter(|it| it.unopened == NOTHING).count() > 150);
    screen.pool_holds();
}
