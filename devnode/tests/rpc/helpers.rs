//! What only a devnode has: snapshots, time, impersonated accounts.

use crate::client::{ask, deploy_counter, fails, node, number, read, setCall, signed};
use alloy::primitives::{Address, B256, TxKind, U256};
use alloy::sol_types::SolCall;
use devnode::rpc::Node;
use serde_json::json;

#[test]
fn go_back_to_a_snapshot_once() {
    let node = node();
    let counter = deploy_counter(&node);
    let id = ask(&node, "evm_snapshot", json!([]));
    let data = setCall {
        next: U256::from(6),
    }
    .abi_encode();
    let raw = signed(&node.keys()[0], 1, TxKind::Call(counter), data);
    ask(&node, "eth_sendRawTransaction", json!([raw.clone()]));
    assert_eq!(read(&node, counter, &json!("latest")), U256::from(6));
    assert_eq!(ask(&node, "evm_revert", json!([id])), json!(true));
    assert_eq!(read(&node, counter, &json!("latest")), U256::from(5));
    assert_eq!(ask(&node, "evm_revert", json!([id])), json!(false));
    ask(&node, "eth_sendRawTransaction", json!([raw]));
    assert_eq!(read(&node, counter, &json!("latest")), U256::from(6));
}

#[test]
fn move_time_and_set_state() {
    let node = node();
    let time = |node: &Node| {
        let block = ask(node, "eth_getBlockByNumber", json!(["latest", false]));
        number(&block["timestamp"])
    };
    let before = time(&node);
    ask(&node, "evm_increaseTime", json!([1000]));
    ask(&node, "evm_mine", json!([]));
    assert!(time(&node) >= before + 1000);
    ask(&node, "evm_setNextBlockTimestamp", json!([before + 5000]));
    ask(&node, "evm_mine", json!([]));
    assert_eq!(time(&node), before + 5000);
    let who = Address::with_last_byte(0x77);
    ask(&node, "anvil_setBalance", json!([who, "0x5"]));
    assert_eq!(ask(&node, "eth_getBalance", json!([who, "latest"])), "0x5");
    ask(
        &node,
        "anvil_setStorageAt",
        json!([who, "0x1", B256::with_last_byte(3)]),
    );
    let slot = ask(&node, "eth_getStorageAt", json!([who, "0x1", "latest"]));
    assert_eq!(slot, json!(B256::with_last_byte(3)));
}

#[test]
fn send_for_impersonated_accounts_only() {
    let node = node();
    let who = Address::with_last_byte(0x77);
    ask(&node, "anvil_setBalance", json!([who, "0xde0b6b3a7640000"]));
    let tx = json!([{ "from": who, "to": Address::with_last_byte(1), "value": "0x1" }]);
    assert_eq!(
        fails(&node, "eth_sendTransaction", tx.clone()).message,
        "unknown account"
    );
    ask(&node, "anvil_impersonateAccount", json!([who]));
    let hash = ask(&node, "eth_sendTransaction", tx.clone());
    let mined = ask(&node, "eth_getTransactionByHash", json!([hash]));
    assert_eq!(mined["from"], json!(who));
    ask(&node, "anvil_stopImpersonatingAccount", json!([who]));
    fails(&node, "eth_sendTransaction", tx);
}

#[test]
fn carry_the_state_to_another_node() {
    let (one, other) = (node(), node());
    let counter = deploy_counter(&one);
    let state = ask(&one, "anvil_dumpState", json!([]));
    ask(&other, "anvil_loadState", json!([state]));
    assert_eq!(read(&other, counter, &json!("latest")), U256::from(5));
    fails(&other, "anvil_loadState", json!(["0x7b7d"]));
    assert_eq!(read(&other, counter, &json!("latest")), U256::from(5));
}
