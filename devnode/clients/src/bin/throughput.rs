//! The speed of the devnode, in ratios that hold on any machine: transactions in process and by RPC,
//! snapshots, first and later calls of a program, against the Solidity twin on the same node and on
//! anvil.

use alloy::{
    primitives::{Address, Bytes, TxKind, U256},
    rpc::types::{TransactionInput, TransactionRequest},
};
use clap::Parser;
use clients::{Failure, anvil::Anvil, rpc::Client};
use devnode::{Devnode, artifact::Artifact, config::Config, rpc::Node};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

const TOOLBOX_WAT: &str = include_str!("../../../tests/fixtures/toolbox.wat");
const TOOLBOX_JSON: &str = include_str!("../../../contracts/artifacts/Toolbox.json");
/// How often each pair is timed, one after the other; the median counts.
const PASSES: usize = 5;
/// Slots of a large state, and of a small one.
const MANY_SLOTS: u64 = 20_000;
const FEW_SLOTS: u64 = 20;

/// Measures times of the devnode, and prints each as a ratio to another time of the same run.
#[derive(Parser)]
#[command(name = "throughput")]
struct Arguments {
    /// The anvil program.
    #[arg(long, value_name = "FILE", default_value = "anvil")]
    anvil: PathBuf,
    /// Number of transactions or calls for each time.
    #[arg(long, value_name = "NUMBER", default_value_t = 200, value_parser = clap::value_parser!(u32).range(10..))]
    rounds: u32,
    /// Exit with code 1 when a ratio is above its maximum, which allows for a noisy machine.
    #[arg(long)]
    check: bool,
}

/// The ratio of two times.
struct Ratio {
    what: &'static str,
    times: f64,
    /// The maximum: above it, something is wrong with the node, not with the machine.
    max: f64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(ratios) => report(&ratios, arguments.check),
        Err(error) => {
            eprintln!("throughput: {error}");
            ExitCode::FAILURE
        }
    }
}

