//! Simulations.

use crate::client::{ask, deploy_counter, node, numberCall, read, setCall};
use alloy::primitives::{B256, Bytes, U256};
use alloy::sol_types::SolCall;
use serde_json::json;

#[test]
fn sees_earlier_calls_of_the_same_simulation() {
    let node = node();
    let counter = deploy_counter(&node);
    let set = Bytes::from(
        setCall {
            next: U256::from(8),
        }
        .abi_encode(),
    );
    let get = Bytes::from(numberCall {}.abi_encode());
    let payload = json!([{ "blockStateCalls": [
        { "calls": [{ "to": counter, "input": set }] },
        { "calls": [{ "to": counter, "input": get }, { "to": counter, "input": "0x12345678" }] },
    ] }, "latest"]);
    let blocks = ask(&node, "eth_simulateV1", payload);
    assert_eq!(blocks[0]["calls"][0]["status"], "0x1");
    assert_eq!(
        blocks[0]["calls"][0]["logs"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(
        blocks[1]["calls"][0]["returnData"],
        json!(B256::with_last_byte(8))
    );
    assert_eq!(blocks[1]["calls"][1]["status"], "0x0");
    assert_eq!(read(&node, counter, &json!("latest")), U256::from(5));
}
