//! Blocks and their transactions.

use alloy::{
    consensus::{
        EMPTY_OMMER_ROOT_HASH, Eip658Value, Header, Receipt, ReceiptEnvelope, ReceiptWithBloom,
        TxEnvelope, Typed2718,
        proofs::{calculate_receipt_root, calculate_transaction_root},
    },
    primitives::{Address, B64, B256, Bloom, Bytes, Log, U256, keccak256, logs_bloom},
};

use super::{state::State, trie};
use crate::{
    config::{Config, HEADER_GAS_LIMIT, SEQUENCER},
    evm::Outcome,
};

/// How a block is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockTag {
    /// The newest block.
    Latest,
    /// The block that would be made now.
    Pending,
    /// A number.
    Number(u64),
    /// A hash.
    Hash(B256),
}

/// A mined transaction with its receipt.
#[derive(Clone, Debug)]
pub struct MinedTx {
    /// The transaction.
    pub envelope: TxEnvelope,
    /// Its hash.
    pub hash: B256,
    /// Its sender.
    pub sender: Address,
    /// Its outcome.
    pub outcome: Outcome,
    /// Gas used.
    pub gas_used: u64,
    /// Gas used by it and those before it in the block.
    pub cumulative_gas: u64,
    /// Address of the contract that it creates, if it does; the outcome says whether that succeeded.
    pub created: Option<Address>,
    /// Return or revert data.
    pub output: Bytes,
    /// Events.
    pub logs: Vec<Log>,
    /// Number of events before it in the block.
    pub first_log: u64,
    /// State before it, for traces.
    pub state_before: State,
}

impl MinedTx {
    /// Whether it succeeded.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self.outcome, Outcome::Success)
    }

    /// The receipt as consensus defines it.
    #[must_use]
    pub fn receipt(&self) -> ReceiptEnvelope {
        let receipt = Receipt {
            status: Eip658Value::Eip658(self.is_success()),
            cumulative_gas_used: self.cumulative_gas,
            logs: self.logs.clone(),
        };
        let receipt = ReceiptWithBloom::new(receipt, self.bloom());
        match self.envelope.ty() {
            1 => ReceiptEnvelope::Eip2930(receipt),
            2 => ReceiptEnvelope::Eip1559(receipt),
            4 => ReceiptEnvelope::Eip7702(receipt),
            _ => ReceiptEnvelope::Legacy(receipt),
        }
    }

    /// The bloom filter of its events.
    #[must_use]
    pub fn bloom(&self) -> Bloom {
        logs_bloom(&self.logs)
    }
}

/// A block with the state after it.
#[derive(Clone, Debug)]
pub struct Block {
    /// Header.
    pub header: Header,
    /// Hash of the header.
    pub hash: B256,
    /// Number of the L1 block.
    pub l1_block_number: u64,
    /// Transactions.
    pub txs: Vec<MinedTx>,
    /// State after it.
    pub state: State,
}

impl Block {
    /// The first block.
    #[must_use]
    pub fn genesis(config: &Config, timestamp: u64, state: State) -> Self {
        let base = Header {
            base_fee_per_gas: Some(crate::config::BASE_FEE_WEI),
            timestamp,
            ..Header::default()
        };
        let mut block = Self::seal(config, &base, Vec::new(), state);
        block.set_root(config, B256::ZERO);
        block
    }

    /// A block after its parent.
    #[must_use]
    pub fn after(
        parent: &Self,
        config: &Config,
        timestamp: u64,
        base_fee_wei: u64,
        txs: Vec<MinedTx>,
        state: State,
    ) -> Self {
        let base = Header {
            parent_hash: parent.hash,
            number: parent.header.number + 1,
            timestamp,
            base_fee_per_gas: Some(base_fee_wei),
            ..Header::default()
        };
        let mut block = Self::seal(config, &base, txs, state);
        block.set_root(config, parent.header.state_root);
        block
    }

    fn seal(config: &Config, base: &Header, txs: Vec<MinedTx>, state: State) -> Self {
        let envelopes: Vec<_> = txs.iter().map(|tx| tx.envelope.clone()).collect();
        let receipts: Vec<_> = txs.iter().map(MinedTx::receipt).collect();
        let bloom = txs.iter().fold(Bloom::ZERO, |sum, tx| sum | tx.bloom());
        let header = Header {
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            beneficiary: SEQUENCER,
            transactions_root: calculate_transaction_root(&envelopes),
            receipts_root: calculate_receipt_root(&receipts),
            logs_bloom: bloom,
            difficulty: U256::from(1),
            gas_limit: HEADER_GAS_LIMIT,
            gas_used: txs.last().map_or(0, |tx| tx.cumulative_gas),
            // Nitro keeps the root of messages to L1 here; none has been confirmed.
            extra_data: B256::ZERO.to_vec().into(),
            mix_hash: mix_hash(config),
            nonce: B64::ZERO,
            ..base.clone()
        };
        Self {
            hash: header.hash_slow(),
            header,
            l1_block_number: config.l1_block_number,
            txs,
            state,
        }
    }

    fn set_root(&mut self, config: &Config, parent: B256) {
        self.header.state_root = if config.state_roots {
            trie::state_root(&self.state)
        } else {
            self.state_digest(parent)
        };
        self.hash = self.header.hash_slow();
    }

    /// Replaces the state root when roots are off: a digest of the parent's digest and of this
    /// block's content. It differs whenever a block changed anything.
    fn state_digest(&self, parent: B256) -> B256 {
        let mut image = parent.to_vec();
        image.extend_from_slice(self.header.transactions_root.as_slice());
        image.extend_from_slice(self.header.receipts_root.as_slice());
        keccak256(image)
    }

    /// How many events the block holds.
    #[must_use]
    pub fn log_count(&self) -> u64 {
        self.txs
            .last()
            .map_or(0, |tx| tx.first_log + tx.logs.len() as u64)
    }
}

/// Nitro packs send count, L1 block number and `ArbOS` version into the mix hash.
fn mix_hash(config: &Config) -> B256 {
    let mut hash = B256::ZERO;
    hash[8..16].copy_from_slice(&config.l1_block_number.to_be_bytes());
    hash[16..24].copy_from_slice(&config.arbos.number().to_be_bytes());
    hash
}
