//! JSON-RPC as clients see it.

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope},
    eips::{eip2718::Encodable2718, eip2930::AccessList},
    primitives::{Address, B256, Bytes, TxKind, U256, keccak256},
    signers::{SignerSync, local::PrivateKeySigner},
    sol,
    sol_types::SolCall,
};
use devnode::{
    config::{BASE_FEE_WEI, CHAIN_ID, Config},
    rpc::{Node, RpcError},
};
use serde_json::{Value, json};
use std::sync::Arc;

sol! {
    function set(uint256 next) external payable;
    function number() external view returns (uint256);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
}

fn node() -> Arc<Node> {
    Node::new(Config::default()).expect("the node starts")
}

fn ask(node: &Node, method: &str, params: Value) -> Value {
    match node.answer(method, params) {
        Ok(value) => value,
        Err(error) => panic!("{method} failed: {error:?}"),
    }
}

fn fails(node: &Node, method: &str, params: Value) -> RpcError {
    match node.answer(method, params) {
        Err(error) => error,
        Ok(value) => panic!("{method} answered {value}"),
    }
}

fn number(value: &Value) -> u64 {
    let text = value.as_str().unwrap_or_default().trim_start_matches("0x");
    u64::from_str_radix(text, 16).unwrap_or_else(|_| panic!("{value} is no number"))
}

fn signed(key: &PrivateKeySigner, nonce: u64, to: TxKind, data: Vec<u8>) -> Bytes {
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

fn deploy_counter(node: &Node) -> Address {
    let key = &node.keys()[0];
    let code = crate::common::counter()
        .init_code(&[U256::from(5).into()])
        .expect("it has code");
    let raw = signed(key, 0, TxKind::Create, code.to_vec());
    let hash = ask(node, "eth_sendRawTransaction", json!([raw]));
    let receipt = ask(node, "eth_getTransactionReceipt", json!([hash]));
    serde_json::from_value(receipt["contractAddress"].clone()).expect("a contract was made")
}

fn read(node: &Node, counter: Address, block: &Value) -> U256 {
    let call = json!({ "to": counter, "input": Bytes::from(numberCall {}.abi_encode()) });
    let answer: Bytes =
        serde_json::from_value(ask(node, "eth_call", json!([call, block]))).expect("bytes");
    U256::from_be_slice(&answer)
}

mod send {
    use super::*;

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
}

mod call {
    use super::*;

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
}

mod logs {
    use super::*;

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
}

mod helpers {
    use super::*;

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
}

mod simulate {
    use super::*;

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
}

mod trace {
    use super::*;

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
}

mod proof {
    use super::*;
    use alloy::{
        consensus::constants::EMPTY_ROOT_HASH, primitives::KECCAK256_EMPTY, rlp,
        rpc::types::EIP1186AccountProofResponse,
    };
    use alloy_trie::{Nibbles, TrieAccount, proof::verify_proof};

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
}

mod bad_input {
    use super::*;

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
}

mod server {
    use super::*;
    use std::{
        io::{Read, Write},
        net::{SocketAddr, TcpStream},
    };

    /// Sends a body as it is and gives the body of the answer.
    fn post(address: SocketAddr, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).expect("it connects");
        let head = format!(
            "POST / HTTP/1.1\r\nhost: node\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("it is sent");
        stream.write_all(body).expect("it is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let text = String::from_utf8_lossy(&answer).into_owned();
        text.split_once("\r\n\r\n")
            .map_or(text.clone(), |(_, body)| body.to_owned())
    }

    fn code(answer: &str) -> i64 {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        answer["error"]["code"].as_i64().unwrap_or_default()
    }

    #[test]
    fn answers_whatever_is_sent() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = runtime
            .block_on(devnode::rpc::serve(node(), any))
            .expect("it listens");
        let address = server.address();
        assert_eq!(code(&post(address, b"{")), -32700);
        assert_eq!(code(&post(address, b"\xff\xfe")), -32700);
        assert_eq!(code(&post(address, b"5")), -32600);
        assert_eq!(code(&post(address, b"[]")), -32600);
        assert_eq!(code(&post(address, br#"{"id":1}"#)), -32600);
        assert_eq!(code(&post(address, br#"{"id":1,"method":"nope"}"#)), -32601);
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(code(&post(address, deep.as_bytes())), -32700);
        let batch = br#"[{"id":1,"method":"eth_chainId"},{"id":"b","method":"nope"},7]"#;
        let answers: Value = serde_json::from_str(&post(address, batch)).expect("json");
        assert_eq!(answers.as_array().map(Vec::len), Some(3));
        assert_eq!(answers[0]["result"], "0x64aba");
        assert_eq!(answers[1]["id"], "b");
        // A notification gets no answer.
        assert_eq!(post(address, br#"{"method":"eth_chainId"}"#), "");
        runtime.block_on(server.stop()).expect("it stops");
    }
}
