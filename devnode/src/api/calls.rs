//! Calls and transactions, raw and typed.

use alloy::{
    consensus::{Transaction, TxEip1559},
    primitives::{Address, B256, Bytes, Log, TxKind, U256},
    rpc::types::{TransactionInput, TransactionRequest},
    sol_types::{SolCall, SolEvent},
};
use revm_inspectors::tracing::{TracingInspector, TracingInspectorConfig};

use super::Devnode;
use crate::{
    chain::{BlockTag, MinedTx, PoolTx, Simulation},
    error::NodeError,
    evm::{Executed, Outcome, Probe},
    trace::{
        stylus::{Hostio, StylusTracer},
        tree,
    },
};

/// The default gas limit of a transaction: the maximum that one may spend.
const DEFAULT_GAS: u64 = crate::config::EXECUTION_GAS_LIMIT;

/// A transaction that succeeded.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its hash.
    pub hash: B256,
    /// Gas used.
    pub gas_used: u64,
    /// Return data.
    pub output: Bytes,
    /// Events.
    pub logs: Vec<Log>,
    /// Address of a contract that it created.
    pub created: Option<Address>,
}

impl Sent {
    fn of(tx: &MinedTx) -> Self {
        Self {
            hash: tx.hash,
            gas_used: tx.gas_used,
            output: tx.output.clone(),
            logs: tx.logs.clone(),
            created: tx.created,
        }
    }

    /// The first event of a kind.
    #[must_use]
    pub fn event<E: SolEvent>(&self) -> Option<E> {
        self.events::<E>().into_iter().next()
    }

    /// All events of a kind.
    #[must_use]
    pub fn events<E: SolEvent>(&self) -> Vec<E> {
        self.logs
            .iter()
            .filter_map(|log| E::decode_log_data(&log.data).ok())
            .collect()
    }
}

/// A call of a function that `sol!` describes.
#[derive(Clone, Debug)]
pub struct TypedCall<C> {
    /// The function with its arguments.
    pub call: C,
    /// The caller.
    pub from: Address,
    /// The called contract.
    pub to: Address,
    /// Wei sent along.
    pub value: U256,
    /// Gas limit.
    pub gas: u64,
}

impl<C: SolCall> TypedCall<C> {
    /// A call without value and with the maximum gas limit.
    pub const fn new(from: Address, to: Address, call: C) -> Self {
        Self {
            call,
            from,
            to,
            value: U256::ZERO,
            gas: DEFAULT_GAS,
        }
    }

    /// Sends wei along.
    #[must_use]
    pub const fn value(mut self, wei: U256) -> Self {
        self.value = wei;
        self
    }

    /// Sets the gas limit.
    #[must_use]
    pub const fn gas(mut self, gas: u64) -> Self {
        self.gas = gas;
        self
    }

    fn request(&self) -> TransactionRequest {
        TransactionRequest {
            from: Some(self.from),
            to: Some(TxKind::Call(self.to)),
            value: Some(self.value),
            gas: Some(self.gas),
            input: TransactionInput::new(self.call.abi_encode().into()),
            ..TransactionRequest::default()
        }
    }
}

impl Devnode {
    /// Calls a function without changing anything.
    ///
    /// # Errors
    /// When the call fails, or its answer does not fit the function.
    pub fn call<C: SolCall>(
        &self,
        from: Address,
        to: Address,
        call: C,
    ) -> Result<C::Return, NodeError> {
        let done = self.simulate(TypedCall::new(from, to, call).request())?;
        decode::<C>(&done.output)
    }

    /// Sends a transaction that calls a function, and returns what the function returned.
    ///
    /// # Errors
    /// When the transaction is refused or fails, or its answer does not fit the function.
    pub fn send<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Result<(C::Return, Sent), NodeError> {
        self.send_call(&TypedCall::new(from, to, call))
    }

    /// The same, with value or a gas limit.
    ///
    /// # Errors
    /// When the transaction is refused or fails, or its answer does not fit the function.
    pub fn send_call<C: SolCall>(
        &mut self,
        call: &TypedCall<C>,
    ) -> Result<(C::Return, Sent), NodeError> {
        let sent = self.transact(call.request())?;
        Ok((decode::<C>(&sent.output)?, sent))
    }

