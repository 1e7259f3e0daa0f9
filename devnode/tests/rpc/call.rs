//! Calls, of now and of the past.

use crate::client::{
    activateProgramCall, ask, codehashVersionCall, deploy_counter, fails, node, read, setCall,
    signed,
};
use alloy::primitives::{Address, Bytes, TxKind, U256, keccak256};
use alloy::sol_types::SolCall;
use serde_json::json;

#[test]
fn sees_past_state_by_block_number() {
    let node = node();
    let counter = deploy_counter(&node);
    let key = &node.keys()[0];
    let data = setCall {
        next: U256::from(6),
    }
    .abi_encode();
    let raw = signed(key, 1, TxKind::Call(counter), data);
    ask(&node, "eth_sendRawTransaction", json!([raw]));
    assert_eq!(read(&node, counter, &json!("latest")), U256::from(6));
    assert_eq!(read(&node, counter, &json!("0x1")), U256::from(5));
    let block = ask(&node, "eth_getBlockByNumber", json!(["0x1", false]));
    let by_hash = json!({ "blockHash": block["hash"] });
    assert_eq!(read(&node, counter, &by_hash), U256::from(5));
    let missing = fails(&node, "eth_call", json!([{ "to": counter }, "0x99"]));
    assert_eq!(missing.message, "header not found");
}

#[test]
fn tells_reverts_with_reason_and_data() {
    let node = node();
    let counter = deploy_counter(&node);
    let set = |next: u64| {
        let data = setCall {
            next: U256::from(next),
        }
        .abi_encode();
        fails(
            &node,
            "eth_call",
            json!([{ "to": counter, "data": Bytes::from(data) }]),
        )
    };
    let unlucky = set(13);
    assert_eq!(unlucky.code, 3);
    assert_eq!(unlucky.message, "execution reverted: unlucky");
    let large = set(1001);
    assert_eq!(
        (large.code, large.message.as_str()),
        (3, "execution reverted")
    );
    let data = large.data.and_then(|data| data.as_str().map(str::to_owned));
    assert_eq!(data.map(|data| data.len()), Some(2 + 2 * 68));
}

#[test]
fn to_the_precompile_names_a_program_that_is_not_active() {
    let node = node();
    let data = Bytes::from(
        codehashVersionCall {
            codehash: keccak256(b"x"),
        }
        .abi_encode(),
    );
    let to = Address::with_last_byte(0x71);
    let error = fails(&node, "eth_call", json!([{ "to": to, "input": data }]));
    assert_eq!(error.code, 3);
    assert_eq!(
        error.message,
        "execution reverted: error ProgramNotActivated()"
    );
    assert_eq!(error.data, Some(json!("0x6f809c4e")));
}

#[test]
fn activates_overridden_code_and_tells_why_it_is_refused() {
    let node = node();
    let at = Address::with_last_byte(0x99);
    let from = Address::with_last_byte(0x98);
    let try_code = |wasm: &[u8]| {
        let code = Bytes::from(stylus_machine::format::compress_classic(wasm));
        let data = Bytes::from(activateProgramCall { program: at }.abi_encode());
        let call = json!({
            "from": from,
            "to": Address::with_last_byte(0x71),
            "value": "0xde0b6b3a7640000",
            "input": data,
        });
        let overrides = json!({
            at.to_string(): { "code": code },
            from.to_string(): { "balance": U256::MAX },
        });
        node.answer("eth_call", json!([call, "latest", overrides]))
    };
    let good = wat::parse_str(crate::common::TOOLBOX_WAT).expect("it assembles");
    let answer: Bytes = serde_json::from_value(try_code(&good).expect("it is accepted"))
        .expect("the answer is bytes");
    let answer = activateProgramCall::abi_decode_returns(&answer).expect("version and fee");
    assert_eq!(answer.version, 2);
    assert!(answer.dataFee > U256::ZERO);
    let empty = wat::parse_str("(module (memory (export \"memory\") 1 1))").expect("wat");
    let refused = try_code(&empty).expect_err("there is no entrypoint");
    assert_eq!(refused.code, -32000);
    assert!(
        refused.message.starts_with("program activation failed: ")
            && refused
                .message
                .contains("missing export with name user_entrypoint"),
        "{}",
        refused.message
    );
}
