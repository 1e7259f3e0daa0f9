//! The context of a host function: the run's state, the guest's memory, its ink, the chain.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use alloy_primitives::{Address, B256, Bytes, U256};
use thiserror::Error;
use wasmer::{FunctionEnvMut, Global, Memory, MemoryAccessError, StoreMut, Value};

use super::storage_cache::StorageCache;
use crate::run::{EvmData, RunConfig};
use crate::{Host, HostioTrace};

/// Why a host function ends the program.
#[derive(Debug, Error)]
pub(crate) enum Escape {
    /// The ink doesn't pay for it.
    #[error("out of ink")]
    OutOfInk,
    /// The program asked to end.
    #[error("exit early: {0}")]
    Exit(u32),
    /// A pointer leads out of memory.
    #[error("memory access out of bounds")]
    Memory,
    /// The function refuses.
    #[error("{0}")]
    Refused(String),
    /// The chain's side panicked.
    #[error("the host panicked")]
    HostPanicked {
        during: &'static str,
        message: String,
    },
}

impl From<MemoryAccessError> for Escape {
    fn from(_: MemoryAccessError) -> Self {
        Self::Memory
    }
}

/// The host for the time of one run.
///
/// The engine wants a run's state to be `'static` and `Send`, which a borrowed host isn't.
pub(crate) struct HostPointer(*mut (dyn Host + 'static));

// SAFETY: The pointer is needed only because the engine's types ask for it. A run's store is made,
// used and dropped by `run` on one thread and handed to no other.
unsafe impl Send for HostPointer {}

impl HostPointer {
    /// # Safety
    /// The pointer must be dropped before the borrow ends, and the borrowed host must not be used
    /// otherwise before that.
    #[expect(
        clippy::transmute_ptr_to_ptr,
        reason = "a cast can't extend the lifetime of a trait object"
    )]
    pub(crate) unsafe fn new(host: &mut dyn Host) -> Self {
        let host: *mut (dyn Host + '_) = host;
        // SAFETY: Only the lifetime changes; that it isn't outlived is the caller's promise.
        Self(unsafe {
            std::mem::transmute::<*mut (dyn Host + '_), *mut (dyn Host + 'static)>(host)
        })
    }

    /// The host, for one request. A run that the request starts borrows from this borrow, and has
    /// ended when the request returns.
    fn get(&mut self) -> &mut dyn Host {
        // SAFETY: `new` has taken an exclusive borrow that is still alive, and `&mut self` keeps
        // this from being called twice at a time.
        unsafe { &mut *self.0 }
    }
}

/// The state of a run.
pub(crate) struct Env {
    pub(crate) host: HostPointer,
    pub(crate) config: RunConfig,
    pub(crate) evm: EvmData,
    pub(crate) calldata: Vec<u8>,
    pub(crate) output: Vec<u8>,
    pub(super) return_data: Bytes,
    pub(super) storage: StorageCache,
    /// The account whose code was asked for last.
    pub(super) last_code: Option<(Address, Bytes)>,
    /// Set once the program is instantiated.
    pub(crate) guest: Option<Guest>,
}

/// The parts of the instance that host functions reach for.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(crate) memory: Memory,
    pub(crate) ink_left: Global,
    pub(crate) ink_status: Global,
    pub(crate) stack_left: Global,
}

impl Env {
    pub(crate) fn new(
        host: HostPointer,
        config: RunConfig,
        evm: EvmData,
        calldata: Vec<u8>,
    ) -> Self {
        Self {
            host,
            config,
            evm,
            calldata,
            output: Vec::new(),
            return_data: Bytes::new(),
            storage: StorageCache::default(),
            last_code: None,
            guest: None,
        }
    }

    /// Informs the tracer of a step that isn't a host function.
    pub(crate) fn trace(&mut self, trace: HostioTrace<'_>) -> Result<(), Escape> {
        ask(&mut self.host, "trace", |host| host.trace(trace))
    }
}

