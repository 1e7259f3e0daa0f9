//! Alloy's providers against the server, over HTTP and WebSocket: with fillers for nonce, gas and
//! fees, a local signer, and contract bindings, as an application uses them.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, U256, address, keccak256},
    providers::{Provider, ProviderBuilder, WsConnect, ext::DebugApi},
    rpc::types::{
        Filter, TransactionReceipt, TransactionRequest,
        state::{AccountOverride, StateOverridesBuilder},
        trace::geth::{
            CallConfig, GethDebugBuiltInTracerType, GethDebugTracerType, GethDebugTracingOptions,
            GethTrace,
        },
    },
    signers::local::PrivateKeySigner,
    sol,
    sol_types::SolEvent,
};
use devnode::{
    api::init_code,
    artifact::Artifact,
    config::{BASE_FEE_WEI, CHAIN_ID, Config},
    rpc::{Handle, Node, serve},
};
use futures_util::StreamExt;
use std::{net::SocketAddr, time::Duration};
use stylus_machine::format::compress_classic;

const COUNTER_JSON: &str = include_str!("../../contracts/artifacts/Counter.json");
const TOOLBOX_WAT: &str = include_str!("../../tests/fixtures/toolbox.wat");
const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// More than any of the data fees here.
const ACTIVATION_WEI: u128 = 1_000_000_000_000_000;
/// How long an event may be under way before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

sol! {
    #[sol(rpc)]
    #[derive(Debug)]
    contract Counter {
        event Set(address indexed by, uint256 number);
        error TooLarge(uint256 number, uint256 limit);
        function number() external view returns (uint256);
        function set(uint256 next) external payable;
    }

    #[sol(rpc)]
    #[derive(Debug)]
    contract ArbWasm {
        event ProgramActivated(
            bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version
        );
        error ProgramNotActivated();
        error ProgramUpToDate();
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function programVersion(address program) external view returns (uint16 version);
    }
}

/// A server with a key that has money on its chain.
struct Bench {
    server: Handle,
    key: PrivateKeySigner,
}

impl Bench {
    async fn new() -> Self {
        let node = Node::new(Config::default()).expect("the node starts");
        let key = node.keys()[2].clone();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = serve(node, any).await.expect("it listens");
        Self { server, key }
    }

    fn http(&self) -> impl Provider + Clone + use<> {
        let url = self.server.url().parse().expect("a URL");
        ProviderBuilder::new()
            .wallet(self.key.clone())
            .connect_http(url)
    }

    async fn ws(&self) -> impl Provider + Clone + use<> {
        ProviderBuilder::new()
            .wallet(self.key.clone())
            .connect_ws(WsConnect::new(self.server.ws_url()))
            .await
            .expect("it connects")
    }
}

async fn send(client: &impl Provider, request: TransactionRequest) -> TransactionReceipt {
    let pending = client.send_transaction(request).await.expect("it is sent");
    let receipt = pending.get_receipt().await.expect("it is mined");
    assert!(receipt.status(), "{receipt:?}");
    receipt
}

async fn deploy(client: &impl Provider, code: Bytes) -> Address {
    let create = TransactionRequest::default().with_deploy_code(code);
    let receipt = send(client, create).await;
    receipt.contract_address.expect("a contract was made")
}

async fn deploy_counter(client: &impl Provider, first: u64) -> Address {
    let artifact = Artifact::parse(COUNTER_JSON).expect("the artifact is whole");
    let code = artifact
        .init_code(&[U256::from(first).into()])
        .expect("it has code");
    deploy(client, code).await
}

async fn set(client: &impl Provider, counter: Address, next: u64) -> TransactionReceipt {
    let counter = Counter::new(counter, client);
    let call = counter.set(U256::from(next));
    let pending = call.send().await.expect("it is sent");
    let receipt = pending.get_receipt().await.expect("it is mined");
    assert!(receipt.status(), "{receipt:?}");
    receipt
}

/// Deploys the toolbox as a program and activates it.
async fn deploy_toolbox(client: &impl Provider) -> Address {
    let wasm = wat::parse_str(TOOLBOX_WAT).expect("the toolbox assembles");
    let program = deploy(client, init_code(&compress_classic(&wasm))).await;
    let arb_wasm = ArbWasm::new(ARB_WASM, client);
    let activation = arb_wasm
        .activateProgram(program)
        .value(U256::from(ACTIVATION_WEI));
    let foreseen = activation.call().await.expect("it can be activated");
    let receipt = activation
        .send()
        .await
        .expect("it is sent")
        .get_receipt()
        .await
        .expect("it is mined");
    let event = receipt
        .decoded_log::<ArbWasm::ProgramActivated>()
        .expect("it tells of the activation");
    assert_eq!(event.program, program);
    assert_eq!(event.version, foreseen.version);
    assert_eq!(event.dataFee, foreseen.dataFee);
    program
}

