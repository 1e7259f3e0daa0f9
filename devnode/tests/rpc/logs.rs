//! Logs.

use crate::client::{ask, deploy_counter, node, setCall, signed};
use alloy::primitives::{B256, TxKind, U256};
use alloy::sol_types::SolCall;
use serde_json::json;

#[test]
fn are_found_by_filters_and_by_range() {
    let node = node();
    let counter = deploy_counter(&node);
    let filter = ask(&node, "eth_newFilter", json!([{ "address": counter }]));
    let data = setCall {
        next: U256::from(6),
    }
    .abi_encode();
    let raw = signed(&node.keys()[0], 1, TxKind::Call(counter), data);
    ask(&node, "eth_sendRawTransaction", json!([raw]));
    let changes = ask(&node, "eth_getFilterChanges", json!([filter]));
    assert_eq!(changes.as_array().map(Vec::len), Some(1));
    let again = ask(&node, "eth_getFilterChanges", json!([filter]));
    assert_eq!(again, json!([]));
    let range = json!([{ "fromBlock": "0x0", "toBlock": "latest", "address": counter }]);
    let found = ask(&node, "eth_getLogs", range);
    assert_eq!(found, changes);
    let other = json!([{ "fromBlock": "0x0", "topics": [B256::ZERO] }]);
    assert_eq!(ask(&node, "eth_getLogs", other), json!([]));
}