    /// Runs a request without changing anything.
    ///
    /// # Errors
    /// When it fails.
    pub fn simulate(&self, request: TransactionRequest) -> Result<Executed, NodeError> {
        self.watch(request, Probe::default())
            .and_then(|done| match &done.outcome {
                Outcome::Success => Ok(done),
                Outcome::Revert => Err(NodeError::Revert(done.output)),
                Outcome::Halt(reason) => Err(NodeError::Halt(reason.clone())),
            })
    }

    /// Sends a transaction in a block of its own.
    ///
    /// # Errors
    /// When it is refused or fails. A failed transaction is still in a block.
    pub fn transact(&mut self, request: TransactionRequest) -> Result<Sent, NodeError> {
        let from = request.from.unwrap_or_default();
        let tx = TxEip1559 {
            chain_id: self.chain.config().chain_id,
            nonce: request
                .nonce
                .unwrap_or_else(|| self.chain.state().nonce(from)),
            gas_limit: request.gas.unwrap_or(DEFAULT_GAS),
            max_fee_per_gas: u128::from(self.chain.base_fee_wei()),
            max_priority_fee_per_gas: 0,
            to: request.to.unwrap_or(TxKind::Create),
            value: request.value.unwrap_or_default(),
            access_list: request.access_list.unwrap_or_default(),
            input: request.input.into_input().unwrap_or_default(),
        };
        let tx = PoolTx::unsigned(tx, from);
        let block = self.chain.submit_now(&tx, self.meter.as_mut())?;
        let Some(mined) = block.txs.first() else {
            return Err(NodeError::Unknown("the transaction".to_owned()));
        };
        match &mined.outcome {
            Outcome::Success => Ok(Sent::of(mined)),
            Outcome::Revert => Err(NodeError::Revert(mined.output.clone())),
            Outcome::Halt(reason) => Err(NodeError::Halt(reason.clone())),
        }
    }

    /// The host calls of a mined transaction.
    ///
    /// # Errors
    /// When there is no such transaction.
    pub fn hostios(&self, hash: B256) -> Result<Vec<Hostio>, NodeError> {
        let probe = Probe {
            stylus: Some(StylusTracer::default()),
            ..Probe::default()
        };
        let done = self.replay(hash, probe)?;
        Ok(done.probe.stylus.unwrap_or_default().into_trace())
    }

    /// The calls of a mined transaction as a tree, with decoded reverts.
    ///
    /// # Errors
    /// When there is no such transaction.
    pub fn trace(&self, hash: B256) -> Result<String, NodeError> {
        let done = self.replay(hash, call_probe())?;
        Ok(tree::render(&done, &self.decoder, self.chain.state()))
    }

    /// The calls that a request would make, as a tree.
    ///
    /// # Errors
    /// When the request could not begin.
    pub fn trace_call(&self, request: TransactionRequest) -> Result<String, NodeError> {
        let done = self.watch(request, call_probe())?;
        Ok(tree::render(&done, &self.decoder, self.chain.state()))
    }

    fn watch(&self, request: TransactionRequest, probe: Probe) -> Result<Executed, NodeError> {
        let spot = self
            .chain
            .spot(BlockTag::Latest)
            .ok_or_else(|| NodeError::Unknown("the newest block".to_owned()))?;
        Ok(self.chain.simulate(&spot, Simulation { request, probe })?)
    }

    fn replay(&self, hash: B256, probe: Probe) -> Result<Executed, NodeError> {
        let (block, tx) = self
            .chain
            .transaction(hash)
            .ok_or_else(|| NodeError::Unknown(format!("transaction {hash}")))?;
        let index = block
            .txs
            .iter()
            .position(|other| other.envelope.nonce() == tx.envelope.nonce() && other.hash == hash)
            .unwrap_or_default();
        Ok(self.chain.replay(block, index, probe)?)
    }
}

fn call_probe() -> Probe {
    Probe {
        evm: Some(TracingInspector::new(
            TracingInspectorConfig::default_parity().set_record_logs(true),
        )),
        ..Probe::default()
    }
}

fn decode<C: SolCall>(output: &[u8]) -> Result<C::Return, NodeError> {
    C::abi_decode_returns(output).map_err(|error| NodeError::Decode(error.to_string()))
}
