//! Waiting transactions: ordered by nonce for each sender, and by arrival among senders.

use alloy::{
    consensus::Transaction,
    primitives::{Address, B256},
};
use std::collections::BTreeMap;

use super::PoolTx;
use crate::error::TxError;

/// The transactions that no block holds yet.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    waiting: BTreeMap<(Address, u64), (u64, PoolTx)>,
    arrivals: u64,
}

impl Pool {
    /// Takes a transaction in.
    ///
    /// # Errors
    /// When another one has the same nonce.
    pub fn insert(&mut self, tx: PoolTx) -> Result<(), TxError> {
        let key = (tx.sender, tx.envelope.nonce());
        if let Some((_, other)) = self.waiting.get(&key) {
            if other.hash == tx.hash {
                return Err(TxError::AlreadyKnown(tx.hash));
            }
            // A replacement has to offer a tenth more, as on other nodes.
            let min = other.envelope.max_fee_per_gas().saturating_mul(11) / 10;
            if tx.envelope.max_fee_per_gas() < min {
                return Err(TxError::Underpriced);
            }
        }
        self.arrivals += 1;
        self.waiting.insert(key, (self.arrivals, tx));
        Ok(())
    }

    /// Takes a transaction out.
    pub fn remove(&mut self, tx: &PoolTx) {
        self.waiting.remove(&(tx.sender, tx.envelope.nonce()));
    }

    /// Drops a waiting transaction by hash.
    pub fn remove_hash(&mut self, hash: B256) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|_, (_, tx)| tx.hash != hash);
        self.waiting.len() < before
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// A waiting transaction by hash.
    #[must_use]
    pub fn get(&self, hash: B256) -> Option<&PoolTx> {
        self.iter().find(|tx| tx.hash == hash)
    }

    /// All waiting transactions.
    pub fn iter(&self) -> impl Iterator<Item = &PoolTx> {
        self.waiting.values().map(|(_, tx)| tx)
    }

    /// The nonce after an account's nonce and those that wait without a gap.
    #[must_use]
    pub fn next_nonce(&self, account: Address, mut nonce: u64) -> u64 {
        while self.waiting.contains_key(&(account, nonce)) {
            nonce += 1;
        }
        nonce
    }

    /// The earliest arrival among the transactions whose turn it is.
    pub fn next_ready(&self, nonce_of: impl Fn(Address) -> u64) -> Option<PoolTx> {
        self.waiting
            .iter()
            .filter(|((sender, nonce), _)| *nonce == nonce_of(*sender))
            .min_by_key(|(_, (arrival, _))| *arrival)
            .map(|(_, (_, tx))| tx.clone())
    }

    /// Drops transactions whose nonce has been used.
    pub fn drop_stale(&mut self, nonce_of: impl Fn(Address) -> u64) {
        self.waiting
            .retain(|(sender, nonce), _| *nonce >= nonce_of(*sender));
    }
}
