//! How a run of a program ended.

use alloy_primitives::Bytes;
use thiserror::Error;

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Status 0: the EVM sees a success with the output.
    Success,
    /// Any other status: the EVM sees a revert with the output.
    Revert,
    /// A trap or a host function's error: the EVM sees a revert without data; gas is kept.
    Failure,
    /// The ink ended: the EVM sees out of gas, and all gas is gone.
    OutOfInk,
    /// The stack ended: the EVM sees a depth error, and all gas is gone.
    OutOfStack,
}

/// The result of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunResult {
    /// How the program ended.
    pub outcome: Outcome,
    /// Result or revert data; empty unless the outcome is success or revert.
    pub output: Bytes,
    /// Gas to give back to the caller: the ink left, divided by the ink price, rounded down.
    pub gas_left: u64,
    /// Ink left; zero when out of ink or stack.
    pub ink_left: u64,
    /// Ink the run started with.
    pub ink_start: u64,
    /// Words of stack that are left. An early exit leaves open frames uncredited.
    pub stack_left: u32,
    /// Why it failed, for people; the chain never sees it.
    pub message: Option<String>,
}

impl RunResult {
    /// Ink that the run used: everything when it was out of ink or stack.
    #[must_use]
    pub const fn ink_used(&self) -> u64 {
        self.ink_start - self.ink_left
    }
}

/// The run could not be started or its host broke. None of it is an outcome of the program, and
/// what the host did before it broke must be undone by the caller.
#[derive(Debug, Error)]
pub enum RunError {
    /// The compiled program could not be instantiated.
    #[error("the program could not be started: {0}")]
    Instantiation(String),
    /// The host panicked during a request.
    #[error("the host panicked during {during}: {message}")]
    HostPanicked {
        /// The host function that was running.
        during: &'static str,
        /// The panic's message.
        message: String,
    },
    /// The calldata is longer than 32 bits can say.
    #[error("calldata of {0} bytes is too long for a program")]
    CalldataTooLong(usize),
    /// The chain's ink price is zero.
    #[error("the ink price is zero")]
    NoInkPrice,
}
