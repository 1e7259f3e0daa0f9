//! Calls that change nothing: against any block's state, with overrides.

use alloy::{
    consensus::BlockHeader,
    primitives::{Address, TxKind, U256},
    rpc::types::{
        BlockOverrides, TransactionRequest,
        state::{AccountOverride, StateOverride},
    },
};
use either::Either;
use revm::{
    bytecode::Bytecode,
    context::{BlockEnv, TxEnv},
};

use super::{Block, BlockTag, Chain, state::State};
use crate::{
    config::RPC_GAS_CAP,
    error::TxError,
    evm::{self, ChainEnv, Executed, Probe, Purpose, Sealed},
};

/// A place in the chain where a call can be run.
#[derive(Debug)]
pub struct Spot {
    /// State there.
    pub state: State,
    /// Block around the call.
    pub block: BlockEnv,
    /// Number of the L2 block.
    pub number: u64,
    /// Base fee in wei.
    pub base_fee_wei: u64,
    moved_precompiles: Vec<(Address, Address)>,
}

/// A call to be run.
#[derive(Debug, Default)]
pub struct Simulation {
    /// The call.
    pub request: TransactionRequest,
    /// The inspector.
    pub probe: Probe,
}

impl Chain {
    /// The block that a tag names; the newest one for the block that is pending.
    #[must_use]
    pub fn resolve(&self, tag: BlockTag) -> Option<&std::sync::Arc<Block>> {
        match tag {
            BlockTag::Latest | BlockTag::Pending => Some(self.head()),
            BlockTag::Number(number) => self.block(number),
            BlockTag::Hash(hash) => self.block_by_hash(hash),
        }
    }

    /// The place that a tag names.
    #[must_use]
    pub fn spot(&self, tag: BlockTag) -> Option<Spot> {
        if tag == BlockTag::Pending {
            return Some(self.next_spot());
        }
        let block = self.resolve(tag)?;
        let base_fee_wei = block.header.base_fee_per_gas().unwrap_or_default();
        Some(Spot {
            state: self.state_at(block),
            block: self.block_env(block.header.timestamp, base_fee_wei),
            number: block.header.number,
            base_fee_wei,
            moved_precompiles: Vec::new(),
        })
    }

    /// The block that would be made now.
    #[must_use]
    pub fn next_spot(&self) -> Spot {
        let head = &self.head().header;
        let base_fee_wei = self.base_fee_wei();
        Spot {
            state: self.state.clone(),
            block: self.block_env(self.clock.peek_next(head.timestamp), base_fee_wei),
            number: head.number + 1,
            base_fee_wei,
            moved_precompiles: Vec::new(),
        }
    }

    /// Where a mined transaction was executed.
    #[must_use]
    pub fn spot_of(&self, block: &Block, index: usize) -> Option<Spot> {
        let base_fee_wei = block.header.base_fee_per_gas().unwrap_or_default();
        Some(Spot {
            state: block.txs.get(index)?.state_before.clone(),
            block: self.block_env(block.header.timestamp, base_fee_wei),
            number: block.header.number,
            base_fee_wei,
            moved_precompiles: Vec::new(),
        })
    }

    /// Runs a call.
    ///
    /// # Errors
    /// When the call could not even begin.
    pub fn simulate(&self, spot: &Spot, call: Simulation) -> Result<Executed, TxError> {
        self.run_request(spot, call.request, call.probe, Purpose::Call)
    }

    /// Executes a mined transaction again, watched.
    ///
    /// # Errors
    /// When the transaction could not be executed where it was.
    pub fn replay(&self, block: &Block, index: usize, probe: Probe) -> Result<Executed, TxError> {
        let (Some(spot), Some(tx)) = (self.spot_of(block, index), block.txs.get(index)) else {
            return Err(TxError::Invalid("transaction not found".to_owned()));
        };
        let tx = super::PoolTx {
            envelope: tx.envelope.clone(),
            hash: tx.hash,
            sender: tx.sender,
        };
        evm::execute(Sealed {
            tx: tx.env(spot.base_fee_wei),
            state: spot.state.clone(),
            block: spot.block.clone(),
            chain_id: self.config.chain_id,
            chain: self.chain_env(spot.number, spot.base_fee_wei),
            probe,
            keyless: true,
        })
    }

