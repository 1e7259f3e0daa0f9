//! The protocol on a chain that programs reach over HTTP and WebSocket, with the record of its deployment.

use crate::feeds::MockV3Aggregator;
use crate::lens::deploy_lens;
use crate::trading::{IErc20, IMarket, IRiskManager, Trading, account_of, usd};
use alloy_primitives::{Address, I256, hex};
use alloy_sol_types::{SolCall, sol};
use devnode::config::{CHAIN_ID, Config};
use devnode::rpc::{Handle, Node, serve};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::runtime::Runtime;

sol! {
    interface IArbWasm {
        function programTimeLeft(address program) external view returns (uint64);
    }
}

/// `ArbWasm`.
const ARB_WASM: Address = Address::with_last_byte(0x71);

/// The name of the market in the contracts.
pub const MARKET_NAME: &str = "ETH/USDC";

/// The protocol, served.
#[derive(Debug)]
pub struct Served {
    /// The deployed protocol. Its own chain stands still from where the server took over.
    pub stage: Trading,
    /// `lens`.
    pub lens: Address,
    /// `pool-lens`.
    pub pool_lens: Address,
    /// `withdrawal-queue`.
    pub queue: Address,
    /// `watchlist`.
    pub watchlist: Address,
    node: Serving,
}

/// Blocks that are mined at an interval, until this is dropped.
#[derive(Debug)]
pub struct Ticking {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Ticking {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic elsewhere may drop this, and then nobody reads the result.
            let _ = thread.join();
        }
    }
}

/// A node and its server.
struct Serving {
    node: Arc<Node>,
    server: Option<Handle>,
    runtime: Runtime,
}

impl std::fmt::Debug for Serving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serving").finish_non_exhaustive()
    }
}

impl Served {
    /// Serves a stage, after deploying the lenses.
    ///
    /// # Panics
    /// When the chain refuses something, or nothing can be served here.
    #[must_use]
    pub fn of(mut stage: Trading) -> Self {
        let lens = deploy_lens(&mut stage, "lens");
        let pool_lens = deploy_lens(&mut stage, "pool-lens");
        let watchlist = deploy_lens(&mut stage, "watchlist");
        let queue = stage.queue;
        stage.node().mine();
        let node = Node::new(Config::default()).expect("a node");
        node.change(|chain| *chain = stage.pricing.node.chain().clone());
        let mut served = Self {
            stage,
            lens,
            pool_lens,
            queue,
            watchlist,
            node: Serving {
                node,
                server: None,
                runtime: Runtime::new().expect("a runtime"),
            },
        };
        served.listen(0);
        served
    }

    /// Listens on a port; 0 means any.
    fn listen(&mut self, port: u16) {
        let (node, anywhere) = (Arc::clone(&self.node.node), ([127, 0, 0, 1], port).into());
        let server = self.node.runtime.block_on(serve(node, anywhere));
        self.node.server = Some(server.expect("it listens"));
    }

    /// Stops the server. Connected clients lose the connection. The chain stays as it is.
    ///
    /// # Panics
    /// When it is not running.
    pub fn stop(&mut self) -> u16 {
        let server = self.node.server.take().expect("it runs");
        let port = server.address().port();
        self.node.runtime.block_on(server.stop()).expect("it stops");
        port
    }

    /// Starts the server again where it listened before.
    pub fn start_again(&mut self, port: u16) {
        self.listen(port);
    }

    /// Returns the URL for HTTP.
    ///
    /// # Panics
    /// While it is stopped.
    #[must_use]
    pub fn url(&self) -> String {
        self.node.server.as_ref().expect("it runs").url()
    }

    /// Returns the URL for `WebSocket`s.
    ///
    /// # Panics
    /// While it is stopped.
    #[must_use]
    pub fn ws_url(&self) -> String {
        self.node.server.as_ref().expect("it runs").ws_url()
    }

    /// Returns the key of a test account, in hexadecimal.
    #[must_use]
    pub fn key(&self, index: usize) -> String {
        hex::encode_prefixed(self.node.node.keys()[index].to_bytes())
    }

    /// Returns the keys of those who sign surfaces, in hexadecimal.
    #[must_use]
    pub fn signer_keys(&self) -> Vec<String> {
        let signers = self.stage.pricing.signers.iter();
        signers
            .map(|key| hex::encode_prefixed(key.to_bytes()))
            .collect()
    }

