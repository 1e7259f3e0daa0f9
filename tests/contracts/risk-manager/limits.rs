//! The limits of the pool.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolError;
use contract_tests::reverted;
use contract_tests::trading::*;

/// Returns the selector and the figures of the error of a purchase.
fn beyond(stage: &mut Trading, legs: &[Position]) -> Bytes {
    let trader = stage.trader;
    let funds = usd(50_000_000);
    stage.fund(trader, funds).expect("funded");
    reverted(stage.trade(trader, legs))
}

#[test]
fn on_vega_delta_moves_and_the_worst_scenario_hold() {
    let mut stage = Trading::listed();
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
fn are_parameters_that_can_be_tightened_one_by_one() {
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
        let mut stage = Trading::listed();
        let (risk, trader) = (stage.risk, stage.trader);
        let buy = [stage.leg(0, 2_100, 1_000_000)];
        stage.trade(trader, &buy).expect("within the limit");
        let lower = stage.decide(risk, name, U256::ONE);
        lower.expect("within the bounds");
        let data = reverted(stage.trade(trader, &buy));
        assert_eq!(data[..4], selector, "{name}");
        let sell = [stage.leg(0, 2_100, -500_000)];
        stage.trade(trader, &sell).expect("the way back is open");
    }
}
