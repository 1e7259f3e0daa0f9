//! Listing of series: the rule, and what a full expiry displaces.

use contract_tests::authority::key;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{books, revert, reverted};

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
    // Seven strikes are nearer than both: in every kind, they are more than there is room for.
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

/// Listing whatever one likes comes to an end, and the series near the spot are listed then.
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
    // The 24 nearest are five strikes of four kinds and four of the next. 24 steps would do, and none leads back.
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
