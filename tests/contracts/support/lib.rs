//! Sets the stage for tests of the contracts: the WASM that goes on chain, on a devnode, driven through the
//! published ABI.

pub mod authority;
pub mod books;
pub mod feeds;
pub mod ledger;
pub mod lens;
pub mod liquidation;
pub mod margin;
pub mod pool;
pub mod pricing;
pub mod served;
pub mod snapshot;
pub mod solidity;
pub mod tokens;
pub mod trading;

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError, sol};
use devnode::Devnode;
use devnode::api::{Sent, TypedCall};
use devnode::error::NodeError;
use std::path::PathBuf;
use stylus_machine::format::decompress_classic;

sol! {
    function cacheProgram(address program) external;
}

/// `ArbWasmCache`.
const CACHE: Address = Address::with_last_byte(0x72);

/// The maximum size of a program that a chain takes, decompressed.
const MAX_WASM_BYTES: u32 = 128 * 1_024;

/// Returns the folder of this package as cargo reports it at run time: a build may come from another checkout that
/// shares its target folder.
pub(crate) fn package_dir() -> PathBuf {
    let said = std::env::var_os("CARGO_MANIFEST_DIR");
    said.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}

/// Returns the WASM of a contract as `scripts/build` leaves it, in the form that goes on chain.
///
/// # Panics
/// When it is not built.
#[must_use]
pub fn wasm(contract: &str) -> Vec<u8> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| package_dir().join("../../target"), PathBuf::from);
    let path = target.join("wasm").join(format!("{contract}.stylus"));
    let code = std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run scripts/build", path.display()));
    decompress_classic(&code, MAX_WASM_BYTES).expect("scripts/build has compressed it")
}

/// Returns the revert data of a declared error.
#[must_use]
pub fn revert(error: &impl SolError) -> Bytes {
    error.abi_encode().into()
}

/// Returns the revert data of something that failed by reverting.
///
/// # Panics
/// When it succeeded or failed otherwise.
pub fn reverted<T>(result: Result<T, NodeError>) -> Bytes {
    match result {
        Err(NodeError::Revert(data)) => data,
        Err(other) => panic!("this should have reverted: {other}"),
        Ok(_) => panic!("this should have reverted"),
    }
}

/// Sends a call in a transaction. Returns its answer.
///
/// # Errors
/// When it fails.
pub fn send<C: SolCall>(
    node: &mut Devnode,
    from: Address,
    to: Address,
    call: C,
) -> Result<(C::Return, Sent), NodeError> {
    node.send_call(&TypedCall {
        call,
        from,
        to,
        value: U256::ZERO,
        gas: 32_000_000,
    })
}

/// Puts programs into the cache, as the chain's owner.
///
/// # Panics
/// When one is refused.
pub fn cache(node: &mut Devnode, programs: &[Address]) {
    let owner = node.owner();
    for program in programs.iter().copied() {
        send(node, owner, CACHE, cacheProgramCall { program }).expect("cached");
    }
}
