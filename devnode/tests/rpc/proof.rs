//! Proofs of accounts and slots.

use crate::client::{ask, deploy_counter, fails, node};
use alloy::consensus::constants::EMPTY_ROOT_HASH;
use alloy::primitives::KECCAK256_EMPTY;
use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::rlp;
use alloy::rpc::types::EIP1186AccountProofResponse;
use alloy_trie::proof::verify_proof;
use alloy_trie::{Nibbles, TrieAccount};
use devnode::config::Config;
use devnode::rpc::Node;
use serde_json::json;

fn prove(node: &Node, account: Address, block: &str) -> EIP1186AccountProofResponse {
    let answer = ask(
        node,
        "eth_getProof",
        json!([account, ["0x0", "0x7"], block]),
    );
    serde_json::from_value(answer).expect("a proof")
}

/// Checks the proof against the header, as somebody who trusts only the header does.
fn check(node: &Node, proof: &EIP1186AccountProofResponse, block: &str) {
    let header = ask(node, "eth_getBlockByNumber", json!([block, false]));
    let root: B256 = serde_json::from_value(header["stateRoot"].clone()).expect("a root");
    let account = TrieAccount::new(
        proof.nonce,
        proof.balance,
        proof.storage_hash,
        proof.code_hash,
    );
    let value = (account != TrieAccount::default()).then(|| rlp::encode(account));
    let key = Nibbles::unpack(keccak256(proof.address));
    verify_proof(root, key, value, &proof.account_proof).expect("the account is proven");
    for slot in &proof.storage_proof {
        let value = (!slot.value.is_zero()).then(|| rlp::encode(slot.value));
        let key = Nibbles::unpack(keccak256(slot.key.as_b256()));
        verify_proof(proof.storage_hash, key, value, &slot.proof).expect("the slot is proven");
    }
}

#[test]
fn of_an_account_and_its_slots_leads_to_the_state_root_of_the_header() {
    let node = node();
    let counter = deploy_counter(&node);
    for (block, number) in [("0x1", 5), ("latest", 5)] {
        let proof = prove(&node, counter, block);
        assert_eq!(proof.nonce, 1);
        assert_eq!(proof.storage_proof[0].value, U256::from(number));
        assert_eq!(proof.storage_proof[1].value, U256::ZERO);
        check(&node, &proof, block);
    }
    // Before it was deployed there was no such account, and that is proven too.
    let proof = prove(&node, counter, "0x0");
    assert_eq!(proof.storage_hash, EMPTY_ROOT_HASH);
    assert_eq!(proof.code_hash, KECCAK256_EMPTY);
    check(&node, &proof, "0x0");
}

#[test]
fn is_refused_for_too_many_slots_and_without_roots() {
    let node = node();
    let slots: Vec<_> = (0..1025).map(|slot| format!("{slot:#x}")).collect();
    let error = fails(
        &node,
        "eth_getProof",
        json!([Address::ZERO, slots, "latest"]),
    );
    assert_eq!(error.message, "too many slots: 1025 of at most 1024");
    let config = Config {
        state_roots: false,
        ..Config::default()
    };
    let node = Node::new(config).expect("the node starts");
    let error = fails(&node, "eth_getProof", json!([Address::ZERO, [], "latest"]));
    assert_eq!(
        error.message,
        "no proofs: the node runs without state roots"
    );
}
