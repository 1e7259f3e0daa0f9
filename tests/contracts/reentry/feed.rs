//! A feed that calls back. It is asked by static calls, so it can change nothing by itself, but it must not see half a
//! change either. It says the price only if it is refused, so whatever needs a price shows that it was.

use crate::support::Busy::*;
use crate::support::{Attempt, Busy, IMeddlingFeed, Stage};
use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolError;
use contract_tests::authority::value_of;
use contract_tests::liquidation::Cast;
use contract_tests::pool::IWithdrawalQueue as Queue;
use contract_tests::solidity::artifact;
use contract_tests::trading::*;

/// Whoever is asked and calls back, and in whose place.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) address: Address,
    pub(crate) model: Address,
}

/// Deploys one who answers what a model answers.
pub(crate) fn asked(stage: &mut Stage, model: Address) -> Asked {
    let owner = stage.pricing.owner;
    let feed = artifact("Reentry", "MeddlingFeed");
    let feed = stage.node().deploy_artifact(owner, &feed, &[]);
    let address = feed.expect("it is accepted");
    let asked = Asked { address, model };
    plan(stage, asked, None);
    asked
}

/// Puts a feed that calls back in the place of the stage's.
fn meddling(stage: &mut Stage) -> Asked {
    let spot = stage.feeds.spot;
    let feed = asked(stage, spot);
    let oracle = stage.oracle;
    stage.change(oracle, &[("spotFeed", value_of(feed.address))]);
    let expiry = stage.expiry;
    stage.push(200_000);
    stage.post(expiry);
    feed
}

fn plan(stage: &mut Stage, asked: Asked, attempt: Option<&Attempt>) {
    let attempts = attempt.into_iter().map(|it| IMeddlingFeed::Attempt {
        target: it.target,
        message: it.message.clone(),
    });
    let call = IMeddlingFeed::planCall {
        model: asked.model,
        reason: IGoverned::CallReentered::SELECTOR.into(),
        attempts: attempts.collect(),
    };
    let owner = stage.pricing.owner;
    stage.send(owner, asked.address, call).expect("planned");
}

/// Acts once for each call back, one at a time, because an oracle gives a feed little gas. The act fails without a price.
pub(crate) fn refuses(stage: &mut Stage, feed: Asked, busy: &[Busy], act: impl Fn(&mut Stage)) {
    let start = stage.node().snapshot();
    plan(stage, feed, None);
    act(stage);
    let mut all: Vec<_> = busy.iter().flat_map(|it| stage.attempts(*it)).collect();
    // The feed's calls are static anyhow.
    all.retain(|attempt| !attempt.still);
    for attempt in &all {
        stage.node().revert_to(&start);
        plan(stage, feed, Some(attempt));
        act(stage);
    }
    stage.node().revert_to(&start);
}

/// The feed does give no price when a call of it is answered: this test would notice.
#[test]
fn a_feed_that_gets_in_is_noticed() {
    let mut stage = Stage::set();
    let feed = meddling(&mut stage);
    let view = Attempt {
        target: stage.usdc,
        message: Bytes::from_static(&[0x31, 0x3c, 0xe5, 0x67]),
        still: true,
    };
    let (user, oracle) = (stage.pricing.user, stage.oracle);
    let observe = IOracle::observeCall { settling: 0 };
    let (seen, _) = stage.send(user, oracle, observe.clone()).expect("seen");
    assert_eq!(seen.state, 0);
    plan(&mut stage, feed, Some(&view));
    let (seen, _) = stage.send(user, oracle, observe).expect("seen");
    assert_eq!(seen.state, 2, "no price");
}

#[test]
fn sees_no_half_of_an_observation() {
    let mut stage = Stage::set();
    let feed = meddling(&mut stage);
    let (user, oracle) = (stage.pricing.user, stage.oracle);
    refuses(&mut stage, feed, &[Oracle], |stage| {
        let observe = IOracle::observeCall { settling: 0 };
        let (seen, _) = stage.send(user, oracle, observe).expect("seen");
        assert_eq!(seen.state, 0);
    });
}

#[test]
fn sees_no_half_of_a_listing_or_a_trade() {
    let mut stage = Stage::set();
    let feed = meddling(&mut stage);
    let (trader, expiry) = (stage.trader, stage.expiry);
    refuses(&mut stage, feed, &[RiskManager], |stage| {
        stage.list(expiry, 0, 2_100).expect("on the grid");
    });
    stage.list(expiry, 0, 2_100).expect("on the grid");
    let legs = [stage.leg(0, 2_100, 1_000)];
    refuses(&mut stage, feed, &[Market, Oracle], |stage| {
        stage.trade(trader, &legs).expect("bought");
    });
}

#[test]
fn sees_no_half_of_a_deposit_or_a_note() {
    let mut stage = Stage::set();
    let feed = meddling(&mut stage);
    let (trader, expiry) = (stage.trader, stage.expiry);
    stage.list(expiry, 0, 2_100).expect("on the grid");
    let legs = [stage.leg(0, 2_100, 1_000)];
    stage.trade(trader, &legs).expect("bought");
    let (lp, vault, queue) = (stage.lp, stage.vault, stage.queue);
    stage.give(lp, usd(1_000), vault);
    refuses(&mut stage, feed, &[Vault], |stage| {
        let call = IVault::depositCall {
            assets: usd(10),
            receiver: lp,
        };
        stage.send(lp, vault, call).expect("they join");
    });
    refuses(&mut stage, feed, &[Queue], |stage| {
        stage.send(lp, queue, Queue::noteCall {}).expect("noted");
    });
}

#[test]
fn sees_no_half_of_a_liquidation() {
    let mut cast = Cast::on(Trading::with_asset("Reentry", "HookCoin"), 700);
    let keeper = cast.keeper;
    let (seller, legs) = (cast.seller, [cast.leg(0, 2_000, -1_000)]);
    cast.trade(seller, &legs).expect("it has its margin");
    let id = cast.id();
    let mut stage = Stage::of(cast.stage);
    let feed = meddling(&mut stage);
    let expiry = stage.expiry;
    while stage.health(seller).maintenance >= 0 {
        let cents = stage.ask(stage.oracle, IOracle::checkedPriceCall {})._0 / 10u128.pow(16);
        stage.jump(i128::try_from(cents).expect("a price") + 2_000, &[expiry]);
    }
    let liquidator = stage.liquidator;
    refuses(&mut stage, feed, &[Liquidator], |stage| {
        let call = ILiquidator::liquidateCall { id };
        let (done, _) = stage.send(keeper, liquidator, call).expect("it is short");
        assert_eq!(done, 1, "the pool closes it");
    });
}
