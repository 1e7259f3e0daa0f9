//! Running a program.

use alloy_primitives::{Address, Bytes, U256};
use wasmer::sys::vm::TrapCode;
use wasmer::{Extern, FunctionEnv, Instance, RuntimeError, Store, TypedFunction, Value};

use crate::encode::{ENTRYPOINT, MEMORY};
use crate::engine;
use crate::hostio::{Env, Escape, Guest, HostPointer};
use crate::instrument::Globals;
use crate::{ArbOs, Host, HostioTrace, Outcome, Program, RunError, RunResult};

/// What a run depends on besides the program and the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunConfig {
    /// The rule set.
    pub arbos: ArbOs,
    /// Ink for one unit of gas; must not be zero.
    pub ink_price: u32,
    /// Words of stack.
    pub max_depth: u32,
    /// Whether [`Host::trace`](crate::Host::trace) is told of each host function call.
    pub tracing: bool,
}

/// The context that a program can read without asking the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvmData {
    /// Base fee in wei.
    pub block_basefee: U256,
    /// Coinbase.
    pub block_coinbase: Address,
    /// Gas limit of the block.
    pub block_gas_limit: u64,
    /// Number of the L1 block.
    pub block_number: u64,
    /// Seconds since 1970.
    pub block_timestamp: u64,
    /// Chain id.
    pub chain_id: u64,
    /// The acting account.
    pub contract_address: Address,
    /// The caller.
    pub msg_sender: Address,
    /// Wei sent with the call.
    pub msg_value: U256,
    /// Effective gas price in wei.
    pub tx_gas_price: U256,
    /// The transaction's sender.
    pub tx_origin: Address,
    /// Whether the acting account has another frame open that is no delegate call.
    pub reentrant: bool,
}

/// Runs a program on calldata with that much gas.
///
/// # Errors
/// When the program can't be instantiated or the host panicked. How the program itself ends, be
/// it by a trap, is in the result.
pub fn run(
    program: &Program,
    calldata: &[u8],
    config: &RunConfig,
    evm: &EvmData,
    host: &mut dyn Host,
    gas: u64,
) -> Result<RunResult, RunError> {
    let ink = gas.saturating_mul(config.ink_price.into());
    run_with_ink(program, calldata, config, evm, host, ink)
}

/// Native stack that a host may use between two nested runs.
const HOST_STACK_RESERVE: usize = 1 << 20;
/// Native stack that is added when less than the reserve is left.
const HOST_STACK_STEP: usize = 16 << 20;

/// Like [`run`], with an amount of ink that need not be whole gas.
///
/// # Errors
/// As [`run`].
pub fn run_with_ink(
    program: &Program,
    calldata: &[u8],
    config: &RunConfig,
    evm: &EvmData,
    host: &mut dyn Host,
    ink: u64,
) -> Result<RunResult, RunError> {
    if config.ink_price == 0 {
        return Err(RunError::NoInkPrice);
    }
    let calldata_len =
        u32::try_from(calldata.len()).map_err(|_| RunError::CalldataTooLong(calldata.len()))?;
    // Guests have stacks of their own, but hosts that run guests within guests share this one.
    stacker::maybe_grow(HOST_STACK_RESERVE, HOST_STACK_STEP, || {
        // SAFETY: The pointer is in the run's store, which is dropped when `Run` is, before this
        // closure returns; until then nobody else has the host.
        let host = unsafe { HostPointer::new(host) };
        let env = Env::new(host, *config, evm.clone(), calldata.to_vec());
        Run::new(program, env, ink)?.call(calldata_len)
    })
}

/// An instance with its own store.
struct Run {
    store: Store,
    env: FunctionEnv<Env>,
    entrypoint: TypedFunction<u32, u32>,
    guest: Guest,
    ink: u64,
    /// Words that the chain allows but the native stack may not hold; the guest doesn't get them.
    words_withheld: u32,
}

impl Run {
    fn new(program: &Program, env: Env, ink: u64) -> Result<Self, RunError> {
        let max_depth = env.config.max_depth.min(engine::MOST_STACK_WORDS);
        let words_withheld = env.config.max_depth - max_depth;
        let mut store = Store::new(engine::engine().clone());
        let env = FunctionEnv::new(&mut store, env);
        let imports: Vec<Extern> = program
            .imports
            .iter()
            .map(|it| (it.bind)(&mut store, &env).into())
            .collect();
        let instance =
            Instance::new_by_index(&mut store, &program.module, &imports).map_err(broken)?;

        let exports = &instance.exports;
        let global = |name: &str| exports.get_global(name).cloned().map_err(broken);
        let guest = Guest {
            memory: exports.get_memory(MEMORY).map_err(broken)?.clone(),
            ink_left: global(Globals::INK_LEFT)?,
            ink_status: global(Globals::INK_STATUS)?,
            stack_left: global(Globals::STACK_LEFT)?,
        };
        let entrypoint = exports
            .get_typed_function(&store, ENTRYPOINT)
            .map_err(broken)?;
        guest
            .ink_left
            .set(&mut store, Value::I64(ink.cast_signed()))
            .map_err(broken)?;
        guest
            .stack_left
            .set(&mut store, Value::I32(max_depth.cast_signed()))
            .map_err(broken)?;
        env.as_mut(&mut store).guest = Some(guest.clone());
        Ok(Self {
            store,
            env,
            entrypoint,
            guest,
            ink,
            words_withheld,
        })
    }