fn report(ratios: &[Ratio], check: bool) -> ExitCode {
    let mut slow = 0;
    for ratio in ratios {
        let over = ratio.times > ratio.max;
        let note = if over { "  too slow" } else { "" };
        println!(
            "{:>9.4}  {} (at most {}){note}",
            ratio.times, ratio.what, ratio.max
        );
        slow += u32::from(over);
    }
    if check && slow > 0 {
        eprintln!("throughput: {slow} of {} ratios are too high", ratios.len());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(arguments: &Arguments) -> Result<Vec<Ratio>, Failure> {
    let mut ratios = in_process(arguments.rounds)?;
    ratios.extend(snapshots(arguments.rounds)?);
    ratios.push(state_roots(arguments.rounds)?);
    ratios.extend(by_rpc(arguments)?);
    Ok(ratios)
}

/// Seconds that an action takes, averaged.
fn seconds(
    rounds: u32,
    mut action: impl FnMut(u32) -> Result<(), Failure>,
) -> Result<f64, Failure> {
    let start = Instant::now();
    for round in 0..rounds {
        action(round)?;
    }
    Ok(start.elapsed().as_secs_f64() / f64::from(rounds))
}

/// The median ratio of two times, measured alternately.
fn compare(mut pair: impl FnMut(usize) -> Result<(f64, f64), Failure>) -> Result<f64, Failure> {
    (0..PASSES)
        .map(|pass| pair(pass).map(|(time, other)| time / other))
        .collect::<Result<_, _>>()
        .map(median)
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Calldata that makes the toolbox write a word.
fn store(round: u32) -> Bytes {
    let key = U256::from(round % 64).to_be_bytes::<32>();
    let value = U256::from(round + 1).to_be_bytes::<32>();
    [&[3], key.as_slice(), value.as_slice()].concat().into()
}

/// Calldata that makes it answer nothing.
const ECHO: Bytes = Bytes::from_static(&[11]);

fn request(from: Address, to: Address, data: Bytes) -> TransactionRequest {
    TransactionRequest {
        from: Some(from),
        to: Some(TxKind::Call(to)),
        gas: Some(1_000_000),
        input: TransactionInput::new(data),
        ..TransactionRequest::default()
    }
}

/// The toolbox with a number in it, so that each is a program of its own.
fn toolbox(number: usize) -> Result<Vec<u8>, Failure> {
    let other = format!("{:#x}", 0xd000 + number);
    Ok(wat::parse_str(TOOLBOX_WAT.replace("0xe000", &other))?)
}

fn in_process(rounds: u32) -> Result<Vec<Ratio>, Failure> {
    let mut node = Devnode::new()?;
    let user = node.account(0);
    let wasm = node
        .deploy_wasm(user, &wat::parse_str(TOOLBOX_WAT)?)?
        .address;
    let evm = node.deploy_artifact(user, TOOLBOX_JSON, &[])?;
    let sending = compare(|_| {
        let mut send = |to| {
            seconds(rounds, |round| {
                node.transact(request(user, to, store(round)))?;
                Ok(())
            })
        };
        Ok((send(wasm)?, send(evm)?))
    })?;
    let calling = compare(|_| {
        let call = |to| {
            seconds(rounds, |_| {
                node.simulate(request(user, to, ECHO))?;
                Ok(())
            })
        };
        Ok((call(wasm)?, call(evm)?))
    })?;
    let later = compare(|pass| {
        let program = node.deploy_wasm(user, &toolbox(pass)?)?.address;
        let call = |_| {
            node.simulate(request(user, program, ECHO))?;
            Ok(())
        };
        let cold = seconds(1, call)?;
        Ok((seconds(rounds, call)?, cold))
    })?;
    Ok(vec![
        Ratio {
            what: "a WASM transaction, to the same of its Solidity twin",
            times: sending,
            max: 5.0,
        },
        Ratio {
            what: "a WASM call, to the same of its Solidity twin",
            times: calling,
            max: 50.0,
        },
        Ratio {
            what: "a later call of a program, to its first",
            times: later,
            max: 0.8,
        },
    ])
}

/// A node whose contract has this many slots.
fn filled(slots: u64) -> Result<(Devnode, Address), Failure> {
    let mut node = Devnode::new()?;
    let evm = node.deploy_artifact(node.account(0), TOOLBOX_JSON, &[])?;
    let state = node.chain_mut().state_mut();
    for slot in 0..slots {
        state.set_slot(evm, U256::from(slot) << 64, U256::from(slot + 1));
    }
    Ok((node, evm))
}

fn snapshots(rounds: u32) -> Result<Vec<Ratio>, Failure> {
    let (mut node, evm) = filled(FEW_SLOTS)?;
    let (mut large, large_evm) = filled(MANY_SLOTS)?;
    let user = node.account(0);
    let restoring = compare(|_| {
        let going_back = seconds(rounds, |_| {
            let here = node.snapshot();
            node.revert_to(&here);
            Ok(())
        })?;
        let here = node.snapshot();
        let sending = seconds(rounds, |round| {
            node.transact(request(user, evm, store(round)))?;
            Ok(())
        })?;
        node.revert_to(&here);
        Ok((going_back, sending))
    })?;
    let growing = compare(|_| {
        Ok((
            step(&mut large, large_evm, rounds)?,
            step(&mut node, evm, rounds)?,
        ))
    })?;
    Ok(vec![
        Ratio {
            what: "a snapshot and the way back to it, to a transaction",
            times: restoring,
            max: 0.5,
        },
        Ratio {
            what: "a transaction taken back, with 20,000 slots, to the same with 20",
            times: growing,
            max: 5.0,
        },
    ])
}

/// The cost of state roots in headers.
fn state_roots(rounds: u32) -> Result<Ratio, Failure> {
    let mut plain = Devnode::new()?;
    let mut rooted = Devnode::builder().state_roots().build()?;
    let user = plain.account(0);
    let evm = plain.deploy_artifact(user, TOOLBOX_JSON, &[])?;
    let twin = rooted.deploy_artifact(user, TOOLBOX_JSON, &[])?;
    let times = compare(|_| {
        Ok((
            step(&mut rooted, twin, rounds)?,
            step(&mut plain, evm, rounds)?,
        ))
    })?;
    Ok(Ratio {
        what: "a transaction with the state root in its header, to one without",
        times,
        max: 30.0,
    })
}

/// A snapshot, a transaction, and the way back.
fn step(node: &mut Devnode, evm: Address, rounds: u32) -> Result<f64, Failure> {
    let user = node.account(0);
    seconds(rounds, |round| {
        let here = node.snapshot();
        node.transact(request(user, evm, store(round)))?;
        node.revert_to(&here);
        Ok(())
    })
}

fn by_rpc(arguments: &Arguments) -> Result<Vec<Ratio>, Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let node = Node::new(Config::default())?;
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = runtime.block_on(devnode::rpc::serve(node, any))?;
    let anvil = Anvil::start(&arguments.anvil, &[])?;
    let mut ours = Remote::connect(server.address())?;
    let mut theirs = Remote::connect(anvil.address())?;
    let (evm, twin) = (ours.deploy_twin()?, theirs.deploy_twin()?);
    let wasm = ours.deploy_program()?;
    let rounds = arguments.rounds;
    let (mut solidity, mut program) = (Vec::new(), Vec::new());
    for _ in 0..PASSES {
        // Anvil slows down as its chain grows, so both are measured at the same length.
        let there = theirs.send(&twin, rounds)?;
        solidity.push(ours.send(&evm, rounds)? / there);
        program.push(ours.send(&wasm, rounds)? / there);
    }
    drop(ours);
    runtime.block_on(server.stop())?;
    Ok(vec![
        Ratio {
            what: "a Solidity transaction by RPC, to the same on anvil",
            times: median(solidity),
            max: 3.0,
        },
        Ratio {
            what: "a WASM transaction by RPC, to its Solidity twin on anvil",
            times: median(program),
            max: 5.0,
        },
    ])
}

/// A node behind a connection, with an account that it signs for.
struct Remote {
    client: Client,
    user: Value,
}

impl Remote {
    fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let mut client = Client::connect(address)?;
        let user = client.call("eth_accounts", &json!([]))?[0].take();
        Ok(Self { client, user })
    }

    /// Sends a transaction and waits until it is mined.
    fn transact(&mut self, mut tx: Value) -> Result<Value, Failure> {
        tx["from"] = self.user.clone();
        tx["gas"] = json!("0x1000000");
        let hash = self.client.call("eth_sendTransaction", &json!([tx]))?;
        let receipt = self.receipt(&hash)?;
        if receipt["status"] != "0x1" {
            return Err(format!("a transaction failed: {receipt}").into());
        }
        Ok(receipt)
    }

    fn receipt(&mut self, hash: &Value) -> Result<Value, Failure> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_mins(1) {
            let receipt = self
                .client
                .call("eth_getTransactionReceipt", &json!([hash]))?;
            if !receipt.is_null() {
                return Ok(receipt);
            }
        }
        Err(format!("{hash} is not mined after a minute").into())
    }

    fn deploy_twin(&mut self) -> Result<Value, Failure> {
        let code = Artifact::parse(TOOLBOX_JSON)?.creation()?;
        Ok(self.transact(json!({ "data": code }))?["contractAddress"].take())
    }

    fn deploy_program(&mut self) -> Result<Value, Failure> {
        let code = stylus_machine::format::compress_classic(&wat::parse_str(TOOLBOX_WAT)?);
        let code = devnode::api::init_code(&code);
        let program = self.transact(json!({ "data": code }))?["contractAddress"].take();
        let address: Address = serde_json::from_value(program.clone())?;
        // activateProgram(address)
        let activate = [&[0x58, 0xc7, 0x80, 0xc2], address.into_word().as_slice()].concat();
        self.transact(json!({
            "to": Address::with_last_byte(0x71),
            "data": Bytes::from(activate),
            "value": "0x38d7ea4c68000",
        }))?;
        Ok(program)
    }

    /// Seconds for a transaction when each is sent after the answer to the one before, including
    /// the mining of the last one.
    fn send(&mut self, to: &Value, rounds: u32) -> Result<f64, Failure> {
        let start = Instant::now();
        let mut last = Value::Null;
        for round in 0..rounds {
            let tx =
                json!([{ "from": self.user, "to": to, "data": store(round), "gas": "0x100000" }]);
            last = self.client.call("eth_sendTransaction", &tx)?;
        }
        self.receipt(&last)?;
        Ok(start.elapsed().as_secs_f64() / f64::from(rounds))
    }
}
