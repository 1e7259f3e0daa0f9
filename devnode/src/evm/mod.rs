//! Execution: revm's interpreter for EVM code, the Stylus machine for programs, one journal.

pub(crate) mod access;
mod env;
mod frames;
mod handler;
mod host;
mod meter;
mod opcodes;
mod precompiles;
mod probe;
mod program_store;
mod stylus_frame;

pub use env::{BlockHashes, ChainEnv, Frames, Purpose, Recent};
pub use handler::{Executed, Outcome, Sealed, execute};
pub use meter::{ContractUse, HostioUse, Meter};
pub use probe::Probe;
pub use program_store::ProgramStore;

use revm::{
    Context, Journal,
    context::{BlockEnv, CfgEnv, Evm, TxEnv},
    handler::{EthFrame, instructions::EthInstructions},
    interpreter::interpreter::EthInterpreter,
};
use stylus_machine::format::CodeKind;

use crate::{chain::state::World, config::Arbos};

/// The context of one transaction.
pub type Ctx = Context<BlockEnv, TxEnv, CfgEnv, World, Journal<World>, ChainEnv>;

type Inner = Evm<
    Ctx,
    Probe,
    EthInstructions<EthInterpreter, Ctx>,
    precompiles::Precompiles,
    EthFrame<EthInterpreter>,
>;

/// The machine that runs one transaction.
pub(crate) struct Machine {
    inner: Inner,
    /// Whether the probe watches.
    watched: bool,
}

impl Machine {
    pub(crate) fn new(ctx: Ctx, probe: Probe) -> Self {
        let spec = ctx.cfg.spec;
        let arbos = ctx.chain.arbos;
        let watched = probe.is_active();
        let inner = Evm::new_with_inspector(
            ctx,
            probe,
            opcodes::table(spec),
            precompiles::Precompiles::new(spec, arbos),
        );
        Self { inner, watched }
    }
}

/// Whether a call to an account with this code runs a Stylus program.
#[must_use]
pub fn is_program(code: &[u8], arbos: Arbos) -> bool {
    CodeKind::of(code, arbos.machine()).is_some_and(CodeKind::is_callable)
}

/// Whether code that begins with `0xEF` may nevertheless be deployed.
#[must_use]
pub fn may_deploy(code: &[u8], arbos: Arbos) -> bool {
    CodeKind::of(code, arbos.machine()).is_some()
}
