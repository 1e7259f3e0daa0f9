//! The contract that screens ask.

use crate::trading::Trading;
use crate::wasm;
use alloy_primitives::{Address, FixedBytes};
use alloy_sol_types::SolError;

pub use self::bindings::ILens;
pub use ILens::{AccountPosition, AccountState, ChainSeries, ChainState};

#[allow(missing_docs, reason = "made of the published interfaces")]
mod bindings {
    alloy_sol_types::sol!(
        #[sol(all_derives)]
        "../../abi/ILens.sol"
    );
}

/// Nothing stands against it.
pub const NOTHING: FixedBytes<4> = FixedBytes::ZERO;

/// The reason that stands for an error.
#[must_use]
pub const fn reason<E: SolError>() -> FixedBytes<4> {
    FixedBytes(E::SELECTOR)
}

/// Deploys the lens.
///
/// # Panics
/// When it is not built or the chain refuses it.
#[must_use]
pub fn deploy_lens(stage: &mut Trading) -> Address {
    let owner = stage.pricing.owner;
    let deployed = stage.node().deploy_wasm(owner, &wasm("lens"));
    deployed.expect("it is accepted").address
}
