//! What the chain knows beside the interpreter's own context: one value for each transaction.

use alloy::primitives::{Address, B256};
use rpds::HashTrieMapSync;
use std::{collections::HashMap, sync::Arc};
use stylus_machine::formulas::Pages;

use super::{meter::Meter, program_store::ProgramStore};
use crate::config::Arbos;

/// Hashes of L2 blocks by number.
pub type BlockHashes = HashTrieMapSync<u64, B256>;

/// What a transaction is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be in a block.
    Block,
    /// To find its gas limit.
    Estimate,
    /// To see what it returns.
    Call,
}

/// The chain around one transaction.
#[derive(Debug)]
pub struct ChainEnv {
    /// `ArbOS` version.
    pub arbos: Arbos,
    /// Number of the L2 block.
    pub number: u64,
    /// The block's base fee in wei; calls without a gas price run with a base fee of zero, not
    /// with this.
    pub base_fee_wei: u64,
    /// What the transaction is run for.
    pub purpose: Purpose,
    /// Precompiles that a state override moved, with their new addresses.
    pub moved_precompiles: Vec<(Address, Address)>,
    /// Compiled programs.
    pub programs: Arc<ProgramStore>,
    /// Hashes of earlier blocks.
    pub hashes: BlockHashes,
    /// WASM pages in use now, and their maximum so far: for the transaction, not journaled.
    pub pages: Pages,
    /// Programs that ran last, which count as cached from `ArbOS` 60 on.
    pub recent: Recent,
    /// Open frames.
    pub frames: Frames,
    /// Gas and ink by contract and host function, when asked for.
    pub meter: Option<Box<Meter>>,
    /// What programs print through the `console` module.
    pub console: Vec<(Address, String)>,
    failure: Option<String>,
}

impl ChainEnv {
    /// The chain before a transaction.
    #[must_use]
    pub fn new(arbos: Arbos, number: u64, base_fee_wei: u64, programs: Arc<ProgramStore>) -> Self {
        Self {
            arbos,
            number,
            base_fee_wei,
            purpose: Purpose::Block,
            moved_precompiles: Vec::new(),
            programs,
            hashes: BlockHashes::default(),
            pages: Pages::default(),
            recent: Recent::default(),
            frames: Frames::default(),
            meter: None,
            console: Vec::new(),
            failure: None,
        }
    }

    /// Whether no block will hold the transaction.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.purpose != Purpose::Block
    }

    /// Remembers why a frame ended in an error that is no revert.
    pub(crate) fn fail(&mut self, message: String) {
        self.failure = Some(message);
    }

    /// Why the last frame that ended so did.
    pub(crate) fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    /// The hash of an earlier block, zero when it is not known.
    #[must_use]
    pub fn block_hash(&self, number: u64) -> B256 {
        self.hashes.get(&number).copied().unwrap_or_default()
    }
}

/// The programs that ran last, the latest at the end.
#[derive(Clone, Debug, Default)]
pub struct Recent(Vec<B256>);

impl Recent {
    /// Notes a run and says whether the program was among the last ones.
    pub(crate) fn insert(&mut self, code_hash: B256, capacity: u16) -> bool {
        let position = self.0.iter().position(|hash| *hash == code_hash);
        if let Some(position) = position {
            self.0.remove(position);
        }
        self.0.push(code_hash);
        while self.0.len() > usize::from(capacity) {
            self.0.remove(0);
        }
        position.is_some()
    }
}

/// One open frame.
#[derive(Clone, Copy, Debug)]
struct OpenFrame {
    acting: Address,
    caller: Address,
    /// Delegate calls borrow an address and do not count as entering it.
    counts: bool,
}

/// The open frames, EVM and Stylus alike.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    open: Vec<OpenFrame>,
    entered: HashMap<Address, u32>,
}

impl Frames {
    /// How many frames are open.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn enter(&mut self, acting: Address, caller: Address, delegated: bool) {
        self.open.push(OpenFrame {
            acting,
            caller,
            counts: !delegated,
        });
        if !delegated {
            *self.entered.entry(acting).or_default() += 1;
        }
    }

    pub(crate) fn leave(&mut self) {
        let Some(frame) = self.open.pop() else {
            return;
        };
        if frame.counts
            && let Some(count) = self.entered.get_mut(&frame.acting)
        {
            *count = count.saturating_sub(1);
        }
    }

    /// Whether another frame of that address is open besides the present one.
    pub(crate) fn is_reentrant(&self, acting: Address) -> bool {
        self.entered.get(&acting).is_some_and(|count| *count > 1)
    }

    /// The caller of the frame below the present one; zero at the top.
    pub(crate) fn callers_caller(&self) -> Address {
        self.open
            .len()
            .checked_sub(2)
            .and_then(|index| self.open.get(index))
            .map_or(Address::ZERO, |frame| frame.caller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_recent_until_others_push_it_out() {
        let hash = B256::with_last_byte;
        let mut recent = Recent::default();
        assert!(!recent.insert(hash(1), 2));
        assert!(recent.insert(hash(1), 2));
        assert!(!recent.insert(hash(2), 2));
        assert!(!recent.insert(hash(3), 2));
        assert!(!recent.insert(hash(1), 2));
    }

    #[test]
    fn delegate_calls_do_not_enter_an_address() {
        let here = Address::with_last_byte(1);
        let mut frames = Frames::default();
        frames.enter(here, Address::ZERO, false);
        frames.enter(here, Address::ZERO, true);
        assert!(!frames.is_reentrant(here));
        frames.enter(here, Address::ZERO, false);
        assert!(frames.is_reentrant(here));
        frames.leave();
        assert!(!frames.is_reentrant(here));
    }
}
