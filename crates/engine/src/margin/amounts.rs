//! Sums and products of amounts with a sign, rounded down: against the account.

use math::Wad;

use super::MarginError;

/// Returns a + b.
pub(super) fn plus(a: i128, b: i128) -> Result<i128, MarginError> {
    a.checked_add(b).ok_or(MarginError::AmountOverflow)
}

/// Returns a·b, rounded down.
#[inline(never)]
pub(crate) fn times_down(a: i128, b: Wad) -> Result<i128, MarginError> {
    let size = Wad::from_wei(a.unsigned_abs());
    // A product that fits has 127 bits.
    let product = if a < 0 {
        size.mul_up(b)
            .map(|wad| wad.wei().cast_signed().wrapping_neg())
    } else {
        size.mul_down(b).map(|wad| wad.wei().cast_signed())
    };
    product.map_err(|_| MarginError::AmountOverflow)
}
