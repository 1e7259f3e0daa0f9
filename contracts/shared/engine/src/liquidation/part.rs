//! Parts of one, and of quantities.

use math::{WAD, Wad};

use super::LiquidationError;
use crate::quote::{product_down, product_up};

/// Divisors below this many bits leave room for a decimal digit.
const DIVISOR_BITS: u32 = 124;

/// A part of a signed quantity, rounded towards nought; exactly the quantity for the whole.
///
/// # Errors
/// [`LiquidationError::PartOutOfRange`], [`LiquidationError::Overflow`].
pub fn portion(quantity: i128, part: Wad) -> Result<i128, LiquidationError> {
    if at_most_one(part)? == Wad::ONE {
        return Ok(quantity);
    }
    let size = product_down(Wad::from_wei(quantity.unsigned_abs()), part);
    // A product that fits has 127 bits.
    let size = size.map_err(|_| LiquidationError::Overflow)?.wei();
    let size = size.cast_signed();
    Ok(if quantity < 0 {
        size.wrapping_neg()
    } else {
        size
    })
}

/// A part of a signed amount, rounded down.
pub(super) fn portion_down(amount: i128, part: Wad) -> Result<i128, LiquidationError> {
    let size = Wad::from_wei(amount.unsigned_abs());
    let product = if amount < 0 {
        product_up(size, part).map(|wad| wad.wei().cast_signed().wrapping_neg())
    } else {
        product_down(size, part).map(|wad| wad.wei().cast_signed())
    };
    product.map_err(|_| LiquidationError::Overflow)
}

/// What is available of what is owed, as a part of one WAD rounded down; one if it is enough.
///
/// From 2¹²⁴ on what is owed is rounded up to a multiple of 16 and what is available down to one.
#[must_use]
pub fn recovery(available: u128, owed: u128) -> u128 {
    if available >= owed {
        return WAD;
    }
    if owed >> DIVISOR_BITS == 0 {
        return digits(available, owed).0;
    }
    let owed = (owed >> 4).saturating_add(1);
    // Owed may be 2¹²⁴ now: ten times what is available still fits, which is below 2¹²⁴.
    digits(available >> 4, owed).0
}

/// The least part of which `rate` makes `amount` > 0, rounded up; one if there is none below.
pub(super) fn least_part(amount: i128, rate: i128) -> Result<Wad, LiquidationError> {
    if rate <= amount {
        return Ok(Wad::ONE);
    }
    let (amount, rate) = (amount.unsigned_abs(), rate.unsigned_abs());
    if rate >> DIVISOR_BITS != 0 {
        return Err(LiquidationError::Overflow);
    }
    let (part, rest) = digits(amount, rate);
    // Below one, as the amount is below the rate.
    Ok(Wad::from_wei(part.saturating_add(u128::from(rest > 0))))
}

/// A part that is at most one.
pub(super) fn at_most_one(part: Wad) -> Result<Wad, LiquidationError> {
    if part > Wad::ONE {
        return Err(LiquidationError::PartOutOfRange);
    }
    Ok(part)
}

/// The first 18 decimals of a/b, and what is left, for a < b ≤ 2¹²⁴: the division of 256 bits would be nine kilobytes of
/// code.
#[inline(never)]
fn digits(a: u128, b: u128) -> (u128, u128) {
    let (mut rest, mut part) = (a, 0u128);
    // A number that the compiler does not know: unrolled, this is three kilobytes.
    for _ in 0..core::hint::black_box(18u32) {
        // Below 10·2¹²⁴.
        rest = rest.wrapping_mul(10);
        let digit = rest.checked_div(b).unwrap_or(0);
        rest = rest.wrapping_sub(digit.wrapping_mul(b));
        part = part.wrapping_mul(10).wrapping_add(digit);
    }
    (part, rest)
}