/// Runs a request and keeps its panic, so that none unwinds through the guest.
fn ask<T>(
    host: &mut HostPointer,
    during: &'static str,
    request: impl FnOnce(&mut dyn Host) -> T,
) -> Result<T, Escape> {
    let host = host.get();
    catch_unwind(AssertUnwindSafe(|| request(host))).map_err(|panic| Escape::HostPanicked {
        during,
        message: panic_message(&*panic),
    })
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// One call of a host function.
pub(crate) struct Call<'a> {
    pub(super) env: &'a mut Env,
    store: StoreMut<'a>,
    guest: Guest,
    name: &'static str,
    start_ink: u64,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        env: &'a mut FunctionEnvMut<'_, Env>,
        name: &'static str,
    ) -> Result<Self, Escape> {
        let (env, store) = env.data_and_store_mut();
        let guest = env.guest.clone().ok_or_else(|| {
            Escape::Refused("host function called before the program was ready".to_owned())
        })?;
        let tracing = env.config.tracing;
        let mut call = Self {
            env,
            store,
            guest,
            name,
            start_ink: 0,
        };
        if tracing {
            call.start_ink = call.ink()?;
        }
        Ok(call)
    }

    /// Asks the chain.
    pub(super) fn ask<T>(&mut self, request: impl FnOnce(&mut dyn Host) -> T) -> Result<T, Escape> {
        ask(&mut self.env.host, self.name, request)
    }

    /// Ink left, or the end where a charge failed before.
    pub(super) fn ink(&mut self) -> Result<u64, Escape> {
        if self.guest.ink_status.get(&mut self.store) != Value::I32(0) {
            return Err(self.out_of_ink());
        }
        match self.guest.ink_left.get(&mut self.store) {
            Value::I64(ink) => Ok(ink.cast_unsigned()),
            other => Err(Escape::Refused(format!("the ink is no i64 but {other:?}"))),
        }
    }

    fn set_meter(&mut self, ink: u64, status: i32) -> Result<(), Escape> {
        let set = |global: &Global, store: &mut StoreMut<'a>, value: Value| {
            global
                .set(store, value)
                .map_err(|error| Escape::Refused(error.to_string()))
        };
        set(
            &self.guest.ink_left,
            &mut self.store,
            Value::I64(ink.cast_signed()),
        )?;
        set(&self.guest.ink_status, &mut self.store, Value::I32(status))
    }

    fn out_of_ink(&mut self) -> Escape {
        match self.set_meter(0, 1) {
            Ok(()) => Escape::OutOfInk,
            Err(escape) => escape,
        }
    }

    /// Charges ink.
    pub(super) fn buy_ink(&mut self, ink: u64) -> Result<(), Escape> {
        let left = self.require_ink(ink)?;
        let set = self
            .guest
            .ink_left
            .set(&mut self.store, Value::I64((left - ink).cast_signed()));
        set.map_err(|error| Escape::Refused(error.to_string()))
    }

    /// Ends the program if it has less ink. Returns the ink left.
    fn require_ink(&mut self, ink: u64) -> Result<u64, Escape> {
        let left = self.ink()?;
        if left < ink {
            Err(self.out_of_ink())
        } else {
            Ok(left)
        }
    }

    /// Gas for that ink, rounded down.
    pub(super) fn gas_of(&self, ink: u64) -> u64 {
        ink / u64::from(self.env.config.ink_price)
    }

    fn ink_of(&self, gas: u64) -> u64 {
        gas.saturating_mul(self.env.config.ink_price.into())
    }

    /// Gas left, rounded down.
    pub(super) fn gas_left(&mut self) -> Result<u64, Escape> {
        let ink = self.ink()?;
        Ok(self.gas_of(ink))
    }

    /// Charges gas.
    pub(super) fn buy_gas(&mut self, gas: u64) -> Result<(), Escape> {
        self.buy_ink(self.ink_of(gas))
    }

    /// Ends the program if it has less gas; charges nothing.
    pub(super) fn require_gas(&mut self, gas: u64) -> Result<(), Escape> {
        self.require_ink(self.ink_of(gas)).map(|_| ())
    }

    /// Reads from the guest's memory.
    pub(super) fn read(&self, at: u32, len: u32) -> Result<Vec<u8>, Escape> {
        let view = self.guest.memory.view(&self.store);
        // Checked before the buffer is made: a length is the guest's word only.
        if u64::from(at) + u64::from(len) > view.data_size() {
            return Err(Escape::Memory);
        }
        let mut bytes = vec![0; len as usize];
        view.read(at.into(), &mut bytes)?;
        Ok(bytes)
    }

    fn read_array<const N: usize>(&self, at: u32) -> Result<[u8; N], Escape> {
        let mut bytes = [0; N];
        self.guest
            .memory
            .view(&self.store)
            .read(at.into(), &mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn read_address(&self, at: u32) -> Result<Address, Escape> {
        self.read_array(at).map(Address::new)
    }

    pub(super) fn read_word(&self, at: u32) -> Result<B256, Escape> {
        self.read_array(at).map(B256::new)
    }

    pub(super) fn read_integer(&self, at: u32) -> Result<U256, Escape> {
        self.read_array(at).map(U256::from_be_bytes::<32>)
    }

    /// Writes to the guest's memory.
    pub(super) fn write(&self, at: u32, bytes: &[u8]) -> Result<(), Escape> {
        self.guest
            .memory
            .view(&self.store)
            .write(at.into(), bytes)?;
        Ok(())
    }

    /// Writes a length, little-endian as the guest's own numbers are.
    pub(super) fn write_length(&self, at: u32, length: u32) -> Result<(), Escape> {
        self.write(at, &length.to_le_bytes())
    }

    /// Informs the tracer of this call, if the run has one.
    pub(super) fn trace(&mut self, args: &[&[u8]], outs: &[&[u8]]) -> Result<(), Escape> {
        if !self.env.config.tracing {
            return Ok(());
        }
        self.trace_as(self.name, args, outs)
    }

    /// Like [`trace`](Self::trace), under another name.
    pub(super) fn trace_as(
        &mut self,
        name: &str,
        args: &[&[u8]],
        outs: &[&[u8]],
    ) -> Result<(), Escape> {
        if !self.env.config.tracing {
            return Ok(());
        }
        let (start_ink, end_ink) = (self.start_ink, self.ink()?);
        let (args, outs) = (args.concat(), outs.concat());
        let trace = HostioTrace {
            name,
            args: &args,
            outs: &outs,
            start_ink,
            end_ink,
        };
        self.ask(|host| host.trace(trace))
    }
}

/// Length of what a host function handles. Nothing that reaches one is 4 GiB long.
pub(super) fn length_of(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

/// The part of `bytes` from `offset` on, with a length of at most `size`.
pub(super) fn part_of(bytes: &[u8], offset: u32, size: u32) -> &[u8] {
    let start = bytes.len().min(offset as usize);
    let end = bytes.len().min(offset.saturating_add(size) as usize);
    &bytes[start..end.max(start)]
}
