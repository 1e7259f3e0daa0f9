//! The errors of the constructor.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolError, SolValue};
use contract_tests::authority::key;
use contract_tests::trading::*;
use contract_tests::{reverted, wasm};

/// Returns the constructor's error, as the deployer passes it on.
fn refusal(change: impl Fn(&Trading, &mut [Address; 5])) -> Bytes {
    let mut stage = Trading::set();
    let owner = stage.pricing.owner;
    let mut with = [
        stage.pricing.authority,
        stage.oracle,
        stage.risk,
        stage.vault,
        stage.ask(stage.market, IMarket::clearingCall {}),
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
fn names_the_missing_address() {
    for (place, name) in [
        (0, "authority"),
        (1, "oracle"),
        (2, "riskManager"),
        (3, "vault"),
        (4, "clearing"),
    ] {
        let zero = IGoverned::AccessZeroAddress { key: key(name) };
        holds(&refusal(|_, with| with[place] = Address::ZERO), &zero);
    }
}

#[test]
fn refuses_an_address_that_is_no_vault() {
    let data = refusal(|stage, with| with[3] = stage.usdc);
    assert!(!data.is_empty(), "the deployer says that it failed");
}
