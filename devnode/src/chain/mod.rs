//! The chain: blocks, transactions, clock and pool. A copy of all of it costs next to nothing.

mod block;
mod clock;
mod dump;
mod estimate;
mod mine;
mod pool;
mod simulate;
pub mod state;
pub mod trie;
mod tx;

pub use block::{Block, BlockTag, MinedTx};
pub use clock::Clock;
pub use estimate::NoEstimate;
pub use pool::Pool;
pub use simulate::{Simulation, Spot};
pub use state::World;
pub use tx::PoolTx;

use alloy::primitives::{Address, B256, U256};
use revm::context::BlockEnv;
use rpds::{HashTrieMapSync, VectorSync};
use std::{collections::HashSet, sync::Arc};

use self::state::State;
use crate::{
    arbos::{
        genesis,
        storage::{self, Space, l2},
    },
    config::{Config, HEADER_GAS_LIMIT, SEQUENCER},
    error::ConfigError,
    evm::{BlockHashes, ChainEnv, ProgramStore},
};

/// The chain with everything that a snapshot holds.
#[derive(Clone, Debug)]
pub struct Chain {
    config: Arc<Config>,
    programs: Arc<ProgramStore>,
    blocks: VectorSync<Arc<Block>>,
    numbers: HashTrieMapSync<B256, u64>,
    places: HashTrieMapSync<B256, (u64, usize)>,
    hashes: BlockHashes,
    /// State after the newest block, with what was set by hand since.
    pub(crate) state: State,
    /// The node's clock.
    pub clock: Clock,
    /// Transactions that wait.
    pub pool: Pool,
    /// Accounts that need no signature.
    impersonated: HashSet<Address>,
    /// Whether every account is taken to be impersonated.
    pub impersonate_all: bool,
    /// Whether a block is made for every transaction.
    pub instant: bool,
}

impl Chain {
    /// A new chain with its first block.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let programs = Arc::new(ProgramStore::new(config.program_cache.clone())?);
        let state = genesis::state(&config)?;
        Ok(Self::with_state(config, programs, state))
    }

    pub(crate) fn with_state(config: Config, programs: Arc<ProgramStore>, state: State) -> Self {
        let clock = Clock::starting(config.genesis_secs);
        let instant = config.mining == crate::config::Mining::Instant;
        let genesis = Block::genesis(&config, clock.now_secs(), state.clone());
        let mut chain = Self {
            config: Arc::new(config),
            programs,
            blocks: VectorSync::default(),
            numbers: HashTrieMapSync::default(),
            places: HashTrieMapSync::default(),
            hashes: BlockHashes::default(),
            state,
            clock,
            pool: Pool::default(),
            impersonated: HashSet::new(),
            impersonate_all: false,
            instant,
        };
        chain.append(genesis);
        chain
    }

    /// What the node was started with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The store of compiled programs.
    #[must_use]
    pub const fn programs(&self) -> &Arc<ProgramStore> {
        &self.programs
    }

    /// The newest block.
    ///
    /// # Panics
    /// Never: the first block is made with the chain.
    #[must_use]
    pub fn head(&self) -> &Arc<Block> {
        self.blocks.last().expect("a chain has its first block")
    }

    /// A block by number.
    #[must_use]
    pub fn block(&self, number: u64) -> Option<&Arc<Block>> {
        self.blocks.get(usize::try_from(number).ok()?)
    }

    /// A block by hash.
    #[must_use]
    pub fn block_by_hash(&self, hash: B256) -> Option<&Arc<Block>> {
        self.block(*self.numbers.get(&hash)?)
    }

    /// A mined transaction with its block.
    #[must_use]
    pub fn transaction(&self, hash: B256) -> Option<(&Arc<Block>, &MinedTx)> {
        let (number, index) = *self.places.get(&hash)?;
        let block = self.block(number)?;
        Some((block, block.txs.get(index)?))
    }

    /// The state now.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Changes the state outside a transaction.
    pub fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// The state after a block; for the newest one with what was set by hand since.
    #[must_use]
    pub fn state_at(&self, block: &Block) -> State {
        if block.header.number == self.head().header.number {
            self.state.clone()
        } else {
            block.state.clone()
        }
    }

    /// Base fee of the next block, in wei.
    #[must_use]
    pub fn base_fee_wei(&self) -> u64 {
        let slot = Space::l2_pricing().field(l2::MIN_BASE_FEE);
        storage::peek(&self.state, slot).saturating_to()
    }

    /// The next nonce of an account when the transactions that wait are counted.
    #[must_use]
    pub fn pending_nonce(&self, account: Address) -> u64 {
        self.pool.next_nonce(account, self.state.nonce(account))
    }

    /// Whether transactions of this account need no signature.
    #[must_use]
    pub fn is_impersonated(&self, account: Address) -> bool {
        self.impersonate_all || self.impersonated.contains(&account)
    }

    /// Lets an account send without a signature, or no longer.
    pub fn impersonate(&mut self, account: Address, on: bool) {
        if on {
            self.impersonated.insert(account);
        } else {
            self.impersonated.remove(&account);
        }
    }

    pub(crate) fn append(&mut self, block: Block) {
        let number = block.header.number;
        self.numbers.insert_mut(block.hash, number);
        self.hashes.insert_mut(number, block.hash);
        for (index, tx) in block.txs.iter().enumerate() {
            self.places.insert_mut(tx.hash, (number, index));
        }
        self.blocks.push_back_mut(Arc::new(block));
    }

    /// The environment of a block.
    pub(crate) fn block_env(&self, timestamp: u64, base_fee_wei: u64) -> BlockEnv {
        BlockEnv {
            // Contracts see the number of the L1 block.
            number: U256::from(self.config.l1_block_number),
            beneficiary: SEQUENCER,
            timestamp: U256::from(timestamp),
            gas_limit: HEADER_GAS_LIMIT,
            basefee: base_fee_wei,
            difficulty: U256::from(1),
            prevrandao: Some(B256::with_last_byte(1)),
            ..BlockEnv::default()
        }
    }

    pub(crate) fn chain_env(&self, number: u64, base_fee_wei: u64) -> ChainEnv {
        let programs = Arc::clone(&self.programs);
        let mut env = ChainEnv::new(self.config.arbos, number, base_fee_wei, programs);
        env.hashes = self.hashes.clone();
        env
    }
}
