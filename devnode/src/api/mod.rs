//! The node as a library for tests: deploy, call, send, snapshot, warp, measure.

mod calls;
mod deploy;

pub use calls::{Sent, TypedCall};
pub use deploy::{Deployed, init_code};

use alloy::{
    primitives::{Address, U256},
    signers::local::PrivateKeySigner,
};

use crate::{
    chain::{Block, Chain},
    config::{Arbos, Config, DEV_ACCOUNT},
    error::{ConfigError, NodeError},
    evm::Meter,
    trace::Decoder,
};

/// The default time of the first block: tests need the same run every time.
const TEST_GENESIS_SECS: u64 = 1_750_000_000;

/// A node in this process, for one test.
///
/// Every call comes from an account that needs no signature. Time stands still unless it is moved.
#[derive(Debug)]
pub struct Devnode {
    chain: Chain,
    keys: Vec<PrivateKeySigner>,
    meter: Option<Meter>,
    decoder: Decoder,
}

/// A snapshot, to which a node can go back any number of times.
#[derive(Clone, Debug)]
pub struct Snapshot(Chain);

/// Builds a node.
#[derive(Clone, Debug)]
pub struct Builder(Config);

impl Builder {
    /// Sets the `ArbOS` version.
    #[must_use]
    pub const fn arbos(mut self, arbos: Arbos) -> Self {
        self.0.arbos = arbos;
        self
    }

    /// Sets the number of funded test accounts.
    #[must_use]
    pub const fn accounts(mut self, count: usize) -> Self {
        self.0.accounts = count;
        self
    }

    /// Sets the time of the first block, in seconds since 1970.
    #[must_use]
    pub const fn genesis_secs(mut self, secs: u64) -> Self {
        self.0.genesis_secs = Some(secs);
        self
    }

    /// Sets the L1 block number that contracts see as `block.number`.
    #[must_use]
    pub const fn l1_block_number(mut self, number: u64) -> Self {
        self.0.l1_block_number = number;
        self
    }

    /// Keeps compiled programs in a folder, for the next test run.
    #[must_use]
    pub fn program_cache(mut self, folder: impl Into<std::path::PathBuf>) -> Self {
        self.0.program_cache = Some(folder.into());
        self
    }

    /// Puts the root of the state trie into headers, as over RPC. It costs time for every block, and
    /// more with more accounts.
    #[must_use]
    pub const fn state_roots(mut self) -> Self {
        self.0.state_roots = true;
        self
    }

    /// Starts the node.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn build(self) -> Result<Devnode, ConfigError> {
        let keys = self.0.test_keys()?;
        let mut chain = Chain::new(self.0)?;
        chain.impersonate_all = true;
        Ok(Devnode {
            chain,
            keys,
            meter: None,
            decoder: Decoder::default(),
        })
    }
}

impl Devnode {
    /// A node with default settings.
    ///
    /// # Errors
    /// Never with these settings.
    pub fn new() -> Result<Self, ConfigError> {
        Self::builder().build()
    }

    /// Settings to start from.
    #[must_use]
    pub fn builder() -> Builder {
        Builder(Config {
            genesis_secs: Some(TEST_GENESIS_SECS),
            state_roots: false,
            ..Config::default()
        })
    }

    /// The account of a test key.
    ///
    /// # Panics
    /// When there are fewer test keys.
    #[must_use]
    pub fn account(&self, index: usize) -> Address {
        self.keys[index].address()
    }

    /// The account that owns the chain.
    #[must_use]
    pub const fn owner(&self) -> Address {
        DEV_ACCOUNT
    }

    /// The chain.
    #[must_use]
    pub const fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The chain, mutable.
    pub const fn chain_mut(&mut self) -> &mut Chain {
        &mut self.chain
    }

    /// Balance in wei.
    #[must_use]
    pub fn balance(&self, account: Address) -> U256 {
        self.chain.state().balance(account)
    }

    /// Sets a balance.
    pub fn set_balance(&mut self, account: Address, wei: U256) {
        self.chain.state_mut().set_balance(account, wei);
    }

    /// The time that the next block will have, in seconds since 1970.
    #[must_use]
    pub fn now_secs(&self) -> u64 {
        self.chain
            .clock
            .peek_next(self.chain.head().header.timestamp)
    }

    /// Moves time on, and makes a block so that calls see it.
    pub fn warp(&mut self, secs: u64) {
        self.chain.clock.advance(secs);
        self.chain.mine();
    }

    /// Moves time to a point, and makes a block so that calls see it.
    ///
    /// # Errors
    /// When the newest block is later already.
    pub fn warp_to(&mut self, secs: u64) -> Result<(), NodeError> {
        if secs < self.chain.head().header.timestamp {
            return Err(NodeError::Unknown(format!("a time before now, {secs},")));
        }
        self.chain.clock.set(secs);
        self.chain.mine();
        Ok(())
    }

    /// Makes an empty block.
    pub fn mine(&mut self) -> std::sync::Arc<Block> {
        self.chain.mine()
    }

    /// Takes a snapshot of everything.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.chain.clone())
    }

    /// Goes back to a snapshot, which stays usable.
    pub fn revert_to(&mut self, snapshot: &Snapshot) {
        self.chain.clone_from(&snapshot.0);
    }

    /// Starts to count gas and ink by contract and host function.
    pub fn start_metering(&mut self) {
        self.meter = Some(Meter::default());
    }

    /// Stops counting, and returns what the transactions since used.
    pub fn stop_metering(&mut self) -> Meter {
        self.meter.take().unwrap_or_default()
    }

    /// Adds the errors of an interface, so that reverts can be decoded.
    pub fn learn(&mut self, abi: &alloy::json_abi::JsonAbi) {
        self.decoder.learn(abi);
    }

    /// Revert data as text.
    #[must_use]
    pub fn describe(&self, data: &[u8]) -> String {
        self.decoder.describe(data)
    }
}
