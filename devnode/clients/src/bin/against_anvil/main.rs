//! Runs the same random transactions on the devnode and on anvil, and compares the outcomes:
//! receipts one by one, and at the end every account with all its storage.
//!
//! Differences on purpose are either left out of the transactions or taken into account: Arbitrum has
//! no floor for the gas of calldata (EIP-7623), drops tips, sends base fees to an account of its own,
//! and answers opcodes about the block with figures of its parent chain.

mod code;
mod inputs;
mod nodes;
mod opcodes;
mod txs;

use alloy::primitives::Address;
use clap::Parser;
use clients::Failure;
use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use nodes::{Compared, Fate, Pair};
use txs::{Made, Maker};

/// Runs the same random transactions on the devnode and on anvil, and compares every receipt, and
/// at the end nonce, balance, code and storage of every account.
///
/// Exit codes: 0 when all is equal, 1 when anything differs (with the seed that reproduces it).
#[derive(Parser)]
#[command(name = "against-anvil")]
struct Arguments {
    /// The anvil program.
    #[arg(long, value_name = "FILE", default_value = "anvil")]
    anvil: PathBuf,
    /// Number of transactions.
    #[arg(long, value_name = "NUMBER", default_value_t = 500)]
    transactions: u32,
    /// Seed of the transactions; random when absent.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let seed = arguments.seed.unwrap_or_else(any_seed);
    println!("seed {seed}, {} transactions", arguments.transactions);
    match run(&arguments, seed).await {
        Ok(tally) => {
            print!("{tally}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("against-anvil: {error}");
            eprintln!(
                "again with: --seed {seed} --transactions {}",
                arguments.transactions
            );
            ExitCode::FAILURE
        }
    }
}

fn any_seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |time| {
        u64::from(time.subsec_nanos()) ^ time.as_secs() << 20
    })
}

async fn run(arguments: &Arguments, seed: u64) -> Result<Tally, Failure> {
    let mut pair = Pair::start(&arguments.anvil).await?;
    let keys = pair.node.keys()[..5].to_vec();
    let senders: Vec<Address> = keys
        .iter()
        .map(alloy::signers::local::PrivateKeySigner::address)
        .collect();
    let mut maker = Maker::new(seed, keys);
    let mut tally = Tally::default();
    for index in 0..arguments.transactions {
        let key = maker.sender();
        let nonce = pair.nonce(key.address())?;
        let made = maker.make(&key, nonce)?;
        let fate = pair
            .send(&made)
            .map_err(|error| format!("transaction {index}, {made}: {error}"))?;
        if let Fate::Mined { receipt, .. } = &fate
            && receipt["status"] == "0x1"
            && let Ok(contract) = serde_json::from_value(receipt["contractAddress"].clone())
        {
            maker.learn(contract);
        }
        tally.count(&made, &fate);
    }
    tally.compared = pair.compare_states(&senders)?;
    Ok(tally)
}

/// The counts of a run, which show whether it tried anything.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<String, u32>,
    compared: Compared,
}

impl Tally {
    fn count(&mut self, made: &Made, fate: &Fate) {
        let end = match fate {
            Fate::Refused => "refused",
            Fate::Mined { receipt, .. } if receipt["status"] == "0x1" => "succeeded",
            Fate::Mined { .. } => "failed",
        };
        self.add(&format!("{} {end}", made.what), 1);
        if let Fate::Mined { receipt, floor } = fate {
            let logs = receipt["logs"].as_array().map_or(0, Vec::len);
            self.add("logs", u32::try_from(logs).unwrap_or(u32::MAX));
            self.add("dearer on Ethereum for their calldata", u32::from(*floor));
        }
    }

    fn add(&mut self, what: &str, count: u32) {
        *self.counts.entry(what.to_owned()).or_default() += count;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (what, count) in &self.counts {
            writeln!(f, "{count:>7} {what}")?;
        }
        let Compared { accounts, proofs } = self.compared;
        writeln!(
            f,
            "all equal, as are {accounts} accounts, and {proofs} proofs of their slots"
        )
    }
}
