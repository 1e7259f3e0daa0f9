//! What the vault refuses.

use alloy_primitives::U256;
use runtime::Refusal;

pub use abi::vault::errors::*;

/// Refuses what does not fit.
#[inline(never)]
pub(crate) fn overflow<E>(_: E) -> Refusal {
    VaultOverflow {}.into()
}

/// Returns an amount as it is reckoned with.
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

/// Returns an amount as the ABI has it.
#[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
pub(crate) fn wide(amount: u128) -> U256 {
    U256::from_limbs([amount as u64, (amount >> 64) as u64, 0, 0])
}
