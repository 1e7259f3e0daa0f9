//! JSON-RPC for Ethereum's tools, `cargo stylus` and test frameworks.

mod anvil;
mod call;
mod debug;
mod eth;
mod filters;
mod format;
mod node_interface;
mod params;
mod proof;
mod reply;
mod send;
mod server;
mod simulate_v1;
mod tracer;

pub use reply::RpcError;
pub use server::{Handle, serve};

use alloy::signers::local::PrivateKeySigner;
use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::broadcast;

use self::{filters::Filters, params::Params};
use crate::{
    chain::{Block, Chain},
    config::{Config, DEV_KEY},
    error::ConfigError,
};

/// The number of blocks that a slow subscriber may fall behind.
const FEED_CAPACITY: usize = 1024;

/// A node that threads can share.
pub struct Node {
    chain: RwLock<Chain>,
    snapshots: Mutex<Vec<(u64, Chain)>>,
    next_snapshot: Mutex<u64>,
    filters: Mutex<Filters>,
    feed: broadcast::Sender<Arc<Block>>,
    keys: Vec<PrivateKeySigner>,
}

impl Node {
    /// A node with a new chain.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn new(config: Config) -> Result<Arc<Self>, ConfigError> {
        let mut keys = config.test_keys()?;
        let dev = PrivateKeySigner::from_bytes(&DEV_KEY)
            .map_err(|error| ConfigError::Mnemonic(error.to_string()))?;
        keys.push(dev);
        Ok(Arc::new(Self {
            chain: RwLock::new(Chain::new(config)?),
            snapshots: Mutex::new(Vec::new()),
            next_snapshot: Mutex::new(0),
            filters: Mutex::new(Filters::default()),
            feed: broadcast::channel(FEED_CAPACITY).0,
            keys,
        }))
    }

    /// The keys that the node signs with: the test accounts, then the development account.
    #[must_use]
    pub fn keys(&self) -> &[PrivateKeySigner] {
        &self.keys
    }

    /// A copy of the chain as it is now; it costs next to nothing.
    #[must_use]
    pub fn chain(&self) -> Chain {
        self.chain.read().clone()
    }

    /// Changes the chain, and notifies subscribers of the new blocks.
    pub fn change<T>(&self, change: impl FnOnce(&mut Chain) -> T) -> T {
        let mut chain = self.chain.write();
        let before = chain.head().header.number;
        let result = change(&mut chain);
        let after = chain.head().header.number;
        for number in before + 1..=after {
            if let Some(block) = chain.block(number) {
                // There may be no subscriber.
                let _nobody = self.feed.send(Arc::clone(block));
            }
        }
        result
    }

    pub(crate) fn feed(&self) -> broadcast::Receiver<Arc<Block>> {
        self.feed.subscribe()
    }

    /// Answers one call.
    ///
    /// # Errors
    /// The error that JSON-RPC carries.
    pub fn answer(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        let params = Params::new(params)?;
        let found = eth::answer(self, method, &params)
            .or_else(|| call::answer(self, method, &params))
            .or_else(|| send::answer(self, method, &params))
            .or_else(|| filters::answer(self, method, &params))
            .or_else(|| proof::answer(self, method, &params))
            .or_else(|| debug::answer(self, method, &params))
            .or_else(|| anvil::answer(self, method, &params));
        found.unwrap_or_else(|| Err(RpcError::unknown_method(method)))
    }
}
