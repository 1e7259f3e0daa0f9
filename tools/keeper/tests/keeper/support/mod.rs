//! A market with a keeper that runs beside it.

pub(crate) mod proxy;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use alloy_sol_types::SolEvent;

use alloy::primitives::{Address, U256, hex};
use alloy::signers::SignerSync;
use contract_tests::pricing::IOptionPricer;
use contract_tests::served::{Served, Ticking};
use contract_tests::trading::{IErc20, ILiquidator, IMarket, Position, Trading, account_of, usd};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The chain of the devnode.
const CHAIN_ID: u64 = 412_346;

/// The keeper's account of the node's mnemonic.
const KEEPER: usize = 9;

/// How long a test waits for the keeper before it fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// Blocks come as often as on Arbitrum.
const BLOCK: Duration = Duration::from_millis(250);

/// Longer than the maximum age of the feed's price and of every surface.
pub(crate) const TOO_OLD_SECS: u64 = 2 * 3_600;

/// A market, and a folder in which keepers run.
pub(crate) struct Stage {
    pub(crate) served: Served,
    pub(crate) folder: TempDir,
}

impl Stage {
    pub(crate) fn set() -> Self {
        let served = Served::of(Trading::set());
        let folder = TempDir::new().expect("a folder");
        served.write_record(folder.path());
        std::fs::create_dir(folder.path().join("strikepool")).expect("a folder");
        Self { served, folder }
    }

    /// The keeper's state file, in the folder of the user's state.
    pub(crate) fn state_file(&self) -> PathBuf {
        let market = self.served.stage.market;
        let name = format!("keeper-{CHAIN_ID}-{market}.json");
        self.folder.path().join("strikepool").join(name)
    }

    /// Starts the keeper on a node at a URL, in the stage's folder.
    pub(crate) fn keeper(&self, rpc: &str, more: &[&str], with_key: bool) -> Keeping {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keeper"));
        command
            .args(["--rpc", rpc, "--json"])
            .args(more)
            .current_dir(self.folder.path())
            .env("XDG_STATE_HOME", self.folder.path())
            // Empty counts as no key.
            .env("STRIKEPOOL_PRIVATE_KEY", "");
        if !more.contains(&"--interval") {
            command.args(["--interval", "1s"]);
        }
        if with_key {
            command.env("STRIKEPOOL_PRIVATE_KEY", self.served.key(KEEPER));
        }
        Keeping::start(command)
    }

    /// The keeper's address.
    pub(crate) fn keeper_account(&self) -> Address {
        self.served.stage.pricing.node.account(KEEPER)
    }