/// What the toolbox is told: a tag, then words.
fn tell(to: Address, tag: u8, words: &[u64]) -> TransactionRequest {
    let mut data = vec![tag];
    for word in words {
        data.extend_from_slice(&U256::from(*word).to_be_bytes::<32>());
    }
    TransactionRequest::default().to(to).with_input(data)
}

const STORE: u8 = 3;
const LOAD: u8 = 4;
const LOG: u8 = 8;

fn word(number: u64) -> Bytes {
    U256::from(number).to_be_bytes_vec().into()
}

mod solidity {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn is_deployed_called_and_heard_with_its_errors_decoded() {
        let bench = Bench::new().await;
        let client = bench.http();
        assert_eq!(client.get_chain_id().await.expect("an id"), CHAIN_ID);
        let before = client.get_balance(bench.key.address()).await.expect("wei");

        let counter = Counter::new(deploy_counter(&client, 5).await, &client);
        let read = counter.number().call().await.expect("a number");
        assert_eq!(read, U256::from(5));
        let sent = set(&client, *counter.address(), 6).await;
        assert_eq!(sent.effective_gas_price, u128::from(BASE_FEE_WEI));

        let events = counter.Set_filter().from_block(0).query().await;
        let events = events.expect("events");
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].0.by, bench.key.address());
        assert_eq!(events[0].0.number, U256::from(6));
        assert_eq!(events[0].1.transaction_hash, Some(sent.transaction_hash));

        let refused = counter.set(U256::from(2000)).call().await;
        let reason = refused
            .expect_err("it is too large")
            .as_decoded_error::<Counter::TooLarge>()
            .expect("the error is known");
        assert_eq!(reason.limit, U256::from(1000));

        let after = client.get_balance(bench.key.address()).await.expect("wei");
        let deployment = client
            .get_transaction_receipt(first_hash(&client).await)
            .await
            .expect("an answer")
            .expect("a receipt");
        let gas = deployment.gas_used + sent.gas_used;
        assert_eq!(before - after, U256::from(gas * BASE_FEE_WEI));
        bench.server.stop().await.expect("it stops");
    }

    async fn first_hash(client: &impl Provider) -> B256 {
        let block = client.get_block(1.into()).await.expect("an answer");
        block
            .expect("a block")
            .transactions
            .as_hashes()
            .expect("hashes")[0]
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn is_called_with_other_state_than_the_chain_has() {
        let bench = Bench::new().await;
        let client = bench.http();
        let address = deploy_counter(&client, 5).await;
        let counter = Counter::new(address, &client);

        let account =
            AccountOverride::default().with_state_diff([(B256::ZERO, B256::with_last_byte(9))]);
        let overrides = StateOverridesBuilder::default()
            .append(address, account)
            .build();
        let read = counter.number().state(overrides).call().await;
        assert_eq!(read.expect("a number"), U256::from(9));
        assert_eq!(
            counter.number().call().await.expect("a number"),
            U256::from(5)
        );
    }
}

mod stylus {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn is_deployed_activated_and_keeps_its_state() {
        let bench = Bench::new().await;
        let client = bench.http();
        let toolbox = deploy_toolbox(&client).await;
        let again = ArbWasm::new(ARB_WASM, &client)
            .activateProgram(toolbox)
            .value(U256::from(ACTIVATION_WEI))
            .call()
            .await
            .expect_err("it is active");
        assert!(
            again
                .as_decoded_error::<ArbWasm::ProgramUpToDate>()
                .is_some()
        );

        send(&client, tell(toolbox, STORE, &[1, 77])).await;
        let read = client.call(tell(toolbox, LOAD, &[1])).await;
        assert_eq!(read.expect("a word"), word(77));
        let slot = client.get_storage_at(toolbox, U256::from(1)).await;
        assert_eq!(slot.expect("a word"), U256::from(77));
    }

