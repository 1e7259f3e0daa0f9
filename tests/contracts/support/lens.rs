//! The contracts that screens call.

use crate::trading::Trading;
use crate::wasm;
use alloy_primitives::{Address, FixedBytes};
use alloy_sol_types::SolError;

pub use ILens::{AccountPosition, AccountState, ChainSeries, ChainState};
pub use bindings::{ILens, IPoolLens};

/// Nothing is missing.
pub const NOTHING: FixedBytes<4> = FixedBytes::ZERO;

/// Returns the reason for an error.
#[must_use]
pub const fn reason<E: SolError>() -> FixedBytes<4> {
    FixedBytes(E::SELECTOR)
}

/// Deploys a contract without a constructor that only has views: `lens`, `pool-lens`, `watchlist`.
///
/// # Panics
/// When it is not built or the chain refuses it.
#[must_use]
pub fn deploy_lens(stage: &mut Trading, name: &str) -> Address {
    let owner = stage.pricing.owner;
    let deployed = stage.node().deploy_wasm(owner, &wasm(name));
    deployed.expect("it is accepted").address
}
