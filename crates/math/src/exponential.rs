//! e^x, as a float and as a WAD.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: the ranges are stated with each function"
)]

use crate::constants::{
    LOG2_E_MINUS_1_HIGH, LOG2_E_MINUS_1_LOW, LOG2_E_PER_WAD_HIGH, LOG2_E_PER_WAD_LOW, WAD_FLOAT,
};
use crate::wide::{join, mul_high, negate_if, sign_mask, split};
use crate::{Approximation, Float, MathError, SignedWad, Wad};

const LOW_48: u64 = (1 << 48) - 1;

/// Returns y·log₂e for y with 64 fractional bits, y < 2²⁰: y plus y·0.4427 with a constant of 96 bits.
#[inline(always)]
fn times_log2_e(y: u128) -> u128 {
    let (high, low) = split(y);
    let fraction = mul_high(low, LOG2_E_MINUS_1_HIGH) + ((high * LOG2_E_MINUS_1_LOW) >> 32);
    y + u128::from(high * (LOG2_E_MINUS_1_HIGH & LOW_48))
        + (u128::from(high * (LOG2_E_MINUS_1_HIGH >> 48)) << 48)
        + u128::from(fraction)
}

/// Returns 2^z for z with 64 fractional bits, in two's complement.
#[inline(always)]
fn exp2<A: Approximation>(z: u128) -> Float {
    let (whole, fraction) = split(z);
    Float::new(A::exp2_mantissa(fraction), whole as i32)
}

/// Returns e^y, or e^−y if `negative` is all ones and not zero, for y ≥ 0 with 64 fractional bits.
///
/// Domain: y < 2²⁰. Relative error within 2e-19 plus 2⁻⁶⁴ for the unit of y.
#[must_use]
#[inline(always)]
pub fn exp_signed<A: Approximation>(y: u128, negative: u64) -> Float {
    exp2::<A>(negate_if(times_log2_e(y), negative))
}

/// Returns e^−y for y ≥ 0 with 64 fractional bits. Domain and error as [`exp_signed`].
#[must_use]
#[inline(always)]
pub fn exp_neg<A: Approximation>(y: u128) -> Float {
    exp2::<A>(0u128.wrapping_sub(times_log2_e(y)))
}

/// The maximum exponent of [`exp_wad`]: e^46 is the last whole power below 2¹²⁷ wei.
pub const MAX_EXPONENT: SignedWad = SignedWad::from_wei(46_000_000_000_000_000_000);

/// The maximum size of an exponent that [`exp_float`] accepts: 135.
pub const MAX_EXPONENT_MAGNITUDE: SignedWad = SignedWad::from_wei(135_000_000_000_000_000_000);

/// Returns e^x as a float, for |x| ≤ 135. Relative error within 4e-19.
///
/// # Errors
/// [`MathError::ExponentTooLarge`] beyond that.
#[inline(always)]
pub fn exp_float<A: Approximation>(x: SignedWad) -> Result<Float, MathError> {
    if x.wei().unsigned_abs() > MAX_EXPONENT_MAGNITUDE.wei().unsigned_abs() {
        return Err(MathError::ExponentTooLarge);
    }
    let bits = x.wei() as u128;
    let sign = sign_mask(bits);
    let z = scale(
        negate_if(bits, sign),
        LOG2_E_PER_WAD_HIGH,
        LOG2_E_PER_WAD_LOW,
    );
    Ok(exp2::<A>(negate_if(z, sign)))
}

/// Returns e^x to the nearest wei, for x ≤ 46; relative error within 4e-19 beyond the rounding.
///
/// # Errors
/// [`MathError::ExponentTooLarge`] above 46.
#[inline(always)]
pub fn exp_wad<A: Approximation>(x: SignedWad) -> Result<Wad, MathError> {
    if x > MAX_EXPONENT {
        return Err(MathError::ExponentTooLarge);
    }
    // Below −135 the result is zero by 40 orders of magnitude.
    if x.wei() < -MAX_EXPONENT_MAGNITUDE.wei() {
        return Ok(Wad::ZERO);
    }
    let float = exp_float::<A>(x)?;
    Ok(Wad::from_wei(float.mul(WAD_FLOAT).to_u128_nearest()))
}

/// Returns ⌊u·(c1 + c2/2⁶⁴) / 2⁵⁶⌋ or a few less, for u < 2⁶⁸ and c1 < 2⁶¹: turns wei into 64 fractional bits.
#[inline(always)]
pub(crate) fn scale(u: u128, c1: u64, c2: u64) -> u128 {
    const LOW_32: u64 = 0xffff_ffff;
    const LOW_30: u64 = (1 << 30) - 1;
    let (high, low) = split(u);
    let (l1, l0) = (low >> 32, low & LOW_32);
    // A 30-bit split, which LLVM does not recognise as a wide multiplication.
    let (k1, k0) = (c1 >> 30, c1 & LOW_30);
    let product = (u128::from(l1 * k1) << 62)
        .wrapping_add(u128::from(l1 * k0) << 32)
        .wrapping_add(u128::from(l0 * k1) << 30)
        .wrapping_add(u128::from(l0 * k0))
        .wrapping_add(join(high.wrapping_mul(c1), 0))
        .wrapping_add(u128::from(mul_high(low, c2)))
        .wrapping_add(u128::from(high * (c2 >> 32)) << 32);
    product >> 56
}
