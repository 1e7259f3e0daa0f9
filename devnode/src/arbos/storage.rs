//! The layout of `ArbOS` storage: nested spaces, each with its key, mapped to slots of one account
//! as Nitro maps them, so that `eth_getStorageAt` shows the same words.

use alloy::primitives::{Address, B256, U256, address, keccak256};
use revm::context_interface::{ContextTr, JournalTr};

use crate::{chain::state::State, evm::Ctx};

/// The account that holds `ArbOS` state.
pub const ARBOS_ACCOUNT: Address = address!("a4b05fffffffffffffffffffffffffffffffffff");

/// Offsets of the root space.
pub mod root {
    /// `ArbOS` version.
    pub const VERSION: u64 = 0;
    /// Version of a scheduled upgrade.
    pub const UPGRADE_VERSION: u64 = 1;
    /// Time of a scheduled upgrade.
    pub const UPGRADE_TIME: u64 = 2;
    /// Account that collects base fees.
    pub const NETWORK_FEE_ACCOUNT: u64 = 3;
    /// Chain id.
    pub const CHAIN_ID: u64 = 4;
    /// Account that collects the infrastructure part of fees.
    pub const INFRA_FEE_ACCOUNT: u64 = 6;
    /// Compression level by which the size of a batch is estimated.
    pub const BROTLI_LEVEL: u64 = 7;
}

/// Offsets of the space of L1 pricing.
pub mod l1 {
    /// Price of a unit of calldata, in wei.
    pub const PRICE_PER_UNIT: u64 = 7;
}

/// Offsets of the space of L2 pricing.
pub mod l2 {
    /// Gas a second.
    pub const SPEED_LIMIT: u64 = 0;
    /// Gas a block.
    pub const BLOCK_GAS_LIMIT: u64 = 1;
    /// Base fee in wei.
    pub const BASE_FEE: u64 = 2;
    /// Lowest base fee in wei.
    pub const MIN_BASE_FEE: u64 = 3;
    /// Gas spent over the speed limit.
    pub const BACKLOG: u64 = 4;
    /// How slowly the base fee follows the backlog.
    pub const INERTIA: u64 = 5;
    /// Backlog that is forgiven.
    pub const TOLERANCE: u64 = 6;
    /// Gas a transaction.
    pub const TX_GAS_LIMIT: u64 = 7;
}

/// A space of `ArbOS` storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space(Option<B256>);

impl Space {
    /// The outermost space.
    pub const ROOT: Self = Self(None);

    /// A space inside this one.
    #[must_use]
    pub fn child(self, id: u8) -> Self {
        self.keyed(&[id])
    }

    /// A space inside this one, named by bytes.
    #[must_use]
    pub fn keyed(self, id: &[u8]) -> Self {
        let mut key = self.0.map_or_else(Vec::new, |k| k.to_vec());
        key.extend_from_slice(id);
        Self(Some(keccak256(key)))
    }

    /// L1 pricing.
    #[must_use]
    pub fn l1_pricing() -> Self {
        Self::ROOT.child(0)
    }

    fn batch_posters() -> Self {
        Self::l1_pricing().child(0)
    }

    /// The set of batch posters.
    #[must_use]
    pub fn batch_poster_set() -> Self {
        Self::batch_posters().child(0)
    }

    /// What is known of a batch poster.
    #[must_use]
    pub fn batch_poster(poster: Address) -> Self {
        Self::batch_posters().child(1).keyed(poster.as_slice())
    }

    /// L2 pricing.
    #[must_use]
    pub fn l2_pricing() -> Self {
        Self::ROOT.child(1)
    }

    /// A ticket from L1.
    #[must_use]
    pub fn retryable(ticket: B256) -> Self {
        Self::ROOT.child(2).keyed(ticket.as_slice())
    }

    /// Addresses that can be named by a number.
    #[must_use]
    pub fn address_table() -> Self {
        Self::ROOT.child(3)
    }

    /// Positions in that table by address.
    #[must_use]
    pub fn address_table_positions() -> Self {
        Self::address_table().keyed(&[])
    }

    /// The set of chain owners.
    #[must_use]
    pub fn chain_owners() -> Self {
        Self::ROOT.child(4)
    }

    /// The accumulator of messages to L1.
    #[must_use]
    pub fn send_merkle() -> Self {
        Self::ROOT.child(5)
    }

    fn programs() -> Self {
        Self::ROOT.child(8)
    }

    /// Stylus parameters.
    #[must_use]
    pub fn program_params() -> Self {
        Self::programs().child(0)
    }

    /// Program records by code hash.
    #[must_use]
    pub fn program_records() -> Self {
        Self::programs().child(1)
    }

    /// Module hashes by code hash.
    #[must_use]
    pub fn module_hashes() -> Self {
        Self::programs().child(2)
    }

    /// The data pricer.
    #[must_use]
    pub fn data_pricer() -> Self {
        Self::programs().child(3)
    }

    /// The set of cache managers.
    #[must_use]
    pub fn cache_managers() -> Self {
        Self::programs().child(4)
    }

    /// Gas taken before an activation.
    #[must_use]
    pub fn activation_gas() -> Self {
        Self::programs().child(5)
    }

    /// The slot of a key: the last byte stays, so that 256 neighbours stay together.
    #[must_use]
    pub fn slot(self, key: B256) -> U256 {
        let mut image = self.0.map_or_else(Vec::new, |k| k.to_vec());
        image.extend_from_slice(&key[..31]);
        let mut slot = keccak256(image);
        slot[31] = key[31];
        slot.into()
    }

    /// The slot of a numbered field.
    #[must_use]
    pub fn field(self, offset: u64) -> U256 {
        self.slot(U256::from(offset).into())
    }
}

/// Reads a word of `ArbOS` state through the journal, without any charge.
pub fn read(ctx: &mut Ctx, slot: U256) -> U256 {
    let journal = ctx.journal_mut();
    let Ok(_) = journal.load_account(ARBOS_ACCOUNT);
    let Ok(word) = journal.sload(ARBOS_ACCOUNT, slot);
    word.data
}

/// Writes a word of `ArbOS` state through the journal, without any charge.
pub fn write(ctx: &mut Ctx, slot: U256, value: U256) {
    let journal = ctx.journal_mut();
    let Ok(_) = journal.load_account(ARBOS_ACCOUNT);
    let Ok(_) = journal.sstore(ARBOS_ACCOUNT, slot, value);
    journal.touch_account(ARBOS_ACCOUNT);
}

/// Reads a word of `ArbOS` state outside a transaction.
#[must_use]
pub fn peek(state: &State, slot: U256) -> U256 {
    state.slot(ARBOS_ACCOUNT, slot)
}

/// Writes a word of `ArbOS` state outside a transaction.
pub fn poke(state: &mut State, slot: U256, value: U256) {
    state.set_slot(ARBOS_ACCOUNT, slot, value);
}
