//! Checks that run before any method.

use crate::reentry::refuse_reentry;
use crate::refusal::{AlreadyConstructed, CallUnknown, CallWithValue, Refusal};
use alloy_primitives::{FixedBytes, B256, U256};
use stylus_sdk::abi::internal::CONSTRUCTOR_EXECUTED_SLOT;
use stylus_sdk::prelude::*;

/// # Errors
/// `CallWithValue` if the call brings ether.
pub(crate) fn refuse_value(contract: &impl HostAccess) -> Result<(), Refusal> {
    if contract.vm().msg_value() == U256::ZERO {
        Ok(())
    } else {
        Err(CallWithValue {}.into())
    }
}

/// Lets a call in. A contract that `GUARDS` itself against re-entry is entered by nobody while it is being changed.
///
/// # Errors
/// `CallWithValue`, `CallReentered`.
pub fn enter<const GUARDS: bool>(contract: &impl HostAccess) -> Result<(), Refusal> {
    refuse_value(contract)?;
    if GUARDS {
        refuse_reentry()?;
    }
    Ok(())
}

/// Lets the constructor run once, without ether. Marks that in the SDK's own slot.
///
/// # Errors
/// `CallWithValue`, `AlreadyConstructed`.
pub fn construct_once(contract: &mut impl HostAccess) -> Result<(), Refusal> {
    refuse_value(contract)?;
    let vm = contract.vm();
    if !vm.storage_load_bytes32(CONSTRUCTOR_EXECUTED_SLOT).is_zero() {
        return Err(AlreadyConstructed {}.into());
    }
    // SAFETY: The contract is borrowed mutably, and no other code knows the slot.
    unsafe { vm.storage_cache_bytes32(CONSTRUCTOR_EXECUTED_SLOT, B256::with_last_byte(1)) };
    Ok(())
}

/// Returns the error about calldata that no function answers. Missing bytes of the selector count as zeros.
#[must_use]
pub fn unknown(calldata: &[u8]) -> Refusal {
    let mut selector = FixedBytes::<4>::ZERO;
    for (to, from) in selector.iter_mut().zip(calldata) {
        *to = *from;
    }
    CallUnknown { selector }.into()
}
