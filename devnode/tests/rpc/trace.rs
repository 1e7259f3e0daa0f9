//! Traces.

use crate::client::{ask, deploy_counter, fails, node, number, numberCall, setCall, signed};
use alloy::primitives::{Address, B256, Bytes, TxKind, U256};
use alloy::sol_types::SolCall;
use devnode::rpc::Node;
use serde_json::{Value, json};

#[test]
fn of_calls_and_of_opcodes_is_given() {
    let node = node();
    let counter = deploy_counter(&node);
    let data = setCall {
        next: U256::from(6),
    }
    .abi_encode();
    let raw = signed(&node.keys()[0], 1, TxKind::Call(counter), data);
    let hash = ask(&node, "eth_sendRawTransaction", json!([raw]));
    let calls = ask(
        &node,
        "debug_traceTransaction",
        json!([hash, { "tracer": "callTracer" }]),
    );
    assert_eq!(calls["type"], "CALL");
    assert_eq!(number(&calls["gas"]), 2_000_000);
    let steps = ask(&node, "debug_traceTransaction", json!([hash, {}]));
    assert!(
        steps["structLogs"]
            .as_array()
            .is_some_and(|steps| steps.len() > 50)
    );
    let unknown = json!([hash, { "tracer": "{result: () => 1}" }]);
    assert_eq!(fails(&node, "debug_traceTransaction", unknown).code, -32000);
}

/// A counter that was set to 6, and the hash of the transaction that did it.
fn set_counter(node: &Node) -> (Address, Value) {
    let counter = deploy_counter(node);
    let data = setCall {
        next: U256::from(6),
    };
    let raw = signed(&node.keys()[0], 1, TxKind::Call(counter), data.abi_encode());
    (counter, ask(node, "eth_sendRawTransaction", json!([raw])))
}

fn trace(node: &Node, hash: &Value, tracer: &str, config: &Value) -> Value {
    let options = json!({ "tracer": tracer, "tracerConfig": config });
    ask(node, "debug_traceTransaction", json!([hash, options]))
}

#[test]
fn of_the_state_before_and_of_its_changes_is_given() {
    let node = node();
    let (counter, hash) = set_counter(&node);
    let counter = counter.to_string().to_lowercase();
    let sender = node.keys()[0].address().to_string().to_lowercase();
    let slot = B256::ZERO.to_string();
    let (five, six) = (
        json!(B256::with_last_byte(5)),
        json!(B256::with_last_byte(6)),
    );

    let before = trace(&node, &hash, "prestateTracer", &json!({}));
    assert_eq!(before[&counter]["storage"][&slot], five);
    assert_eq!(before[&sender]["nonce"], 1);
    let diff = trace(&node, &hash, "prestateTracer", &json!({ "diffMode": true }));
    assert_eq!(diff["pre"][&counter]["storage"][&slot], five);
    assert_eq!(diff["post"][&counter]["storage"][&slot], six);
    assert_eq!(diff["post"][&sender]["nonce"], 2);
    assert_eq!(diff["post"][&counter]["balance"], Value::Null);
}

#[test]
fn of_selectors_and_of_flat_calls_and_of_several_things_at_once_is_given() {
    let node = node();
    let (counter, hash) = set_counter(&node);
    let selectors = trace(&node, &hash, "4byteTracer", &Value::Null);
    let name = format!("0x{}-32", alloy::hex::encode(setCall::SELECTOR));
    assert_eq!(selectors, json!({ name: 1 }));
    let flat = trace(&node, &hash, "flatCallTracer", &json!({}));
    assert_eq!(flat[0]["action"]["to"], json!(counter));
    assert_eq!(flat[0]["transactionHash"], hash);

    let both = json!({ "4byteTracer": null, "callTracer": {}, "noopTracer": null });
    let both = trace(&node, &hash, "muxTracer", &both);
    assert_eq!(both["4byteTracer"], selectors);
    assert_eq!(both["callTracer"]["to"], json!(counter));
    assert_eq!(both["noopTracer"], json!({}));
    for wrong in [
        json!({ "muxTracer": {} }),
        json!({ "callTracer": 7 }),
        json!([]),
    ] {
        let options = json!({ "tracer": "muxTracer", "tracerConfig": wrong });
        let error = fails(&node, "debug_traceTransaction", json!([hash, options]));
        assert_eq!(error.code, -32602, "{error:?}");
    }
}

#[test]
fn of_a_call_with_overrides_shows_the_state_that_the_call_saw() {
    let node = node();
    let counter = deploy_counter(&node);
    let call = json!({ "to": counter, "input": Bytes::from(numberCall {}.abi_encode()) });
    let slot = B256::ZERO.to_string();
    let nine = json!(B256::with_last_byte(9));
    let options = json!({
        "tracer": "prestateTracer",
        "stateOverrides": { counter.to_string(): { "stateDiff": { &slot: &nine } } },
    });
    let before = ask(&node, "debug_traceCall", json!([call, "latest", options]));
    let counter = counter.to_string().to_lowercase();
    assert_eq!(before[counter]["storage"][&slot], nine);
}
