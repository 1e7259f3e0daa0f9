//! What no key and nobody's silence can stop for longer than the specification says (L14).

use alloy_primitives::{Address, U256};
use contract_tests::authority::{DELAY_SECS, execute, pause, schedule, tighten};
use contract_tests::feeds::REDUCE;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use contract_tests::{revert, reverted};

const DAY: u64 = 86_400;

/// A trader who holds a call at 2,100, and nothing else.
fn holder() -> (Trading, Address) {
    let mut stage = Trading::listed();
    let trader = stage.trader;
    let legs = [stage.leg(0, 2_100, 1_000)];
    stage.trade(trader, &legs).expect("bought");
    (stage, trader)
}

fn observe(stage: &mut Trading, settling: u64) -> IOracle::OracleSnapshot {
    let (user, oracle) = (stage.pricing.user, stage.oracle);
    let call = IOracle::observeCall { settling };
    stage.send(user, oracle, call).expect("it never reverts").0
}

fn by_the_guardian(stage: &mut Trading, changes: &[(&str, u64)]) {
    let (guardian, authority) = (stage.pricing.guardian, stage.pricing.authority);
    for (name, value) in changes {
        let call = tighten(stage.oracle, name, U256::from(*value));
        stage.send(guardian, authority, call).expect("it is safer");
    }
}

/// Before, no list proved this expiry, and its winner waited for a proposal of the owner for ever.
#[test]
fn l14_nobody_proves_for_three_days_and_a_stranger_settles() {
    let (mut stage, trader) = holder();
    let (user, oracle, market) = (stage.pricing.user, stage.oracle, stage.market);
    let expiry = stage.expiry;
    stage.node().warp_to(expiry - 3_950).expect("later");
    stage.push(2_200 * 100);
    stage.node().warp_to(expiry - 1_000).expect("later");
    observe(&mut stage, expiry);
    stage.node().warp_to(expiry).expect("later");
    let proof = IOracle::proveExpiryCall {
        expiry,
        roundIds: vec![],
    };
    let carried = IOracle::OracleProofCarried {
        roundId: 2,
        secs: 3_950,
    };
    assert_eq!(reverted(stage.send(user, oracle, proof)), revert(&carried));
    let fallback = IOracle::fixFallbackCall { expiry };
    let settle = IMarket::settleCall { expiry };
    stage.node().warp_to(expiry + 3 * DAY - 1).expect("later");
    let begins = expiry + 3 * DAY;
    let early = revert(&IOracle::OracleFallbackEarly { expiry, begins });
    assert_eq!(reverted(stage.send(user, oracle, fallback.clone())), early);
    let unsettled = revert(&IMarket::MarketNotSettleable { expiry });
    assert_eq!(
        reverted(stage.send(user, market, settle.clone())),
        unsettled
    );
    stage.node().warp_to(begins).expect("later");
    let (price, _) = stage.send(user, oracle, fallback).expect("anybody's");
    assert_eq!(price, 2_200 * WAD);
    stage.send(user, market, settle).expect("settled");
    let before = stage.account(trader).0;
    let ids = vec![account_of(trader)];
    let call = IMarket::settleAccountsCall { ids };
    stage.send(user, market, call).expect("paid");
    assert_eq!(stage.account(trader).0 - before, usd(100));
}

/// Before, `RiskNoPrice` refused the closing until the pause had been lifted, which waits 48 hours and which the guardian
/// could cancel.
#[test]
fn l14_a_paused_oracle_stops_openings_and_no_closing() {
    let (mut stage, trader) = holder();
    let (guardian, authority) = (stage.pricing.guardian, stage.pricing.authority);
    let call = pause(stage.oracle);
    stage.send(guardian, authority, call).expect("paused");
    let more = [stage.leg(0, 2_100, 1_000)];
    let refused = reverted(stage.trade(trader, &more));
    assert_eq!(refused, revert(&IRiskManager::RiskOnlyClosing {}));
    let all = [stage.leg(0, 2_100, -1_000)];
    stage.trade(trader, &all).expect("closed");
    assert!(stage.account(trader).1.is_empty());
}

/// Before, heartbeat and slack at their bounds left no price a minute after a round, at once and until 48 hours after the
/// owner announced to loosen them; the guardian could cancel that as well.
#[test]
fn l14_heartbeat_and_slack_at_their_bounds_stop_no_closing_and_no_proof() {
    let (mut stage, trader) = holder();
    by_the_guardian(&mut stage, &[("heartbeatSecs", 60), ("slackSecs", 0)]);
    stage.node().warp(1_000);
    assert_eq!(observe(&mut stage, 0).state, REDUCE);
    let half = [stage.leg(0, 2_100, -500)];
    stage.trade(trader, &half).expect("closed at an old round");
    // A week later closing waits for the next round, and no longer.
    stage.node().warp(7 * DAY);
    let expiry = stage.expiry;
    stage.push(2_000 * 100);
    stage.post(expiry);
    stage.trade(trader, &half).expect("closed at a new round");
    assert!(stage.account(trader).1.is_empty());
}