    /// Returns the node's answer to a method, called inside of the process.
    ///
    /// # Panics
    /// When it refuses.
    pub fn rpc(&self, method: &str, params: Value) -> Value {
        let answer = self.node.node.answer(method, params);
        answer.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// Mines a block at this interval from now on, as on a chain that others use, whether or not anybody can reach the
    /// node.
    #[must_use]
    pub fn tick(&self, every: Duration) -> Ticking {
        let node = Arc::clone(&self.node.node);
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                // A block that is not mined now is mined the next time.
                let _ = node.answer("evm_mine", json!([]));
            }
        });
        Ticking {
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Returns the time of the newest block.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.node.node.chain().head().header.timestamp
    }

    /// Lets time pass, in a new block.
    pub fn pass(&self, secs: u64) {
        self.rpc("evm_increaseTime", json!([secs]));
        self.rpc("evm_mine", json!([]));
    }

    /// Sends a call in a transaction from an account whose key the node has.
    ///
    /// # Panics
    /// When it reverts.
    pub fn send<C: SolCall>(&self, from: Address, to: Address, call: &C) {
        let input = hex::encode_prefixed(call.abi_encode());
        let transaction = json!([{ "from": from, "to": to, "input": input, "gas": "0x1e84800" }]);
        let hash = self.rpc("eth_sendTransaction", transaction);
        let receipt = self.rpc("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{}", C::SIGNATURE);
    }

    /// Returns the answer of a view now.
    ///
    /// # Panics
    /// When it reverts.
    #[must_use]
    pub fn ask<C: SolCall>(&self, to: Address, call: &C) -> C::Return {
        let input = hex::encode_prefixed(call.abi_encode());
        let answer = self.rpc("eth_call", json!([{ "to": to, "input": input }, "latest"]));
        let bytes = answer.as_str().and_then(|text| hex::decode(text).ok());
        C::abi_decode_returns(&bytes.expect("bytes")).expect("an answer")
    }

    /// Tries a call; if it fails, returns the message of the node.
    ///
    /// # Errors
    /// When it fails.
    pub fn try_call<C: SolCall>(&self, from: Address, to: Address, call: &C) -> Result<(), String> {
        let input = hex::encode_prefixed(call.abi_encode());
        let params = json!([{ "from": from, "to": to, "input": input }, "latest"]);
        let answer = self.node.node.answer("eth_call", params);
        answer.map(|_| ()).map_err(|error| format!("{error:?}"))
    }

    /// Writes a new round of the spot feed, in hundredths of a dollar.
    ///
    /// # Panics
    /// When the feed refuses.
    pub fn push(&self, cents: i128) {
        let answer = I256::try_from(cents * crate::feeds::UNIT / 100).expect("a price");
        let call = MockV3Aggregator::updateAnswerCall { answer };
        self.send(self.stage.feeds.reporter, self.stage.feeds.spot, &call);
    }

    /// Gives an owner dollars, and makes them deposit these into their first account.
    pub fn fund(&self, owner: Address, dollars: u64) {
        let (stage, amount) = (&self.stage, usd(dollars));
        let (usdc, spender) = (stage.usdc, stage.market);
        let give = IErc20::transferCall { to: owner, amount };
        self.send(stage.pricing.owner, usdc, &give);
        self.send(owner, usdc, &IErc20::approveCall { spender, amount });
        let id = account_of(owner);
        self.send(owner, spender, &IMarket::depositCall { id, amount });
    }

    /// Returns the whole days that the program of a contract still runs; none if it has lapsed.
    #[must_use]
    pub fn days_left(&self, contract: Address) -> Option<u64> {
        let call = IArbWasm::programTimeLeftCall { program: contract };
        self.try_call(contract, ARB_WASM, &call).ok()?;
        Some(self.ask(ARB_WASM, &call) / 86_400)
    }

    /// Opens a series of the stage's expiry for trading.
    pub fn list(&self, kind: u8, strike: u128) {
        let leg = self.stage.leg(kind, strike, 0);
        let call = IRiskManager::listCall {
            expiry: leg.expiry,
            kind,
            strike: leg.strike,
        };
        self.send(self.stage.pricing.user, self.stage.risk, &call);
    }

    /// Makes an owner trade calls at 2,100 on their first account, in thousandths, whatever the cost.
    pub fn trade(&self, owner: Address, thousandths: i128) {
        let call = IMarket::tradeCall {
            id: account_of(owner),
            legs: vec![self.stage.leg(0, 2_100, thousandths)],
            limit: i128::MAX,
            deadline: u64::MAX,
        };
        self.send(owner, self.stage.market, &call);
    }

    /// One owner sells 5,000 calls that another buys, and the price rises to 2,300. The seller is then short of
    /// margin, and the pool may not take their calls back: it would then owe the buyer's calls alone.
    pub fn corner(&self, seller: Address, buyer: Address) {
        self.list(0, 2_100);
        self.fund(seller, 2_500_000);
        self.fund(buyer, 500_000);
        // One order would be too large for the pool.
        for _ in 0..2 {
            self.trade(seller, -2_500_000);
            self.trade(buyer, 2_500_000);
        }
        self.push(230_000);
    }

    /// Returns the record of the deployment, in the form of `docs/operate/deployment.md`, with the fields that clients
    /// read.
    #[must_use]
    pub fn record(&self) -> Value {
        let (stage, pricing) = (&self.stage, &self.stage.pricing);
        json!({
            "format": 1,
            "chainId": CHAIN_ID,
            "block": 1,
            "name": MARKET_NAME,
            "asset": stage.usdc,
            "feeds": { "spot": stage.feeds.spot, "sequencer": stage.feeds.sequencer },
            "authority": pricing.authority,
            "modules": {
                "oracle": stage.oracle,
                "optionPricer": pricing.pricer,
                "riskManager": stage.risk,
                "vault": stage.vault,
                "withdrawalQueue": self.queue,
                "market": stage.market,
                "liquidator": stage.liquidator,
                "watchlist": self.watchlist,
                "lens": self.lens,
                "poolLens": self.pool_lens,
            },
        })
    }

    /// Writes the record to the place below a folder where clients look for it.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write_record(&self, folder: &Path) -> PathBuf {
        let folder = folder.join("deployments");
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join(format!("{CHAIN_ID}.json"));
        std::fs::write(&path, self.record().to_string()).expect("written");
        path
    }
}