    /// The content of the keeper's state file.
    pub(crate) fn state(&self) -> Value {
        let text = std::fs::read_to_string(self.state_file()).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Whether the keeper watches the first account of an owner.
    pub(crate) fn watches(&self, owner: Address) -> bool {
        let id = format!("{:#x}", account_of(owner));
        self.state()["accounts"].get(id).is_some()
    }

    /// Starts to make blocks at the pace of Arbitrum, even without transactions.
    pub(crate) fn tick(&self) -> Ticking {
        self.served.tick(BLOCK)
    }

    /// Funds the keeper's second account, and returns its id.
    pub(crate) fn bidding_account(&self, dollars: u64) -> U256 {
        let (served, owner) = (&self.served, self.keeper_account());
        let (stage, amount) = (&served.stage, usd(dollars));
        let id = account_of(owner) | U256::from(1);
        let (usdc, spender) = (stage.usdc, stage.market);
        let give = IErc20::transferCall { to: owner, amount };
        served.send(stage.pricing.owner, usdc, &give);
        served.send(owner, usdc, &IErc20::approveCall { spender, amount });
        served.send(owner, spender, &IMarket::depositCall { id, amount });
        id
    }

    /// The margin of an account.
    pub(crate) fn health(&self, id: U256) -> ILiquidator::MarginFigures {
        let call = ILiquidator::healthOfCall { id };
        self.served.ask(self.served.stage.liquidator, &call)
    }

    /// A trader who has sold ten calls with 5,000 dollars, and is short of margin at a spot of 2,300.
    pub(crate) fn seller(&self) -> Address {
        self.list();
        let seller = self.fund_another();
        self.served.trade(seller, -10_000);
        seller
    }

    /// The blocks in which the pool closed something.
    pub(crate) fn closes(&self) -> Vec<u64> {
        let filter = json!({
            "address": self.served.stage.liquidator,
            "topics": [ILiquidator::PoolClosed::SIGNATURE_HASH],
            "fromBlock": "0x0",
        });
        let logs = self.served.rpc("eth_getLogs", json!([filter]));
        let logs = logs.as_array().expect("logs").iter();
        logs.map(|log| number(&log["blockNumber"])).collect()
    }

    /// Whether the state file shows that the keeper has read a later block.
    pub(crate) fn has_read_past(&self, block: u64) -> bool {
        let state = self.state();
        let read = state["read"].as_array().and_then(|blocks| blocks.last());
        read.is_some_and(|last| last[0].as_u64() > Some(block))
    }

    /// Waits until the pool has closed something in block `due` or later; returns the number of blocks since `due`.
    #[track_caller]
    pub(crate) fn closed_after(&self, keeping: &mut Keeping, due: u64) -> u64 {
        keeping.wait_for(|| self.closes().iter().any(|block| *block >= due));
        let closed = self.closes().into_iter().find(|block| *block >= due);
        closed.map_or(u64::MAX, |block| block - due)
    }

    pub(crate) fn block(&self) -> u64 {
        number(&self.served.rpc("eth_blockNumber", json!([])))
    }

    /// The nonce of the next post for the stage's expiry.
    pub(crate) fn surface_nonce(&self) -> u64 {
        let expiry = self.served.stage.expiry;
        let call = IOptionPricer::surfaceCall { expiry };
        self.served.ask(self.served.stage.pricing.pricer, &call)._2
    }

    /// Writes a signed surface file.
    pub(crate) fn sign_surface(&self, path: &Path) {
        let (pricing, now) = (&self.served.stage.pricing, self.served.now());
        // The stage's own clock stands still where the server took over.
        let expiry = self.served.stage.expiry;
        let mut slice = pricing.slice_until(pricing.now() + expiry.saturating_sub(now));
        slice.expiry = expiry;
        slice.timestamp = now;
        let (nonce, deadline) = (self.surface_nonce(), now + 600);
        let digest = pricing.digest(&slice, nonce, deadline);
        let signed = pricing.signers[..2].iter().map(|key| {
            let signature = key.sign_hash_sync(&digest).expect("signed");
            hex::encode_prefixed(signature.as_bytes())
        });
        let wad = |wei: i128| venue::units::wad(wei);
        let file = json!({
            "expiry": slice.expiry.to_string(),
            "level": wad(slice.level),
            "slope": wad(slice.slope.cast_signed()),
            "tilt": wad(slice.tilt),
            "shift": wad(slice.shift),
            "smoothness": wad(slice.smoothness.cast_signed()),
            "timestamp": slice.timestamp,
            "nonce": nonce,
            "deadline": deadline,
            "signatures": signed.collect::<Vec<_>>(),
        });
        std::fs::write(path, file.to_string()).expect("written");
    }

    pub(crate) fn list(&self) {
        self.served.list(0, 2_100);
    }

    pub(crate) fn buy(&self, trader: Address) {
        self.served.trade(trader, 1_000);
    }

    /// Funds another account of the mnemonic.
    pub(crate) fn fund_another(&self) -> Address {
        let other = self.served.stage.pricing.node.account(8);
        self.served.fund(other, 5_000);
        other
    }

    /// The amount above maintenance margin of an owner's first account, USD in WAD.
    pub(crate) fn margin(&self, owner: Address) -> i128 {
        let id = account_of(owner);
        let call = ILiquidator::healthOfCall { id };
        let health = self.served.ask(self.served.stage.liquidator, &call);
        health.maintenance
    }

    /// Moves on to a minute after the expiry, at 2,300 from an hour before it.
    pub(crate) fn expire(&self) {
        let expiry = self.served.stage.expiry;
        self.served.pass(expiry - 3_600 - self.served.now());
        self.served.push(230_000);
        self.served.pass(2_000);
        self.served.push(230_000);
        self.served.pass(1_660);
    }

    pub(crate) fn expire_with_a_position(&self) {
        self.list();
        self.buy(self.served.stage.trader);
        self.expire();
    }

    /// The stage's expiry in the ledger.
    pub(crate) fn ledger(&self) -> IMarket::ExpiryLedger {
        let expiry = self.served.stage.expiry;
        let call = IMarket::ledgerCall { expiry };
        self.served.ask(self.served.stage.market, &call)
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.ledger().price != 0
    }

    /// The expiry in clearing; zero for none.
    pub(crate) fn in_clearing(&self) -> u64 {
        let market = self.served.stage.market;
        self.served.ask(market, &IMarket::stateCall {}).clearing
    }

    pub(crate) fn account(&self, owner: Address) -> (i128, Vec<Position>) {
        let id = account_of(owner);
        let call = IMarket::accountCall { id };
        let account = self.served.ask(self.served.stage.market, &call);
        (account._0, account._1)
    }

    pub(crate) fn holds_nothing(&self, owner: Address) -> bool {
        self.account(owner).1.is_empty()
    }

    pub(crate) fn is_paid(&self) -> bool {
        self.holds_nothing(self.served.stage.trader)
    }
}

/// Gives keepers the time for a turn or two.
pub(crate) fn settle() {
    std::thread::sleep(Duration::from_millis(1_500));
}

/// A quantity of JSON-RPC.
pub(crate) fn number(value: &Value) -> u64 {
    let text = value.as_str().and_then(|text| text.strip_prefix("0x"));
    u64::from_str_radix(text.expect("hexadecimal"), 16).expect("a number")
}

/// A keeper that runs.
pub(crate) struct Keeping {
    child: Child,
    lines: Receiver<Value>,
    all: Vec<Value>,
    read: usize,
}

impl Keeping {
    fn start(mut command: Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("it runs");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let said = serde_json::from_str(&line).unwrap_or_else(|_| json!({ "what": line }));
                if tell.send(said).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            lines,
            all: Vec::new(),
            read: 0,
        }
    }

