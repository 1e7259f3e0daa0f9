//! The Stylus parameters in the state of `ArbOS`.

use alloy::primitives::U256;
use stylus_machine::{ArbOs, StylusParams};

use super::storage::{self, Space};
use crate::evm::Ctx;

/// The slot of the packed word.
#[must_use]
pub fn slot() -> U256 {
    Space::program_params().field(0)
}

/// Reads the parameters without any charge.
pub fn load(ctx: &mut Ctx) -> StylusParams {
    let arbos = ctx.chain.arbos.machine();
    StylusParams::unpack(storage::read(ctx, slot()).into(), arbos)
}

/// The packed word of a new chain.
#[must_use]
pub fn genesis_word(arbos: ArbOs) -> U256 {
    StylusParams::default_for(arbos).pack(arbos).into()
}
