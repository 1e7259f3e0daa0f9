//! Exact products of WADs, with the direction of their rounding in the name.

use math::{Float, WAD, Wad};

use super::QuoteError;
use crate::constants::WAD_FLOAT;
use crate::surface::real::{Small, float_of};

/// ⌊a·b⌋.
#[inline(never)]
pub(crate) fn product_down(a: Wad, b: Wad) -> Result<Wad, QuoteError> {
    product(a, b).map(|(whole, _)| whole)
}

/// ⌈a·b⌉.
#[inline(never)]
pub(crate) fn product_up(a: Wad, b: Wad) -> Result<Wad, QuoteError> {
    let (whole, exact) = product(a, b)?;
    if exact {
        Ok(whole)
    } else {
        add(whole, Wad::from_wei(1))
    }
}

/// a·b rounded down, and whether that is all of it. Both are cut at the decimal point, so that
/// only the product of the two fractions is rounded.
#[inline(never)]
fn product(a: Wad, b: Wad) -> Result<(Wad, bool), QuoteError> {
    let (a1, a0) = (a.wei() / WAD, a.wei() % WAD);
    let (b1, b0) = (b.wei() / WAD, b.wei() % WAD);
    // Each fraction is below 10¹⁸, their product below 10³⁶.
    let fractions = a0.wrapping_mul(b0);
    let parts = || {
        let whole = a1.checked_mul(b1)?.checked_mul(WAD)?;
        let mixed = a1.checked_mul(b0)?.checked_add(a0.checked_mul(b1)?)?;
        whole.checked_add(mixed)?.checked_add(fractions / WAD)
    };
    let whole = parts()
        .filter(|wei| *wei < 1 << 127)
        .ok_or(QuoteError::AmountOverflow)?;
    Ok((Wad::from_wei(whole), fractions % WAD == 0))
}

/// a + b.
#[inline(never)]
pub(crate) fn add(a: Wad, b: Wad) -> Result<Wad, QuoteError> {
    let sum = a.wei().checked_add(b.wei()).filter(|wei| *wei < 1 << 127);
    sum.map(Wad::from_wei).ok_or(QuoteError::AmountOverflow)
}

/// max(a − b, 0).
pub(crate) const fn excess(a: Wad, b: Wad) -> Wad {
    Wad::from_wei(a.wei().saturating_sub(b.wei()))
}

/// A float of wei, up to the next wei and past what its computation may have lost (2⁻⁵⁶).
#[inline(never)]
pub(crate) fn round_up(wei: Float) -> Result<Wad, QuoteError> {
    if wei.is_zero() {
        return Ok(Wad::ZERO);
    }
    if wei.exponent > 120 {
        return Err(QuoteError::AmountOverflow);
    }
    let nearest = wei.nearest();
    Ok(Wad::from_wei(
        nearest.wrapping_add(nearest >> 56).wrapping_add(1),
    ))
}

/// a/b for a ≤ b and b > 0, to the nearest wei.
#[inline(never)]
pub(crate) fn ratio(a: Wad, b: Wad) -> Wad {
    let share = Float::from_u128(a.wei()).over(Float::from_u128(b.wei()));
    Wad::from_wei(share.by(WAD_FLOAT).nearest().min(WAD))
}

/// a·b as a float of wei.
pub(crate) fn scaled(a: Float, b: Wad) -> Float {
    a.by(float_of(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wad(wei: u128) -> Wad {
        Wad::from_wei(wei)
    }

    #[test]
    fn a_product_is_rounded_once_and_in_the_named_direction() {
        assert_eq!(product_down(wad(3), wad(WAD / 2)), Ok(wad(1)));
        assert_eq!(product_up(wad(3), wad(WAD / 2)), Ok(wad(2)));
        assert_eq!(product_up(wad(4), wad(WAD / 2)), Ok(wad(2)));
        assert_eq!(
            product_down(wad(7 * WAD + 3), wad(9 * WAD + 5)),
            Ok(wad(63 * WAD + 62))
        );
        assert_eq!(
            product_up(wad(7 * WAD + 3), wad(9 * WAD + 5)),
            Ok(wad(63 * WAD + 63))
        );
    }

    #[test]
    fn a_product_that_does_not_fit_is_refused() {
        let large = wad(1 << 100);
        assert_eq!(product_down(large, large), Err(QuoteError::AmountOverflow));
        assert_eq!(
            add(wad((1 << 127) - 1), wad(1)),
            Err(QuoteError::AmountOverflow)
        );
    }

    #[test]
    fn rounding_up_never_loses_what_the_float_lost() {
        assert_eq!(round_up(Float::ZERO), Ok(Wad::ZERO));
        let x = Float::from_u64(1_000_000_007);
        assert!(round_up(x).unwrap().wei() > 1_000_000_007);
        assert_eq!(
            round_up(Float::new(1 << 63, 121)),
            Err(QuoteError::AmountOverflow)
        );
    }
}
