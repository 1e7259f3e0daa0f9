//! The two nodes side by side, and the parts of their answers that must be equal.

use alloy::primitives::{Address, B256, U256};
use clients::{Failure, anvil::Anvil, rpc::Client};
use devnode::{
    config::{BASE_FEE_WEI, Config, SEQUENCER},
    rpc::{Handle, Node},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, net::SocketAddr, path::Path, sync::Arc};

use super::{code::SLOTS, txs::Made};

/// Time of the first block.
const GENESIS_SECS: u64 = 1_750_000_000;
/// Fields of receipts that must be equal, without gas.
const RECEIPT_FIELDS: [&str; 7] = [
    "status",
    "contractAddress",
    "from",
    "to",
    "type",
    "logsBloom",
    "effectiveGasPrice",
];
/// Fields of logs that must be equal.
const LOG_FIELDS: [&str; 4] = ["address", "topics", "data", "logIndex"];

/// Both nodes.
pub(crate) struct Pair {
    pub(crate) node: Arc<Node>,
    genesis: BTreeSet<Address>,
    ours: Client,
    theirs: Client,
    _server: Handle,
    _anvil: Anvil,
    now_secs: u64,
}

/// The outcome of a transaction on both nodes.
pub(crate) enum Fate {
    /// Both refused it.
    Refused,
    /// Both mined it, with that receipt here.
    Mined {
        receipt: Value,
        /// Whether Ethereum's floor for calldata made it more expensive on anvil.
        floor: bool,
    },
}

impl Pair {
    pub(crate) async fn start(binary: &Path) -> Result<Self, Failure> {
        let config = Config {
            genesis_secs: Some(GENESIS_SECS),
            ..Config::default()
        };
        let chain_id = config.chain_id.to_string();
        let node = Node::new(config)?;
        let chain = node.chain();
        let genesis = chain.state().accounts().map(|(address, _)| *address);
        let genesis = genesis.collect();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = devnode::rpc::serve(Arc::clone(&node), any).await?;
        let base_fee = BASE_FEE_WEI.to_string();
        let time = GENESIS_SECS.to_string();
        let anvil = Anvil::start(
            binary,
            &[
                "--hardfork",
                "osaka",
                "--chain-id",
                &chain_id,
                "--block-base-fee-per-gas",
                &base_fee,
                "--timestamp",
                &time,
                "--disable-min-priority-fee",
                // With automatic mining it would continue after its answer, and interfere with later changes.
                "--no-mining",
            ],
        )?;
        let mut theirs = Client::connect(anvil.address())?;
        // Contracts see the receiver of tips, and it is warm.
        theirs.call("anvil_setCoinbase", &json!([SEQUENCER]))?;
        // Base fees go to the zero address here: it exists, so a transfer to it costs less.
        theirs.call("anvil_setBalance", &json!([Address::ZERO, "0x1"]))?;
        Ok(Self {
            node,
            genesis,
            ours: Client::connect(server.address())?,
            theirs,
            _server: server,
            _anvil: anvil,
            now_secs: GENESIS_SECS,
        })
    }

    fn both(&mut self, method: &str, params: &Value) -> Result<(Value, Value), Failure> {
        Ok((
            self.ours.call(method, params)?,
            self.theirs.call(method, params)?,
        ))
    }

    /// The next nonce of an account, on which both agree.
    pub(crate) fn nonce(&mut self, account: Address) -> Result<u64, Failure> {
        let params = json!([account, "latest"]);
        let (ours, theirs) = self.both("eth_getTransactionCount", &params)?;
        equal("nonce", &ours, &theirs)?;
        number(&ours)
    }