    fn drain(&mut self) {
        self.all.extend(self.lines.try_iter());
    }

    /// Waits for the next line of this kind, and returns its details. Earlier lines count as read.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            self.drain();
            while self.read < self.all.len() {
                self.read += 1;
                if self.all[self.read - 1]["what"] == what {
                    return self.all[self.read - 1]["details"].clone();
                }
            }
            match self
                .lines
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) => self.all.push(line),
                Err(RecvTimeoutError::Timeout) => panic!("no {what}: {:#?}", self.all),
                Err(RecvTimeoutError::Disconnected) => panic!("it ended: {:#?}", self.all),
            }
        }
    }

    /// The details of the next line of this kind, if it is there already.
    pub(crate) fn next_of(&mut self, what: &str) -> Option<Value> {
        self.drain();
        let new = &self.all[self.read..];
        let first = new.iter().position(|line| line["what"] == what)?;
        self.read += first + 1;
        Some(self.all[self.read - 1]["details"].clone())
    }

    /// Waits until a condition holds.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, holds: impl Fn() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds() {
            self.drain();
            assert!(Instant::now() < end, "{:#?}", self.all);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The number of lines of this kind so far.
    pub(crate) fn count_of(&mut self, what: &str) -> usize {
        self.drain();
        self.all.iter().filter(|line| line["what"] == what).count()
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.expect("it is told").success());
    }

    #[track_caller]
    pub(crate) fn ends_well(&mut self) {
        self.ends_with(0);
    }

    #[track_caller]
    pub(crate) fn ends_with(&mut self, code: i32) {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                // Its last lines.
                std::thread::sleep(Duration::from_millis(100));
                self.drain();
                assert_eq!(status.code(), Some(code), "{:#?}", self.all);
                return;
            }
            assert!(Instant::now() < end, "it does not end: {:#?}", self.all);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
