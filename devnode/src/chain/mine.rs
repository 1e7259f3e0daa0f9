//! Taking transactions in, and making blocks of them.

use alloy::{consensus::Transaction, primitives::B256};
use std::sync::Arc;

use super::{Block, Chain, MinedTx, PoolTx, state::State};
use crate::{
    error::TxError,
    evm::{self, Executed, Meter, Probe, Sealed},
};

/// A block under construction.
struct Draft {
    number: u64,
    timestamp: u64,
    base_fee_wei: u64,
    state: State,
    txs: Vec<MinedTx>,
    gas_used: u64,
    logs: u64,
}

impl Chain {
    /// Takes a transaction into the pool; mines at once if the node does so.
    ///
    /// # Errors
    /// When the transaction is refused. Then nothing has changed.
    pub fn submit(&mut self, tx: PoolTx) -> Result<B256, TxError> {
        let hash = tx.hash;
        self.check(&tx)?;
        let is_next = tx.envelope.nonce() == self.state.nonce(tx.sender);
        if self.instant && is_next {
            self.submit_now(&tx, None)?;
            self.mine_ready();
        } else {
            self.pool.insert(tx)?;
        }
        Ok(hash)
    }

    /// Mines a transaction at once, in a block of its own.
    ///
    /// # Errors
    /// When the transaction is refused. Then nothing has changed.
    pub(crate) fn submit_now(
        &mut self,
        tx: &PoolTx,
        meter: Option<&mut Meter>,
    ) -> Result<Arc<Block>, TxError> {
        // The clock is put back if the transaction turns out to be refused.
        let clock = self.clock;
        let mut draft = self.begin();
        match self.add(&mut draft, tx, meter) {
            Ok(()) => {
                self.pool.remove(tx);
                self.finish(draft);
                Ok(Arc::clone(self.head()))
            }
            Err(error) => {
                self.clock = clock;
                Err(error)
            }
        }
    }

    /// Makes a block of all transactions that are ready, even if there are none.
    pub fn mine(&mut self) -> Arc<Block> {
        let mut draft = self.begin();
        while let Some(tx) = self.pool.next_ready(|account| draft.state.nonce(account)) {
            self.pool.remove(&tx);
            // A transaction that cannot be executed any more, for example for lack of money, is dropped.
            let _refused = self.add(&mut draft, &tx, None);
        }
        self.finish(draft);
        Arc::clone(self.head())
    }

    /// Mines the transactions that became ready, each in its own block.
    fn mine_ready(&mut self) {
        while let Some(tx) = self.pool.next_ready(|account| self.state.nonce(account)) {
            self.pool.remove(&tx);
            let _refused = self.submit_now(&tx, None);
        }
    }

    fn check(&self, tx: &PoolTx) -> Result<(), TxError> {
        tx.check(self.config.chain_id, self.base_fee_wei())?;
        if self.places.contains_key(&tx.hash) {
            return Err(TxError::AlreadyKnown(tx.hash));
        }
        let nonce = self.state.nonce(tx.sender);
        if tx.envelope.nonce() < nonce {
            return Err(TxError::NonceTooLow {
                address: tx.sender,
                tx: tx.envelope.nonce(),
                state: nonce,
            });
        }
        check_funds(tx, &self.state)
    }

    fn begin(&mut self) -> Draft {
        let head = &self.head().header;
        let (number, head_secs) = (head.number + 1, head.timestamp);
        Draft {
            number,
            timestamp: self.clock.take_next(head_secs),
            base_fee_wei: self.base_fee_wei(),
            state: self.state.clone(),
            txs: Vec::new(),
            gas_used: 0,
            logs: 0,
        }
    }

    fn add(
        &self,
        draft: &mut Draft,
        tx: &PoolTx,
        meter: Option<&mut Meter>,
    ) -> Result<(), TxError> {
        check_funds(tx, &draft.state)?;
        let mut chain = self.chain_env(draft.number, draft.base_fee_wei);
        chain.meter = meter.is_some().then(Box::default);
        let mut done = evm::execute(Sealed {
            state: draft.state.clone(),
            block: self.block_env(draft.timestamp, draft.base_fee_wei),
            tx: tx.env(draft.base_fee_wei),
            chain_id: self.config.chain_id,
            chain,
            probe: Probe::default(),
            keyless: self.is_impersonated(tx.sender),
        })?;
        if let (Some(sum), Some(counted)) = (meter, done.take_meter()) {
            sum.merge(&counted);
        }
        draft.push(tx, done);
        Ok(())
    }

    fn finish(&mut self, draft: Draft) {
        let block = Block::after(
            self.head(),
            &self.config,
            draft.timestamp,
            draft.base_fee_wei,
            draft.txs,
            draft.state.clone(),
        );
        self.state = draft.state;
        self.append(block);
        let state = &self.state;
        self.pool.drop_stale(|account| state.nonce(account));
    }
}

fn check_funds(tx: &PoolTx, state: &State) -> Result<(), TxError> {
    let (have, want) = (state.balance(tx.sender), tx.max_cost());
    if have < want {
        return Err(TxError::Funds {
            address: tx.sender,
            have,
            want,
        });
    }
    Ok(())
}

impl Draft {
    fn push(&mut self, tx: &PoolTx, done: Executed) {
        let state_before = self.state.clone();
        self.state.commit(done.changes);
        self.gas_used += done.gas_used;
        let first_log = self.logs;
        self.logs += done.logs.len() as u64;
        // Receipts name the address also when the creation failed.
        let created = tx
            .envelope
            .is_create()
            .then(|| tx.sender.create(tx.envelope.nonce()));
        self.txs.push(MinedTx {
            envelope: tx.envelope.clone(),
            hash: tx.hash,
            sender: tx.sender,
            outcome: done.outcome,
            gas_used: done.gas_used,
            cumulative_gas: self.gas_used,
            created,
            output: done.output,
            logs: done.logs,
            first_log,
            state_before,
        });
    }
}
