//! Input that makes no sense.

use crate::client::{ask, fails, node};
use alloy::primitives::{Address, U256};
use serde_json::{Value, json};

const METHODS: [&str; 29] = [
    "eth_getProof",
    "eth_call",
    "eth_estimateGas",
    "eth_sendRawTransaction",
    "eth_sendTransaction",
    "eth_getLogs",
    "eth_newFilter",
    "eth_getFilterChanges",
    "eth_feeHistory",
    "eth_getBalance",
    "eth_getCode",
    "eth_getStorageAt",
    "eth_getTransactionCount",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getTransactionReceipt",
    "eth_simulateV1",
    "debug_traceTransaction",
    "debug_traceCall",
    "evm_revert",
    "evm_increaseTime",
    "evm_setNextBlockTimestamp",
    "anvil_setBalance",
    "anvil_setCode",
    "anvil_setStorageAt",
    "anvil_setNonce",
    "anvil_mine",
    "anvil_loadState",
    "evm_mine",
];

/// Values that a client may send in any place.
fn junk() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("0x"),
        json!("0xzz"),
        json!("latest"),
        json!("x".repeat(100_000)),
        json!(format!("0x{}", "f".repeat(66))),
        json!(U256::MAX),
        json!(Address::ZERO),
        json!([]),
        json!([[[[]]]]),
        json!({}),
        json!({ "to": Address::with_last_byte(0x71), "input": "0x58c780c2" }),
        json!({ "from": U256::MAX }),
        json!({ "gas": U256::MAX, "value": U256::MAX, "gasPrice": U256::MAX }),
        json!({ "blockStateCalls": vec![json!({}); 300] }),
        json!({ "fromBlock": "0xffffffffffffffff", "toBlock": "0x0" }),
        json!({ "tracer": "{\n \"hostio\"", "tracerConfig": 5 }),
    ]
}

#[test]
fn of_any_type_in_any_place_is_answered() {
    let node = node();
    for method in METHODS {
        for first in junk() {
            let _error = node.answer(method, first.clone());
            for second in junk() {
                let _answer = node.answer(method, json!([first, second]));
            }
            let _answer = node.answer(method, json!([first, "latest", first, first]));
        }
    }
    assert_eq!(ask(&node, "eth_chainId", json!([])), "0x64aba");
}

#[test]
fn is_named_by_its_error_code() {
    let node = node();
    assert_eq!(fails(&node, "eth_getAccountInfo", json!([])).code, -32601);
    assert_eq!(fails(&node, "eth_getBalance", json!([])).code, -32602);
    assert_eq!(fails(&node, "eth_getBalance", json!({})).code, -32602);
    assert_eq!(fails(&node, "eth_getBalance", json!(["0x1"])).code, -32602);
}