/// Before, deviation could be 5%, at once.
#[test]
fn l14_deviation_at_its_bound_leaves_most_of_what_a_closing_brings() {
    let (mut stage, trader) = holder();
    let (oracle, authority, owner) = (stage.oracle, stage.pricing.authority, stage.pricing.owner);
    let before = stage.node().snapshot();
    let legs = vec![stage.leg(0, 2_100, -1_000)];
    let mut brings = |deviation: u128| {
        stage.node().revert_to(&before);
        let value = U256::from(deviation);
        let call = schedule(oracle, "deviation", value);
        stage.send(owner, authority, call).ok()?;
        stage.node().warp(DELAY_SECS);
        let call = execute(oracle, "deviation");
        stage.send(owner, authority, call).expect("it has waited");
        stage.push(2_000 * 100);
        let expiry = stage.expiry;
        stage.post(expiry);
        let (id, legs) = (account_of(trader), legs.clone());
        let call = IMarket::quoteCall {
            id,
            legs: legs.clone(),
        };
        let quoted = -stage.ask(stage.market, call)._0;
        stage.trade(trader, &legs).expect("closed");
        Some(quoted)
    };
    let figures = [900, 100, 20].map(|part| brings(WAD / part));
    let [usual, bound, beyond] = figures;
    let (usual, bound) = (usual.expect("the first"), bound.expect("the bound"));
    assert!(bound * 2 > usual, "{usual} {bound}");
    assert_eq!(beyond, None, "it is above the bound");
}

/// The guardian pauses a contract.
fn paused(stage: &mut Trading, module: Address) {
    let (guardian, authority) = (stage.pricing.guardian, stage.pricing.authority);
    stage
        .send(guardian, authority, pause(module))
        .expect("paused");
}

/// The owner lifts a pause, after the delay.
fn lifted(stage: &mut Trading, module: Address) {
    stage.change(module, &[("paused", U256::ZERO)]);
}

fn posted(stage: &mut Trading) -> bool {
    let slice = stage.pricing.slice_until(stage.expiry);
    stage.pricing.post(&slice).is_ok()
}

/// Before, surfaces stopped until the pause was lifted, and an hour later every closing: for 48 hours at least, and for ever
/// if the owner did nothing. The guardian could cancel the lifting.
#[test]
fn l14_a_paused_pricer_stops_closings_for_three_days_at_most() {
    let (mut stage, trader) = holder();
    let pricer = stage.pricing.pricer;
    paused(&mut stage, pricer);
    let half = [stage.leg(0, 2_100, -500)];
    stage.trade(trader, &half).expect("at the last surface");
    stage.node().warp(3 * DAY - 60);
    stage.push(200_000);
    assert!(!posted(&mut stage));
    assert!(
        stage.trade(trader, &half).is_err(),
        "the surface is too old"
    );
    stage.node().warp(60);
    assert!(posted(&mut stage), "three days are over");
    stage.trade(trader, &half).expect("closed under the pause");
    // A pause that follows within four weeks stops nothing.
    lifted(&mut stage, pricer);
    paused(&mut stage, pricer);
    assert!(posted(&mut stage));
    let call = IGoverned::pausedCall {};
    assert!(stage.ask(pricer, call));
}

/// Before, nobody left until the pause was lifted: for ever if the owner did nothing.
#[test]
fn l14_paused_vault_and_oracle_hold_providers_for_three_days_at_most() {
    for oracle in [false, true] {
        let mut stage = Trading::set();
        let (lp, vault) = (stage.lp, stage.vault);
        let module = if oracle { stage.oracle } else { vault };
        let (expiry, trader) = (stage.expiry, stage.trader);
        stage.list(expiry, 0, 2_100).expect("on the grid");
        let legs = [stage.leg(0, 2_100, 1_000)];
        stage.trade(trader, &legs).expect("bought");
        paused(&mut stage, module);
        let leave = || IVault::redeemCall {
            shares: U256::from(WAD),
            receiver: lp,
            owner: lp,
        };
        assert!(stage.send(lp, vault, leave()).is_err());
        stage.node().warp(3 * DAY);
        stage.push(200_000);
        stage.post(expiry);
        stage.send(lp, vault, leave()).expect("three days are over");
        if !oracle {
            let refused = reverted(stage.join(lp, U256::from(10)));
            assert_eq!(
                refused,
                revert(&IGoverned::AccessPaused {}),
                "joining waits"
            );
        }
    }
}

/// Before, the guardian moved all of these at once: a limit or a reserve that holds providers and refuses closings that load
/// the pool, a quorum above the seated signers, a jump of 1% that holds providers for an hour each time.
#[test]
fn l14_the_guardian_tightens_nothing_that_lets_people_out() {
    let (mut stage, _) = holder();
    let (guardian, authority) = (stage.pricing.guardian, stage.pricing.authority);
    let (risk, oracle, pricer) = (stage.risk, stage.oracle, stage.pricing.pricer);
    let mut tightened = Vec::new();
    for (module, name, value) in [
        (risk, "vegaLimit", 1),
        (risk, "deltaLimit", 1),
        (risk, "tenPercentLimit", 1),
        (risk, "worstLimit", 1),
        (risk, "shortfallLimit", 1),
        (risk, "reserve", 30_000),
        (risk, "leastDay", 5_000),
        (risk, "closingAge", 600),
        (oracle, "jumpBps", 100),
        (oracle, "reduceSecs", 3_600),
        (oracle, "graceSecs", 86_400),
        (pricer, "quorum", 8),
        (stage.queue, "epochSecs", 604_800),
        (stage.vault, "exitFeeBps", 100),
        // These bind openings and joining alone.
        (risk, "openingAge", 60),
        (stage.vault, "depositCapTokens", 1),
    ] {
        let call = tighten(module, name, U256::from(value));
        if stage.send(guardian, authority, call).is_ok() {
            tightened.push(name);
        }
    }
    assert_eq!(tightened, ["openingAge", "depositCapTokens"]);
}