    fn call(mut self, calldata_len: u32) -> Result<RunResult, RunError> {
        self.trace(ENTRYPOINT, &calldata_len.to_be_bytes(), &[])?;
        let status = match self.entrypoint.call(&mut self.store, calldata_len) {
            Ok(status) => status,
            Err(error) => match self.classify(&error)? {
                Ending::Exit(status) => status,
                Ending::Failed { outcome, message } => {
                    return Ok(self.finish(outcome, Some(message)));
                }
            },
        };
        self.trace("user_returned", &[], &status.to_be_bytes())?;
        let outcome = if status == 0 {
            Outcome::Success
        } else {
            Outcome::Revert
        };
        Ok(self.finish(outcome, None))
    }

    fn trace(&mut self, name: &str, args: &[u8], outs: &[u8]) -> Result<(), RunError> {
        let env = self.env.as_mut(&mut self.store);
        if !env.config.tracing {
            return Ok(());
        }
        // Nitro's tracer shows the starting ink at both ends of a run.
        let (start_ink, end_ink) = (self.ink, self.ink);
        env.trace(HostioTrace {
            name,
            args,
            outs,
            start_ink,
            end_ink,
        })
        .map_err(|escape| match escape {
            Escape::HostPanicked { during, message } => RunError::HostPanicked { during, message },
            other => RunError::Instantiation(other.to_string()),
        })
    }

    /// Tells traps apart; a spent stack or meter explains whatever came of it.
    fn classify(&mut self, error: &RuntimeError) -> Result<Ending, RunError> {
        let escape = error.downcast_ref::<Escape>();
        if let Some(Escape::HostPanicked { during, message }) = escape {
            return Err(RunError::HostPanicked {
                during,
                message: message.clone(),
            });
        }
        let stack_overflow = error.clone().to_trap() == Some(TrapCode::StackOverflow);
        let failed = |outcome, message: &dyn ToString| {
            Ok(Ending::Failed {
                outcome,
                message: message.to_string(),
            })
        };
        if stack_overflow || self.stack_left() == 0 {
            return failed(Outcome::OutOfStack, &"out of stack");
        }
        if self.guest.ink_status.get(&mut self.store) != Value::I32(0) {
            return failed(Outcome::OutOfInk, &"out of ink");
        }
        match escape {
            Some(Escape::Exit(status)) => Ok(Ending::Exit(*status)),
            Some(Escape::OutOfInk) => failed(Outcome::OutOfInk, &"out of ink"),
            Some(escape) => failed(Outcome::Failure, escape),
            None => failed(Outcome::Failure, &error.message()),
        }
    }

    fn stack_left(&mut self) -> u32 {
        match self.guest.stack_left.get(&mut self.store) {
            Value::I32(words) => words.cast_unsigned(),
            _ => 0,
        }
    }

    fn ink_left(&mut self) -> u64 {
        match self.guest.ink_left.get(&mut self.store) {
            Value::I64(ink) => ink.cast_unsigned(),
            _ => 0,
        }
    }

    fn finish(mut self, outcome: Outcome, message: Option<String>) -> RunResult {
        let ink_left = match outcome {
            Outcome::OutOfInk | Outcome::OutOfStack => 0,
            Outcome::Success | Outcome::Revert | Outcome::Failure => self.ink_left(),
        };
        let stack_left = match self.stack_left() {
            0 => 0,
            words => words + self.words_withheld,
        };
        let env = self.env.as_mut(&mut self.store);
        let output = match outcome {
            Outcome::Success | Outcome::Revert => std::mem::take(&mut env.output).into(),
            Outcome::Failure | Outcome::OutOfInk | Outcome::OutOfStack => Bytes::new(),
        };
        let gas_left = ink_left / u64::from(env.config.ink_price);
        RunResult {
            outcome,
            output,
            gas_left,
            ink_left,
            ink_start: self.ink,
            stack_left,
            message,
        }
    }
}

/// How an entrypoint ended that didn't return.
enum Ending {
    Exit(u32),
    Failed { outcome: Outcome, message: String },
}

#[expect(clippy::needless_pass_by_value, reason = "made to map errors with")]
fn broken(error: impl ToString) -> RunError {
    RunError::Instantiation(error.to_string())
}
