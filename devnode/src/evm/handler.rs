//! From a transaction to its result: fees to the network account, execution capped as Nitro caps
//! it, and errors in Nitro's words.

use alloy::primitives::{Address, Bytes, Log, U256};
use revm::{
    context::{
        BlockEnv, CfgEnv, Context, ContextTr, Journal, LocalContext, TxEnv,
        journaled_state::JournalTr,
        result::{EVMError, ExecutionResult, HaltReason, InvalidTransaction, Output},
    },
    context_interface::{Block, Transaction, cfg::gas::InitialAndFloorGas},
    handler::{EvmTr, FrameResult, Handler},
    inspector::InspectorHandler,
    interpreter::{GasTracker, interpreter::EthInterpreter},
    state::EvmState,
};
use std::{
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::{ChainEnv, Ctx, Machine, Meter, Probe, Purpose, access};
use crate::{
    arbos::storage::{self, Space, l2, root},
    chain::state::{State, World},
    error::TxError,
};

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It succeeded.
    Success,
    /// The code reverted.
    Revert,
    /// It ended in an error that takes all gas.
    Halt(String),
}

/// What is to be executed.
pub struct Sealed {
    /// State before.
    pub state: State,
    /// Block around the transaction.
    pub block: BlockEnv,
    /// The transaction.
    pub tx: TxEnv,
    /// Chain id.
    pub chain_id: u64,
    /// The chain around it.
    pub chain: ChainEnv,
    /// What watches.
    pub probe: Probe,
    /// Whether the sender signs nothing, and may therefore be a contract.
    pub keyless: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Executed {
    /// How it ended.
    pub outcome: Outcome,
    /// Gas used, refund deducted.
    pub gas_used: u64,
    /// Gas used before the refund.
    pub gas_spent: u64,
    /// Return data, revert data, or the code of a created contract.
    pub output: Bytes,
    /// Address of a created contract.
    pub created: Option<Address>,
    /// Events.
    pub logs: Vec<Log>,
    /// Changes of the state.
    pub changes: EvmState,
    /// The chain afterwards.
    pub chain: ChainEnv,
    /// What watched.
    pub probe: Probe,
}

impl Executed {
    /// Takes the meter out.
    pub fn take_meter(&mut self) -> Option<Box<Meter>> {
        self.chain.meter.take()
    }
}

/// Executes a transaction. Nothing is written anywhere: the changes are in the result.
///
/// # Errors
/// When the transaction must not be in a block at all.
pub fn execute(job: Sealed) -> Result<Executed, TxError> {
    // A defect in a precompile or host function must not take the node down.
    catch_unwind(AssertUnwindSafe(|| run(job))).unwrap_or_else(|_| {
        Err(TxError::Invalid(
            "internal error during execution".to_owned(),
        ))
    })
}

fn run(job: Sealed) -> Result<Executed, TxError> {
    let simulated = job.chain.is_simulated();
    let mut cfg = CfgEnv::new_with_spec(job.chain.arbos.evm_spec());
    cfg.chain_id = job.chain_id;
    cfg.tx_chain_id_check = true;
    cfg.tx_gas_limit_cap = Some(u64::MAX);
    cfg.disable_eip3541 = true;
    cfg.disable_eip7623 = true;
    cfg.disable_block_gas_limit = true;
    cfg.disable_nonce_check = simulated;
    cfg.disable_eip3607 = simulated || job.keyless;
    let ctx = Context {
        block: job.block,
        tx: job.tx,
        cfg,
        journaled_state: journal(job.state, &job.chain),
        chain: job.chain,
        local: LocalContext::default(),
        error: Ok(()),
    };
    let mut machine = Machine::new(ctx, job.probe);
    let result = if machine.watched {
        NitroHandler.inspect_run(&mut machine)
    } else {
        NitroHandler.run(&mut machine)
    };
    let result = result.map_err(describe_refusal)?;
    Ok(conclude(machine, result))
}

fn journal(state: State, chain: &ChainEnv) -> Journal<World> {
    let mut journal = Journal::new(World { state });
    journal.set_spec_id(chain.arbos.evm_spec());
    journal
}

fn conclude(mut machine: Machine, result: ExecutionResult<HaltReason>) -> Executed {
    let gas_used = result.tx_gas_used();
    let gas_spent = result.gas().total_gas_spent();
    let failure = machine.inner.ctx.chain.take_failure();
    let created = result.created_address();
    let (outcome, output, logs) = match result {
        ExecutionResult::Success { output, logs, .. } => {
            let data = match output {
                Output::Call(data) | Output::Create(data, _) => data,
            };
            (Outcome::Success, data, logs)
        }
        ExecutionResult::Revert { output, .. } => (Outcome::Revert, output, Vec::new()),
        ExecutionResult::Halt { reason, .. } => {
            let message = describe_halt(&reason, failure);
            (Outcome::Halt(message), Bytes::new(), Vec::new())
        }
    };
    let changes = machine.inner.ctx.journal_mut().finalize();
    Executed {
        outcome,
        gas_used,
        gas_spent,
        output,
        created,
        logs,
        changes,
        chain: machine.inner.ctx.chain,
        probe: machine.inner.inspector,
    }
}

/// Ethereum's handler with Nitro's fees and its cap on execution.
struct NitroHandler;

impl Handler for NitroHandler {
    type Evm = Machine;
    type Error = EVMError<Infallible>;
    type HaltReason = HaltReason;

