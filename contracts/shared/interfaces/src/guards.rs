//! What is refused before any method runs.

use crate::refusal::{AlreadyConstructed, CallUnknown, CallWithValue, Refusal};
use alloy_primitives::{FixedBytes, U256};
use stylus_sdk::prelude::*;
use stylus_sdk::stylus_core::host::ConstructorGuard;

/// # Errors
/// `CallWithValue` when the call brings ether.
pub fn refuse_value(contract: &impl HostAccess) -> Result<(), Refusal> {
    if contract.vm().msg_value() == U256::ZERO {
        Ok(())
    } else {
        Err(CallWithValue {}.into())
    }
}

/// Lets the constructor run once, marked in the SDK's own slot for it, and without ether.
///
/// # Errors
/// `CallWithValue`, `AlreadyConstructed`.
pub fn construct_once(contract: &(impl ConstructorGuard + HostAccess)) -> Result<(), Refusal> {
    refuse_value(contract)?;
    contract
        .check_constructor_slot()
        .map_err(|_| AlreadyConstructed {}.into())
}

/// The refusal of calldata that no function answers; what is missing of a selector counts as zeros.
#[must_use]
pub fn unknown(calldata: &[u8]) -> Refusal {
    let mut selector = FixedBytes::<4>::ZERO;
    for (to, from) in selector.iter_mut().zip(calldata) {
        *to = *from;
    }
    CallUnknown { selector }.into()
}
