//! The Stylus machine: activates and runs Arbitrum Stylus programs with Nitro's ink, independent of
//! a node.
//!
//! The chain is behind the [`Host`] trait. Everything that a program does between two requests to
//! it (metering, stack depth, memory, the host functions' prices, the storage cache, the last
//! return data) is here.
//!
//! The way of a program: its code is unpacked by [`format`](mod@format), accepted and priced by
//! [`activate`], compiled through a [`ProgramCache`], and run by [`run`].

mod activate;
mod cache;
mod costs;
mod encode;
mod engine;
pub mod format;
pub mod formulas;
mod host;
mod hostio;
mod instrument;
mod link;
mod outcome;
mod params;
mod program;
mod run;
mod validate;

pub use activate::{Activation, ActivationConfig, ActivationError, activate, inspect};
pub use cache::ProgramCache;
pub use host::{
    CallKind, CallReply, CallRequest, CreateRefused, CreateReply, CreateRequest, FlushReply,
    FlushStatus, Host, HostioTrace, Priced, WriteProtected,
};
pub use instrument::FunctionReport;
pub use outcome::{Outcome, RunError, RunResult};
pub use params::{
    ArbOs, COST_SCALAR_PERCENT, DEFAULT_MAX_WASM_SIZE, MIN_CACHED_GAS_UNIT, MIN_INIT_GAS_UNIT,
    PAGE_RAMP, StylusParams, UnsupportedArbOs,
};
pub use program::{CompileConfig, CompileError, Program};
pub use run::{EvmData, RunConfig, run, run_with_ink};
