//! The errors of the vault.

use alloy_primitives::U256;
use runtime::Refusal;

pub use abi::vault::errors::*;

/// Returns the error about an amount that does not fit.
#[inline(never)]
pub(crate) fn overflow<E>(_: E) -> Refusal {
    VaultOverflow {}.into()
}

/// Converts an amount of the ABI to the type that the vault computes with.
///
/// # Errors
/// `VaultOverflow` if it needs more than 128 bits.
#[inline(never)]
pub(crate) fn narrow(amount: U256) -> Result<u128, Refusal> {
    let [low, high, third, fourth] = amount.into_limbs();
    if third | fourth != 0 {
        return Err(overflow(()));
    }
    Ok(u128::from(high) << 64 | u128::from(low))
}

/// Converts an amount to the type of the ABI.
#[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
pub(crate) fn wide(amount: u128) -> U256 {
    U256::from_limbs([amount as u64, (amount >> 64) as u64, 0, 0])
}
