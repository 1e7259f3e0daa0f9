//! How fast the node is: transactions in process and by RPC, snapshots, program calls.
//!
//! `cargo run --profile native -p devnode --example throughput`. With the path of an anvil binary
//! as argument, the Solidity twin runs there too, and the ratio is shown.

use alloy::{
    primitives::{Address, Bytes, TxKind, U256},
    rpc::types::{TransactionInput, TransactionRequest},
};
use devnode::{Devnode, config::Config, rpc::Node};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    time::Instant,
};

const TOOLBOX_WAT: &str = include_str!("../tests/fixtures/toolbox.wat");
const TOOLBOX_JSON: &str = include_str!("../contracts/artifacts/Toolbox.json");
const ROUNDS: u32 = 2000;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    in_process()?;
    over_rpc(std::env::args().nth(1))
}

/// Runs the action and gives how often it ran in a second.
fn rate(rounds: u32, mut action: impl FnMut(u32)) -> f64 {
    let start = Instant::now();
    for round in 0..rounds {
        action(round);
    }
    f64::from(rounds) / start.elapsed().as_secs_f64()
}

/// Tells the toolbox to write a word.
fn store(round: u32) -> Bytes {
    let key = U256::from(round % 64).to_be_bytes::<32>();
    let value = U256::from(round + 1).to_be_bytes::<32>();
    [&[3], key.as_slice(), value.as_slice()].concat().into()
}

fn request(from: Address, to: Address, data: Bytes) -> TransactionRequest {
    TransactionRequest {
        from: Some(from),
        to: Some(TxKind::Call(to)),
        gas: Some(1_000_000),
        input: TransactionInput::new(data),
        ..TransactionRequest::default()
    }
}

fn in_process() -> Result<(), Failure> {
    let mut node = Devnode::new()?;
    let user = node.account(0);
    let wasm_code = wat::parse_str(TOOLBOX_WAT)?;
    let wasm = node.deploy_wasm(user, &wasm_code)?.address;
    let evm = node.deploy_artifact(user, TOOLBOX_JSON, &[])?;

    let cold = Instant::now();
    node.simulate(request(user, wasm, Bytes::from_static(&[11])))?;
    let cold = cold.elapsed().as_secs_f64();
    let mut send = |to| {
        rate(ROUNDS, |round| {
            let _sent = node.transact(request(user, to, store(round)));
        })
    };
    let (by_evm, by_wasm) = (send(evm), send(wasm));
    println!("in process, EVM store:   {by_evm:>9.0} transactions a second");
    println!(
        "in process, WASM store:  {by_wasm:>9.0} transactions a second, {:.2} of the EVM's rate",
        by_wasm / by_evm
    );
    let later = rate(ROUNDS, |_| {
        let _answer = node.simulate(request(user, wasm, Bytes::from_static(&[11])));
    });
    println!(
        "first call of a program takes {:.0} times as long as a later one",
        cold * later
    );
    let mut kept = Vec::new();
    let snapshots = rate(100_000, |_| {
        kept.push(node.snapshot());
        if kept.len() == 64 {
            kept.clear();
        }
    });
    let here = node.snapshot();
    let steps = rate(ROUNDS, |round| {
        let _sent = node.transact(request(user, wasm, store(round)));
        node.revert_to(&here);
    });
    println!("snapshots:               {snapshots:>9.0} a second");
    println!("transaction and revert:  {steps:>9.0} a second");
    Ok(())
}

fn over_rpc(anvil: Option<String>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let node = Node::new(Config::default())?;
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = runtime.block_on(devnode::rpc::serve(node, any))?;
    let ours = rpc_rate(server.address())?;
    println!("by RPC, EVM store:       {ours:>9.0} transactions a second");
    if let Some(binary) = anvil {
        let mut anvil = Anvil::start(&binary)?;
        let theirs = rpc_rate(anvil.address)?;
        anvil.process.kill()?;
        println!("by RPC, EVM store: {:.2} of anvil's rate", ours / theirs);
    }
    runtime.block_on(server.stop())?;
    Ok(())
}

/// A running anvil.
struct Anvil {
    process: Child,
    address: SocketAddr,
}

impl Anvil {
    fn start(binary: &str) -> Result<Self, Failure> {
        let mut process = Command::new(binary)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("anvil has no output")?;
        for line in BufReader::new(output).lines() {
            if let Some(address) = line?.strip_prefix("Listening on ") {
                let address = address.parse()?;
                return Ok(Self { process, address });
            }
        }
        Err("anvil did not start".into())
    }
}

/// One connection that calls follow each other on.
struct Client(TcpStream);

impl Client {
    fn call(&mut self, method: &str, params: &Value) -> Result<Value, Failure> {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let body = body.to_string();
        let head = format!(
            "POST / HTTP/1.1\r\nhost: node\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.0.write_all(format!("{head}{body}").as_bytes())?;
        let mut answer = Vec::new();
        let mut byte = [0];
        while !answer.ends_with(b"\r\n\r\n") {
            self.0.read_exact(&mut byte)?;
            answer.push(byte[0]);
        }
        let head = String::from_utf8(answer)?.to_lowercase();
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .ok_or("no length")?
            .parse()?;
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        let answer: Value = serde_json::from_slice(&body)?;
        match answer.get("error") {
            Some(error) => Err(format!("{method}: {error}").into()),
            None => Ok(answer["result"].clone()),
        }
    }
}

fn rpc_rate(address: SocketAddr) -> Result<f64, Failure> {
    let mut client = Client(TcpStream::connect(address)?);
    client.0.set_nodelay(true)?;
    let accounts = client.call("eth_accounts", &json!([]))?;
    let user = &accounts[0];
    let artifact = devnode::artifact::Artifact::parse(TOOLBOX_JSON)?;
    let create = json!([{ "from": user, "data": artifact.creation()?, "gas": "0x200000" }]);
    let hash = client.call("eth_sendTransaction", &create)?;
    let receipt = client.call("eth_getTransactionReceipt", &json!([hash]))?;
    let to = receipt["contractAddress"].clone();
    let mut failed = None;
    let rate = rate(ROUNDS, |round| {
        let tx = json!([{ "from": user, "to": to, "data": store(round), "gas": "0x100000" }]);
        if let Err(error) = client.call("eth_sendTransaction", &tx) {
            failed = Some(error);
        }
    });
    failed.map_or(Ok(rate), Err)
}
