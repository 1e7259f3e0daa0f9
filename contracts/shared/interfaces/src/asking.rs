//! Calls of other contracts, encoded as the answers are.

use crate::name::same;
use crate::refusal::Refusal;
use crate::routes::Returned;
use crate::words::Values;
use alloc::vec::Vec;
use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolType};
use stylus_sdk::call::RawCall;
use stylus_sdk::prelude::*;

/// Asks a view of another contract. That arguments and answer are of the declared types is checked while compiling.
///
/// # Errors
/// What the callee reverts with, as it is; `CallMalformed` when its answer is not of the declared types.
pub fn ask<C: SolCall, A: Values, R: Returned>(
    vm: &impl Host,
    callee: Address,
    arguments: &A,
) -> Result<R::Side, Refusal> {
    const {
        assert!(
            same(A::NAME, <C::Parameters<'static> as SolType>::SOL_NAME),
            "the call takes other types than its declaration"
        );
        assert!(
            same(
                R::Side::NAME,
                <C::ReturnTuple<'static> as SolType>::SOL_NAME
            ),
            "the call returns other types than its declaration"
        );
    }
    let answer = ask_raw(vm, callee, &arguments.encode(&C::SELECTOR))?;
    R::Side::decode(&answer)
}

/// Hands a view's calldata to another contract, and its answer back.
///
/// # Errors
/// What the callee reverts with, as it is.
#[inline(never)]
pub fn ask_raw(vm: &impl Host, callee: Address, calldata: &[u8]) -> Result<Vec<u8>, Refusal> {
    // SAFETY: A static call changes no storage, so that nothing cached goes stale.
    let answer = unsafe { RawCall::new_static(vm).call(callee, calldata) };
    answer.map_err(Refusal::passed_on)
}