    /// Sends a transaction to both and compares the outcomes.
    pub(crate) fn send(&mut self, made: &Made) -> Result<Fate, Failure> {
        self.now_secs += 7;
        self.both("evm_setNextBlockTimestamp", &json!([self.now_secs]))?;
        // Anvil's would follow demand; Arbitrum's is constant on an idle chain.
        let fee = json!([format!("{BASE_FEE_WEI:#x}")]);
        self.theirs.call("anvil_setNextBlockBaseFeePerGas", &fee)?;

        let raw = json!([made.raw()]);
        let ours = self.ours.ask("eth_sendRawTransaction", &raw)?;
        let theirs = self.theirs.ask("eth_sendRawTransaction", &raw)?;
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => {
                equal("hash", &ours, &theirs)?;
                self.theirs.call("evm_mine", &json!([]))?;
                let compared = self.compare_receipts(made, &ours);
                compared.map_err(|error| format!("{error}{}", self.calls(&ours)).into())
            }
            (Err(_), Err(_)) => Ok(Fate::Refused),
            (ours, theirs) => {
                Err(format!("one of them refused it: here {ours:?}, there {theirs:?}").into())
            }
        }
    }

    /// The call traces of a transaction on both nodes, to find the cause of a difference.
    fn calls(&mut self, hash: &Value) -> String {
        let params = json!([hash, { "tracer": "callTracer" }]);
        match self.both("debug_traceTransaction", &params) {
            Ok((ours, theirs)) => format!(
                "\nhere:{}\nthere:{}",
                call_tree(&ours, 1),
                call_tree(&theirs, 1)
            ),
            Err(error) => format!("\n(no traces: {error})"),
        }
    }

    fn compare_receipts(&mut self, made: &Made, hash: &Value) -> Result<Fate, Failure> {
        let (ours, theirs) = self.both("eth_getTransactionReceipt", &json!([hash]))?;
        for field in RECEIPT_FIELDS {
            equal(field, &ours[field], &theirs[field])?;
        }
        let (used, used_there) = (number(&ours["gasUsed"])?, number(&theirs["gasUsed"])?);
        let expected = made.gas_on_ethereum(used);
        if used_there != expected {
            return Err(format!("gas: {used} here, {used_there} there, not {expected}").into());
        }
        let logs = |receipt: &Value| receipt["logs"].as_array().cloned().unwrap_or_default();
        let (our_logs, their_logs) = (logs(&ours), logs(&theirs));
        equal(
            "number of logs",
            &json!(our_logs.len()),
            &json!(their_logs.len()),
        )?;
        for (our_log, their_log) in our_logs.iter().zip(&their_logs) {
            for field in LOG_FIELDS {
                equal(field, &our_log[field], &their_log[field])?;
            }
        }
        if expected != used {
            self.even_out(made.sender, expected - used)?;
        }
        Ok(Fate::Mined {
            receipt: ours,
            floor: expected != used,
        })
    }

    /// Checks that the sender paid exactly this much more on anvil, and refunds it.
    fn even_out(&mut self, sender: Address, gas: u64) -> Result<(), Failure> {
        let (ours, theirs) = self.both("eth_getBalance", &json!([sender, "latest"]))?;
        let parse = |value: &Value| serde_json::from_value::<U256>(value.clone());
        let (ours, theirs) = (parse(&ours)?, parse(&theirs)?);
        if ours != theirs + U256::from(gas) * U256::from(BASE_FEE_WEI) {
            return Err(format!("balance of {sender}: {ours} here, {theirs} there").into());
        }
        self.theirs
            .call("anvil_setBalance", &json!([sender, ours]))?;
        Ok(())
    }

    /// Compares every account that is not the chain's own: nonce, balance, code, and every slot that
    /// is set here or that code uses.
    pub(crate) fn compare_states(&mut self, more: &[Address]) -> Result<Compared, Failure> {
        let chain = self.node.chain();
        let mut accounts: BTreeSet<Address> = chain.state().accounts().map(|(it, _)| *it).collect();
        for known in &self.genesis {
            accounts.remove(known);
        }
        // Base fees go to the zero address here, and are burnt there.
        accounts.remove(&Address::ZERO);
        accounts.extend(more);
        let mut compared = Compared::default();
        for address in accounts {
            let account = chain.state().account(address);
            let mut slots: BTreeSet<U256> = (0..SLOTS).map(U256::from).collect();
            slots.extend(
                account
                    .into_iter()
                    .flat_map(|it| it.storage().map(|(slot, _)| *slot)),
            );
            self.compare_account(address, slots, &mut compared)?;
        }
        Ok(compared)
    }

    fn compare_account(
        &mut self,
        account: Address,
        slots: BTreeSet<U256>,
        compared: &mut Compared,
    ) -> Result<(), Failure> {
        let slots: Vec<B256> = slots.into_iter().map(B256::from).collect();
        let params = json!([account, slots, "latest"]);
        let (ours, theirs) = self.both("eth_getProof", &params)?;
        for field in ["nonce", "balance", "codeHash"] {
            equal(
                &format!("{field} of {account}"),
                &ours[field],
                &theirs[field],
            )?;
        }
        // Anvil keeps slots that were set to zero in its trie, so roots are equal where none was.
        let same_root = ours["storageHash"] == theirs["storageHash"];
        for (index, slot) in slots.iter().enumerate() {
            let what = format!("slot {slot} of {account}");
            let (ours, theirs) = (&ours["storageProof"][index], &theirs["storageProof"][index]);
            equal(&what, &ours["value"], &theirs["value"])?;
            // For an account without storage Geth gives no node, and anvil the empty one.
            if same_root && theirs["proof"] != json!(["0x80"]) {
                equal(
                    &format!("proof of {what}"),
                    &ours["proof"],
                    &theirs["proof"],
                )?;
                compared.proofs += 1;
            }
        }
        compared.accounts += 1;
        Ok(())
    }
}

/// The number of equal items.
#[derive(Default)]
pub(crate) struct Compared {
    pub(crate) accounts: usize,
    pub(crate) proofs: usize,
}

/// One line a call: what it was, and the gas it took.
fn call_tree(call: &Value, depth: usize) -> String {
    let field = |name: &str| call[name].as_str().unwrap_or("-").to_owned();
    let mut text = format!(
        "\n{:indent$}{} {} value {} gas {} {}",
        "",
        field("type"),
        field("to"),
        field("value"),
        field("gasUsed"),
        field("error"),
        indent = depth * 2
    );
    for child in call["calls"].as_array().into_iter().flatten() {
        text += &call_tree(child, depth + 1);
    }
    text
}

fn equal(what: &str, ours: &Value, theirs: &Value) -> Result<(), Failure> {
    if ours == theirs {
        return Ok(());
    }
    Err(format!("{what}: {ours} here, {theirs} there").into())
}

fn number(value: &Value) -> Result<u64, Failure> {
    let text = value.as_str().unwrap_or_default().trim_start_matches("0x");
    u64::from_str_radix(text, 16).map_err(|_| format!("{value} is no number").into())
}
