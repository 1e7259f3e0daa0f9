//! The Stylus machine: what a node needs to activate and run Arbitrum Stylus programs with
//! Nitro's ink, without a node around it.
//!
//! The chain is behind the [`Host`] trait. Everything that a program does between two requests to
//! it (metering, stack depth, memory, the host functions' prices, the storage cache, the last
//! return data) is here.

mod activate;
mod host;
mod outcome;
mod params;
mod run;

pub use activate::{Activation, ActivationConfig, ActivationError};
pub use host::{
    CallKind, CallReply, CallRequest, CreateRefused, CreateReply, CreateRequest, FlushReply,
    FlushStatus, Host, HostioTrace, Priced, WriteProtected,
};
pub use outcome::{Outcome, RunError, RunResult};
pub use params::{
    ArbOs, COST_SCALAR_PERCENT, DEFAULT_MAX_WASM_SIZE, MIN_CACHED_GAS_UNIT, MIN_INIT_GAS_UNIT,
    PAGE_RAMP, StylusParams, UnsupportedArbOs,
};
pub use run::{EvmData, RunConfig};