    /// Gas over the limit of a transaction is held back during execution and given back after it.
    fn tx_gas(&self, evm: &mut Machine, initial: &InitialAndFloorGas) -> GasTracker {
        let limit = evm.ctx_ref().tx().gas_limit();
        let rest = limit.saturating_sub(initial.initial_regular_gas());
        let max = execution_limit(evm.ctx(), initial.initial_regular_gas());
        GasTracker::new(limit, rest.min(max), rest.saturating_sub(max))
    }

    /// The base fee goes to the network; tips are dropped, so no one else gets anything.
    fn reward_beneficiary(
        &self,
        evm: &mut Machine,
        result: &mut FrameResult,
    ) -> Result<(), Self::Error> {
        let ctx = evm.ctx();
        let price = ctx
            .tx()
            .effective_gas_price(u128::from(ctx.block().basefee()));
        let gas = result.gas();
        let used = gas.used().saturating_sub(gas.reservoir());
        let fee = U256::from(price) * U256::from(used);
        if !fee.is_zero() {
            let slot = Space::ROOT.field(root::NETWORK_FEE_ACCOUNT);
            let account = Address::from_word(storage::read(ctx, slot).into());
            access::credit(ctx, account, fee);
        }
        Ok(())
    }
}

impl InspectorHandler for NitroHandler {
    type IT = EthInterpreter;
}

/// Gas that may be spent on execution: no limit for calls over RPC, which have their own.
fn execution_limit(ctx: &mut Ctx, intrinsic: u64) -> u64 {
    if ctx.chain.purpose == Purpose::Call {
        return u64::MAX;
    }
    if ctx.chain.arbos.number() < 50 {
        storage::read(ctx, Space::l2_pricing().field(l2::BLOCK_GAS_LIMIT)).saturating_to()
    } else {
        let limit: u64 =
            storage::read(ctx, Space::l2_pricing().field(l2::TX_GAS_LIMIT)).saturating_to();
        limit.saturating_sub(intrinsic)
    }
}

fn describe_halt(reason: &HaltReason, failure: Option<String>) -> String {
    match reason {
        HaltReason::PrecompileErrorWithContext(message) => message.clone(),
        HaltReason::PrecompileError => failure.unwrap_or_else(|| "precompile failed".to_owned()),
        HaltReason::OutOfGas(_) => "out of gas".to_owned(),
        HaltReason::OpcodeNotFound => "invalid opcode".to_owned(),
        HaltReason::InvalidFEOpcode => "invalid opcode: INVALID".to_owned(),
        HaltReason::InvalidJump => "invalid jump destination".to_owned(),
        HaltReason::StackUnderflow => "stack underflow".to_owned(),
        HaltReason::StackOverflow => "stack limit reached 1024".to_owned(),
        HaltReason::OutOfOffset => "return data out of bounds".to_owned(),
        HaltReason::CreateCollision => "contract address collision".to_owned(),
        HaltReason::NonceOverflow => "nonce uint64 overflow".to_owned(),
        HaltReason::CreateContractSizeLimit => "max code size exceeded".to_owned(),
        HaltReason::CreateContractStartingWithEF => {
            "invalid code: must not begin with 0xef".to_owned()
        }
        HaltReason::CreateInitCodeSizeLimit => "max initcode size exceeded".to_owned(),
        HaltReason::StateChangeDuringStaticCall | HaltReason::CallNotAllowedInsideStatic => {
            "write protection".to_owned()
        }
        HaltReason::OutOfFunds => "insufficient balance for transfer".to_owned(),
        HaltReason::CallTooDeep => "max call depth exceeded".to_owned(),
        other => format!("{other:?}"),
    }
}

fn describe_refusal(error: EVMError<Infallible>) -> TxError {
    match error {
        EVMError::Transaction(InvalidTransaction::CallGasCostMoreThanGasLimit {
            initial_gas,
            gas_limit,
        }) => TxError::IntrinsicGas {
            have: gas_limit,
            want: initial_gas,
        },
        EVMError::Transaction(InvalidTransaction::CreateInitCodeSizeLimit) => {
            TxError::Invalid("max initcode size exceeded".to_owned())
        }
        other => TxError::Invalid(other.to_string()),
    }
}