    /// The account gets the code of a program that nobody activated, and then one that is active.
    #[tokio::test(flavor = "multi_thread")]
    async fn is_called_where_an_override_puts_it() {
        let bench = Bench::new().await;
        let client = bench.http();
        let toolbox = deploy_toolbox(&client).await;
        let code = client.get_code_at(toolbox).await.expect("code");
        let elsewhere = Address::with_last_byte(0xe1);
        let account = AccountOverride::default()
            .with_code(code)
            .with_state_diff([(B256::with_last_byte(1), B256::with_last_byte(5))]);
        let overrides = StateOverridesBuilder::default()
            .append(elsewhere, account)
            .build();
        let read = client
            .call(tell(elsewhere, LOAD, &[1]))
            .overrides(overrides)
            .await;
        assert_eq!(read.expect("a word"), word(5));

        let other = wat::parse_str(TOOLBOX_WAT.replace("0xe000", "0xd000")).expect("it assembles");
        let account = AccountOverride::default().with_code(compress_classic(&other));
        let overrides = StateOverridesBuilder::default()
            .append(elsewhere, account)
            .build();
        let refused = client
            .call(tell(elsewhere, LOAD, &[1]))
            .overrides(overrides)
            .await;
        let refused = refused.expect_err("it is not active").to_string();
        assert!(refused.contains("ProgramNotActivated"), "{refused}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn needs_no_more_gas_than_the_estimate_and_not_much_less() {
        let bench = Bench::new().await;
        let client = bench.http();
        let toolbox = deploy_toolbox(&client).await;
        let request = tell(toolbox, STORE, &[2, 3]).from(bench.key.address());
        let estimate = client.estimate_gas(request.clone()).await.expect("gas");
        let receipt = send(&client, request.gas_limit(estimate)).await;
        assert!(receipt.gas_used <= estimate);
        // The search for the estimate stops within 1.5 %; what a call holds back for its frame
        // comes on top.
        assert!(
            estimate < receipt.gas_used * 11 / 10,
            "{estimate}: {receipt:?}"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn shows_its_calls_and_host_functions_in_traces() {
        let bench = Bench::new().await;
        let client = bench.http();
        let toolbox = deploy_toolbox(&client).await;
        let receipt = send(&client, tell(toolbox, STORE, &[1, 77])).await;

        let calls = GethDebugTracingOptions::call_tracer(CallConfig::default());
        let trace = client
            .debug_trace_transaction(receipt.transaction_hash, calls)
            .await;
        let GethTrace::CallTracer(frame) = trace.expect("a trace") else {
            panic!("another trace was asked for");
        };
        assert_eq!(frame.from, bench.key.address());
        assert_eq!(frame.to, Some(toolbox));
        assert_eq!(frame.gas_used, U256::from(receipt.gas_used));

        let tracer = GethDebugTracerType::JsTracer("stylusTracer".to_owned());
        let hostios = GethDebugTracingOptions::default().with_tracer(tracer);
        let trace = client
            .debug_trace_transaction(receipt.transaction_hash, hostios)
            .await;
        let GethTrace::JS(steps) = trace.expect("a trace") else {
            panic!("another trace was asked for");
        };
        let names: Vec<_> = steps
            .as_array()
            .expect("a list")
            .iter()
            .map(|step| step["name"].as_str().expect("a name"))
            .collect();
        assert_eq!(
            names,
            [
                "user_entrypoint",
                "read_args",
                "storage_cache_bytes32",
                "storage_flush_cache",
                "user_returned"
            ]
        );

        let state = GethDebugTracingOptions::new_tracer(GethDebugBuiltInTracerType::PreStateTracer);
        let trace = client
            .debug_trace_transaction(receipt.transaction_hash, state)
            .await;
        let before = trace
            .expect("a trace")
            .try_into_pre_state_frame()
            .expect("a state");
        let before = before.as_default().expect("the state before");
        assert!(before.0.contains_key(&toolbox));
    }
}

mod filters_and_subscriptions {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn find_logs_by_contract_and_topic() {
        let bench = Bench::new().await;
        let client = bench.http();
        let counter = deploy_counter(&client, 1).await;
        let toolbox = deploy_toolbox(&client).await;
        set(&client, counter, 2).await;
        send(&client, tell(toolbox, LOG, &[7])).await;

        let of_toolbox = Filter::new().address(toolbox).from_block(0);
        let logs = client.get_logs(&of_toolbox).await.expect("logs");
        assert_eq!(logs.len(), 1);
        assert_eq!(logs[0].data().data, word(7));

        let of_topic = Filter::new()
            .from_block(0)
            .event_signature(Counter::Set::SIGNATURE_HASH);
        let logs = client.get_logs(&of_topic).await.expect("logs");
        assert_eq!(logs.len(), 1);
        assert_eq!(logs[0].address(), counter);

        let by = bench.key.address().into_word();
        let of_sender = Filter::new().from_block(0).topic1(by);
        assert_eq!(client.get_logs(&of_sender).await.expect("logs").len(), 1);
        let of_other = Filter::new().from_block(0).topic1(keccak256("another"));
        assert!(client.get_logs(&of_other).await.expect("logs").is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn tell_of_blocks_and_of_logs_of_both_kinds_of_contracts() {
        let bench = Bench::new().await;
        let client = bench.ws().await;
        let counter = deploy_counter(&client, 1).await;
        let toolbox = deploy_toolbox(&client).await;
        let mut blocks = client
            .subscribe_blocks()
            .await
            .expect("heads")
            .into_stream();
        let both = Filter::new().address(vec![counter, toolbox]);
        let mut logs = client
            .subscribe_logs(&both)
            .await
            .expect("logs")
            .into_stream();

        let first = set(&client, counter, 2).await;
        let second = send(&client, tell(toolbox, LOG, &[7])).await;
        for receipt in [&first, &second] {
            let head = tokio::time::timeout(PATIENCE, blocks.next())
                .await
                .expect("in time");
            assert_eq!(head.map(|head| head.number), receipt.block_number);
            let log = tokio::time::timeout(PATIENCE, logs.next())
                .await
                .expect("in time");
            let log = log.expect("a log");
            assert_eq!(log.transaction_hash, Some(receipt.transaction_hash));
            assert_eq!(Some(log.address()), receipt.to);
        }
    }
}
