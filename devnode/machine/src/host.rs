//! The requests of a running program to the chain.
//!
//! The machine does all ink accounting, keeps the storage cache, the last code and the last
//! return data. The chain answers with values and with what they cost in gas. Where a reply holds
//! a cost, the machine charges it after the reply has come: a host that must not do work that
//! cannot be paid for is given the gas that is left.

use alloy_primitives::{Address, B256, Bytes, U256};
use thiserror::Error;

/// A state change was asked for in a read-only context. The program ends in failure, which the
/// EVM sees as a revert without data that keeps the remaining gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("write protection")]
pub struct WriteProtected;

/// How flushing the storage cache ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlushStatus {
    /// All slots are written.
    Written,
    /// The context is read-only; nothing is written.
    WriteProtected,
    /// The gas ended before all slots were written.
    OutOfGas,
}

/// Reply to [`Host::storage_flush`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlushReply {
    /// Gas to charge, whatever the status. Which part an out-of-gas flush takes depends on the
    /// ArbOS version: see [`ArbOs::flush_out_of_gas_takes_all`](crate::ArbOs::flush_out_of_gas_takes_all).
    pub gas_cost: u64,
    /// How it ended.
    pub status: FlushStatus,
}

/// The kind of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A call with the value.
    Call {
        /// Wei to send.
        value: U256,
    },
    /// The target's code in the caller's context: same address, sender and value.
    Delegate,
    /// A call that can't change state.
    Static,
}

/// A program calls a contract.
#[derive(Clone, Copy, Debug)]
pub struct CallRequest<'a> {
    /// Kind, with the value where there is one.
    pub kind: CallKind,
    /// Target of the call; for a delegate call the account whose code runs.
    pub contract: Address,
    /// Calldata.
    pub input: &'a [u8],
    /// Gas that the caller has left; no reply may cost more than it can, see [`CallReply`].
    pub gas_left: u64,
    /// Gas that the caller wants the callee to have, at most `gas_left`.
    pub gas_requested: u64,
}

/// Reply to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallReply {
    /// Whether the callee succeeded. A refusal (no balance, call depth, not enough gas for the
    /// base cost) is no success either.
    pub success: bool,
    /// Gas to charge: base cost and what the callee used, the stipend included. Above the gas
    /// left it puts the caller out of ink.
    pub gas_cost: u64,
    /// What the callee returned or reverted with; empty after any other failure.
    pub output: Bytes,
}

/// A program creates a contract.
#[derive(Clone, Debug)]
pub struct CreateRequest {
    /// EVM init code.
    pub init_code: Bytes,
    /// Wei that the contract starts with.
    pub endowment: U256,
    /// Salt of a CREATE2; absent for CREATE.
    pub salt: Option<B256>,
    /// Gas that the creator has left.
    pub gas_left: u64,
}

/// Reply to a creation that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateReply {
    /// The contract's address, zero when the init code failed.
    pub address: Address,
    /// Gas to charge.
    pub gas_cost: u64,
    /// Revert data of the init code, else empty.
    pub output: Bytes,
}

/// A creation that was not tried at all: the program fails, and no gas is charged for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CreateRefused {
    /// The context is read-only.
    #[error("write protection")]
    WriteProtected,
    /// The gas left does not pay the base cost.
    #[error("out of gas")]
    OutOfGas,
}

/// A value and the gas that reading it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced<T> {
    /// What was read.
    pub value: T,
    /// Gas to charge.
    pub gas_cost: u64,
}

/// One host function call, for tracers. Pointers are replaced by the bytes they pointed to.
#[derive(Clone, Copy, Debug)]
pub struct HostioTrace<'a> {
    /// Name of the function; `user_entrypoint` and `user_returned` frame the run.
    pub name: &'a str,
    /// Arguments, concatenated.
    pub args: &'a [u8],
    /// Results, concatenated.
    pub outs: &'a [u8],
    /// Ink before the call.
    pub start_ink: u64,
    /// Ink after it.
    pub end_ink: u64,
}

/// The chain as a running program sees it.
///
/// A host may run other programs, and the same one again, from within
/// [`call`](Host::call) and [`create`](Host::create).
pub trait Host {
    /// Reads a storage slot of the acting account at its EVM price (2,100 cold, 100 warm).
    fn storage_load(&mut self, key: B256) -> Priced<B256>;

    /// Writes changed slots, in the order in which the program first touched them, with the EVM's
    /// prices and refunds. `gas_offered` is one more than the gas left: a flush that would leave
    /// none of it is out of gas.
    fn storage_flush(&mut self, dirty: &[(B256, B256)], gas_offered: u64) -> FlushReply;

    /// Reads a transient slot of the acting account.
    fn transient_load(&mut self, key: B256) -> B256;

    /// Writes a transient slot of the acting account.
    ///
    /// # Errors
    /// In a read-only context.
    fn transient_store(&mut self, key: B256, value: B256) -> Result<(), WriteProtected>;

    /// Calls a contract. [`call_base_gas`](crate::formulas::call_base_gas) and
    /// [`callee_gas`](crate::formulas::callee_gas) price it.
    fn call(&mut self, request: CallRequest<'_>) -> CallReply;

    /// Creates a contract.
    ///
    /// # Errors
    /// When it was not tried; the program then fails.
    fn create(&mut self, request: CreateRequest) -> Result<CreateReply, CreateRefused>;

    /// Emits a log with at most four topics. The machine has charged for it.
    ///
    /// # Errors
    /// In a read-only context.
    fn emit_log(&mut self, topics: &[B256], data: &[u8]) -> Result<(), WriteProtected>;

    /// Balance of an account, at 2,600 gas cold and 100 warm.
    fn account_balance(&mut self, address: Address) -> Priced<U256>;

    /// Code of an account, at 700 gas for each started `MaxCodeSize` of 24,576 bytes and 2,600
    /// cold or 100 warm. With a `gas_left` that doesn't pay for it, the code may stay unread and
    /// be replied as empty.
    fn account_code(&mut self, address: Address, gas_left: u64) -> Priced<Bytes>;

    /// Code hash of an account, zero where there is none, at 2,600 gas cold and 100 warm.
    fn account_codehash(&mut self, address: Address) -> Priced<B256>;

    /// Adds pages to those the transaction has open and replies with their gas, see
    /// [`formulas::page_gas`](crate::formulas::page_gas).
    fn add_pages(&mut self, pages: u16) -> u64;

    /// Receives each host function call of a run that is traced. No other run comes here.
    fn trace(&mut self, trace: HostioTrace<'_>) {
        let _ = trace;
    }

    /// Receives what a program prints through the `console` functions of a debug chain.
    fn console(&mut self, text: &str) {
        let _ = text;
    }
}
