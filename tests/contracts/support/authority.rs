//! The contract that governs all others, and calls to it.

use crate::wasm;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolValue;
use devnode::Devnode;
use devnode::error::NodeError;

pub use bindings::{IAuthority, IGoverned};

/// How long a scheduled change waits, in seconds.
pub const DELAY_SECS: u64 = 48 * 3_600;

/// Returns the key of a name.
#[must_use]
pub fn key(name: &str) -> B256 {
    B256::right_padding_from(name.as_bytes())
}

/// Returns an address as the value of a change.
#[must_use]
pub fn value_of(address: Address) -> U256 {
    U256::from_be_bytes(address.into_word().0)
}

/// Deploys the authority.
///
/// # Errors
/// When its constructor refuses.
pub fn deploy_authority(
    node: &mut Devnode,
    owner: Address,
    guardian: Address,
) -> Result<Address, NodeError> {
    let arguments = (owner, guardian).abi_encode_params();
    let from = node.account(0);
    let code = wasm("authority");
    let deployed = node.deploy_wasm_with_constructor(from, &code, &arguments, U256::ZERO)?;
    Ok(deployed.address)
}

/// Pauses a contract.
#[must_use]
pub fn pause(module: Address) -> IAuthority::pauseCall {
    IAuthority::pauseCall {
        modules: vec![module],
    }
}

/// Sets a module that is unset.
#[must_use]
pub fn wire(module: Address, name: &str, value: Address) -> IAuthority::wireCall {
    let key = key(name);
    IAuthority::wireCall { module, key, value }
}

/// Moves a parameter in its safer direction.
#[must_use]
pub fn tighten(module: Address, name: &str, value: U256) -> IAuthority::tightenCall {
    let key = key(name);
    IAuthority::tightenCall { module, key, value }
}

/// Announces a change.
#[must_use]
pub fn schedule(module: Address, name: &str, value: U256) -> IAuthority::scheduleCall {
    let key = key(name);
    IAuthority::scheduleCall { module, key, value }
}

/// Executes a change after its delay.
#[must_use]
pub fn execute(module: Address, name: &str) -> IAuthority::executeCall {
    let key = key(name);
    IAuthority::executeCall { module, key }
}
