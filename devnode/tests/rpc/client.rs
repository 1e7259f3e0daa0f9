//! A node without a network, and a counter on it.

use alloy::consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy::eips::eip2718::Encodable2718;
use alloy::eips::eip2930::AccessList;
use alloy::primitives::{Address, Bytes, TxKind, U256};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::SolCall;
use devnode::config::{BASE_FEE_WEI, CHAIN_ID, Config};
use devnode::rpc::{Node, RpcError};
use serde_json::{Value, json};
use std::sync::Arc;

sol! {
    function set(uint256 next) external payable;
    function number() external view returns (uint256);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
}

pub(crate) fn node() -> Arc<Node> {
    Node::new(Config::default()).expect("the node starts")
}

pub(crate) fn ask(node: &Node, method: &str, params: Value) -> Value {
    match node.answer(method, params) {
        Ok(value) => value,
        Err(error) => panic!("{method} failed: {error:?}"),
    }
}

pub(crate) fn fails(node: &Node, method: &str, params: Value) -> RpcError {
    match node.answer(method, params) {
        Err(error) => error,
        Ok(value) => panic!("{method} answered {value}"),
    }
}

pub(crate) fn number(value: &Value) -> u64 {
    let text = value.as_str().unwrap_or_default().trim_start_matches("0x");
    u64::from_str_radix(text, 16).unwrap_or_else(|_| panic!("{value} is no number"))
}

pub(crate) fn signed(key: &PrivateKeySigner, nonce: u64, to: TxKind, data: Vec<u8>) -> Bytes {
    let tx = TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 2_000_000,
        max_fee_per_gas: u128::from(BASE_FEE_WEI),
        max_priority_fee_per_gas: 1,
        to,
        value: U256::ZERO,
        access_list: AccessList::default(),
        input: data.into(),
    };
    let signature = key.sign_hash_sync(&tx.signature_hash()).expect("it signs");
    TxEnvelope::Eip1559(tx.into_signed(signature))
        .encoded_2718()
        .into()
}

pub(crate) fn deploy_counter(node: &Node) -> Address {
    let key = &node.keys()[0];
    let code = crate::common::counter()
        .init_code(&[U256::from(5).into()])
        .expect("it has code");
    let raw = signed(key, 0, TxKind::Create, code.to_vec());
    let hash = ask(node, "eth_sendRawTransaction", json!([raw]));
    let receipt = ask(node, "eth_getTransactionReceipt", json!([hash]));
    serde_json::from_value(receipt["contractAddress"].clone()).expect("a contract was made")
}

pub(crate) fn read(node: &Node, counter: Address, block: &Value) -> U256 {
    let call = json!({ "to": counter, "input": Bytes::from(numberCall {}.abi_encode()) });
    let answer: Bytes =
        serde_json::from_value(ask(node, "eth_call", json!([call, block]))).expect("bytes");
    U256::from_be_slice(&answer)
}
