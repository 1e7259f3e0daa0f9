//! Sending transactions.

use crate::client::{ask, fails, node, number, signed};
use alloy::primitives::{Address, TxKind};
use alloy::signers::local::PrivateKeySigner;
use devnode::config::BASE_FEE_WEI;
use serde_json::json;

#[test]
fn takes_transactions_out_of_order_and_counts_those_that_wait() {
    let node = node();
    let key = &node.keys()[1];
    let to = TxKind::Call(Address::with_last_byte(0x99));
    for nonce in [2, 1] {
        ask(
            &node,
            "eth_sendRawTransaction",
            json!([signed(key, nonce, to, vec![])]),
        );
    }
    assert_eq!(ask(&node, "eth_blockNumber", json!([])), "0x0");
    let count = |tag| {
        ask(
            &node,
            "eth_getTransactionCount",
            json!([key.address(), tag]),
        )
    };
    assert_eq!(count("pending"), "0x0");
    ask(
        &node,
        "eth_sendRawTransaction",
        json!([signed(key, 0, to, vec![])]),
    );
    assert_eq!(count("latest"), "0x3");
    assert_eq!(ask(&node, "eth_blockNumber", json!([])), "0x3");
}

#[test]
fn names_the_address_of_a_creation_that_failed() {
    let node = node();
    let key = &node.keys()[1];
    let raw = signed(key, 0, TxKind::Create, vec![0xfe]);
    let hash = ask(&node, "eth_sendRawTransaction", json!([raw]));
    let receipt = ask(&node, "eth_getTransactionReceipt", json!([hash]));
    assert_eq!(receipt["status"], "0x0");
    assert_eq!(receipt["contractAddress"], json!(key.address().create(0)));
}

#[test]
fn refuses_what_cannot_be_executed_and_changes_nothing() {
    let node = node();
    let key = &node.keys()[1];
    let to = TxKind::Call(Address::with_last_byte(0x99));
    ask(
        &node,
        "eth_sendRawTransaction",
        json!([signed(key, 0, to, vec![])]),
    );
    let again = fails(
        &node,
        "eth_sendRawTransaction",
        json!([signed(key, 0, to, vec![1])]),
    );
    assert!(
        again.message.starts_with("nonce too low"),
        "{}",
        again.message
    );
    let poor = PrivateKeySigner::random();
    let broke = fails(
        &node,
        "eth_sendRawTransaction",
        json!([signed(&poor, 0, to, vec![])]),
    );
    assert!(
        broke.message.starts_with("insufficient funds"),
        "{}",
        broke.message
    );
    let broken = fails(&node, "eth_sendRawTransaction", json!(["0x02ff"]));
    assert_eq!(broken.code, -32000);
    assert_eq!(ask(&node, "eth_blockNumber", json!([])), "0x1");
}

#[test]
fn drops_tips_and_charges_the_base_fee() {
    let node = node();
    let hash = {
        let key = &node.keys()[1];
        let to = TxKind::Call(Address::with_last_byte(0x99));
        ask(
            &node,
            "eth_sendRawTransaction",
            json!([signed(key, 0, to, vec![])]),
        )
    };
    let receipt = ask(&node, "eth_getTransactionReceipt", json!([hash]));
    assert_eq!(number(&receipt["effectiveGasPrice"]), BASE_FEE_WEI);
    assert_eq!(number(&receipt["gasUsed"]), 21_000);
    assert_eq!(receipt["gasUsedForL1"], "0x0");
    assert_eq!(receipt["l1BlockNumber"], "0x0");
}