    pub(super) fn run_request(
        &self,
        spot: &Spot,
        request: TransactionRequest,
        probe: Probe,
        purpose: Purpose,
    ) -> Result<Executed, TxError> {
        let mut block = spot.block.clone();
        let tx = request_env(request, spot, self.config.chain_id)?;
        if tx.gas_price == 0 {
            // A call without a gas price sees no base fee.
            block.basefee = 0;
        }
        let mut chain: ChainEnv = self.chain_env(spot.number, spot.base_fee_wei);
        chain.purpose = purpose;
        chain.moved_precompiles.clone_from(&spot.moved_precompiles);
        evm::execute(Sealed {
            state: spot.state.clone(),
            block,
            tx,
            chain_id: self.config.chain_id,
            chain,
            probe,
            keyless: true,
        })
    }
}

fn request_env(request: TransactionRequest, spot: &Spot, chain_id: u64) -> Result<TxEnv, TxError> {
    let caller = request.from.unwrap_or_default();
    if let Some(have) = request.chain_id
        && have != chain_id
    {
        return Err(TxError::ChainId {
            have,
            want: chain_id,
        });
    }
    let cap = request.max_fee_per_gas.or(request.gas_price).unwrap_or(0);
    if request
        .max_priority_fee_per_gas
        .is_some_and(|tip| tip > cap && cap > 0)
    {
        return Err(TxError::TipAboveCap);
    }
    let base_fee = u128::from(spot.base_fee_wei);
    if cap > 0 && cap < base_fee {
        return Err(TxError::FeeTooLow {
            address: caller,
            cap,
            base: spot.base_fee_wei,
        });
    }
    let authorizations = request.authorization_list.unwrap_or_default();
    let value = request.value.unwrap_or_default();
    let have = spot.state.balance(caller);
    if have < value {
        return Err(TxError::Funds {
            address: caller,
            have,
            want: value,
        });
    }
    Ok(TxEnv {
        tx_type: if authorizations.is_empty() { 0 } else { 4 },
        caller,
        gas_limit: request.gas.unwrap_or(RPC_GAS_CAP).min(RPC_GAS_CAP),
        gas_price: if cap > 0 { base_fee } else { 0 },
        gas_priority_fee: None,
        kind: request.to.unwrap_or(TxKind::Create),
        value,
        data: request.input.into_input().unwrap_or_default(),
        nonce: request.nonce.unwrap_or_else(|| spot.state.nonce(caller)),
        chain_id: None,
        access_list: request.access_list.unwrap_or_default(),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: authorizations.into_iter().map(Either::Left).collect(),
    })
}

impl Spot {
    /// Changes the state as asked for.
    ///
    /// # Errors
    /// When an override contradicts itself or moves what is no precompile.
    pub fn override_state(&mut self, overrides: StateOverride) -> Result<(), TxError> {
        for (address, change) in overrides {
            self.override_account(address, change)?;
        }
        Ok(())
    }

    fn override_account(
        &mut self,
        address: Address,
        change: AccountOverride,
    ) -> Result<(), TxError> {
        if change.state.is_some() && change.state_diff.is_some() {
            let text = format!("account {address} has both 'state' and 'stateDiff'");
            return Err(TxError::Invalid(text));
        }
        if let Some(target) = change.move_precompile_to {
            self.moved_precompiles.push((address, target));
        }
        let state = &mut self.state;
        if let Some(balance) = change.balance {
            state.set_balance(address, balance);
        }
        if let Some(nonce) = change.nonce {
            state.set_nonce(address, nonce);
        }
        if let Some(code) = change.code {
            state.set_code(address, Bytecode::new_raw(code));
        }
        let replaces = change.state.is_some();
        if replaces {
            state.clear_storage(address);
        }
        for (slot, value) in change.state.or(change.state_diff).into_iter().flatten() {
            state.set_slot(address, slot.into(), value.into());
        }
        Ok(())
    }

    /// Changes the block as asked for.
    pub fn override_block(&mut self, overrides: &BlockOverrides) {
        if let Some(number) = overrides.number {
            self.number = number.saturating_to();
        }
        if let Some(time) = overrides.time {
            self.block.timestamp = U256::from(time);
        }
        if let Some(limit) = overrides.gas_limit {
            self.block.gas_limit = limit;
        }
        if let Some(coinbase) = overrides.coinbase {
            self.block.beneficiary = coinbase;
        }
        if let Some(random) = overrides.random {
            self.block.prevrandao = Some(random);
        }
        if let Some(fee) = overrides.base_fee {
            self.base_fee_wei = fee.saturating_to();
            self.block.basefee = self.base_fee_wei;
        }
    }
}

impl Spot {
    /// Moves on to the block after a parent.
    pub fn next_block(&mut self, parent: &Block) {
        self.number = parent.header.number + 1;
        self.block.timestamp = U256::from(parent.header.timestamp + 1);
    }
}
