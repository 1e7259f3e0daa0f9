//! Natural logarithms.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: the ranges are stated beside each step and hold on the domain"
)]

use crate::constants::{ATANH, LN_2_Q120, WAD_FLOAT};
use crate::float::recip_mantissa;
use crate::wide::{
    Normalised, double_if, join, mul_high, mul_high_coarse, negate_if, normalise, shift_right,
    shift_right_64, sign_mask, split,
};
use crate::{MathError, Q120, SignedWad, WAD, Wad};

const LOW_32: u64 = 0xffff_ffff;

/// Returns ln(numerator/denominator), relative error within 2e-19 even for ratios near one: the difference of the two
/// is taken exactly.
#[must_use]
#[inline(always)]
pub fn ln_ratio(numerator: Normalised, denominator: Normalised) -> Q120 {
    let (n32, d32) = (numerator.high >> 32, denominator.high >> 32);
    // Doubles the smaller mantissa where the quotient would leave [1/√2, √2].
    let double_d = u64::from((n32 * 46341) > (d32 << 16));
    let double_n = u64::from((d32 * 46341) > (n32 << 16));
    let n = double_if(join(numerator.high, numerator.low) >> 2, double_n);
    let d = double_if(join(denominator.high, denominator.low) >> 2, double_d);
    let powers = numerator.exponent - denominator.exponent + double_d as i32 - double_n as i32;
    let difference = n.wrapping_sub(d);
    let sign = sign_mask(difference);
    let magnitude = atanh_doubled(negate_if(difference, sign), n + d);
    Q120::from_raw(negate_if(magnitude, sign).wrapping_add(times_ln_2(powers)) as i128)
}

/// Does the same as [`ln_ratio`], through a function that is called and not copied: a program that needs many
/// logarithms contains its code once.
#[must_use]
#[inline(always)]
pub fn ln_ratio_called(numerator: Normalised, denominator: Normalised) -> Q120 {
    ln_words(
        numerator.high,
        numerator.low,
        numerator.exponent,
        denominator.high,
        denominator.low,
        denominator.exponent,
    )
}

/// Computes [`ln_ratio`] on words, which are passed in locals; a structure would go through memory.
#[inline(never)]
fn ln_words(nh: u64, nl: u64, ne: i32, dh: u64, dl: u64, de: i32) -> Q120 {
    let normalised = |high, low, exponent| Normalised {
        high,
        low,
        exponent,
    };
    ln_ratio(normalised(nh, nl, ne), normalised(dh, dl, de))
}

/// Returns 2·atanh(n/d) with 120 fractional bits, for n/d ≤ 0.1716.
#[inline(always)]
fn atanh_doubled(n: u128, d: u128) -> u128 {
    let (dh, dl) = split(d);
    let shift = dh.leading_zeros(); // 0 or 1
    let dm = (dh << shift) | ((dl >> 1) >> (63 - shift));
    let n = normalise(n);
    // z = n/d = zm·2^(ze − 63)
    let zm = mul_high(n.high, recip_mantissa(dm));
    let ze = n.exponent - 127 + shift as i32; // −2 at most
    let z2 = shift_right_64(zm, (-(ze + 2)) as u32); // 2z, 64 fractional bits
    let y = mul_high_coarse(z2, z2) << 2; // 16z²
    let (yh, yl) = (y >> 32, y & LOW_32);
    let step = |p: u64| (p >> 32) * yh + (((p >> 32) * yl) >> 32) + (((p & LOW_32) * yh) >> 32);
    let mut p = ATANH[8];
    p = ATANH[7] + ((p * yh) >> 32);
    p = ATANH[6] + ((p * yh) >> 32);
    p = ATANH[5] + (((p >> 8) * yh) >> 24);
    p = ATANH[4] + step(p);
    p = ATANH[3] + step(p);
    p = ATANH[2] + step(p);
    p = ATANH[1] + step(p);
    p = ATANH[0] + step(p);
    let series = (zm >> 1) + (mul_high_coarse(zm, step(p)) >> 5);
    let (high, low) = shift_right(series, 0, (5 - ze) as u32);
    join(high, low)
}

/// Returns powers·ln 2 with 120 fractional bits, in two's complement, for |powers| < 256.
#[inline(always)]
fn times_ln_2(powers: i32) -> u128 {
    const LOW_40: u128 = (1 << 40) - 1;
    const LOW: i64 = (LN_2_Q120 & LOW_40) as i64;
    const MIDDLE: i64 = ((LN_2_Q120 >> 40) & LOW_40) as i64;
    const HIGH: i64 = (LN_2_Q120 >> 80) as i64;
    let powers = i64::from(powers);
    let [low, middle, high] = [LOW, MIDDLE, HIGH].map(|part| i128::from(powers * part));
    low.wrapping_add(middle << 40).wrapping_add(high << 80) as u128
}

/// Returns ln x to the nearest wei.
///
/// # Errors
/// [`MathError::LogarithmOfZero`] for zero.
#[inline(always)]
pub fn ln_wad(x: Wad) -> Result<SignedWad, MathError> {
    if x == Wad::ZERO {
        return Err(MathError::LogarithmOfZero);
    }
    let ln = ln_ratio(normalise(x.wei()), normalise(WAD));
    let wei = ln.magnitude().mul(WAD_FLOAT).to_u128_nearest();
    Ok(SignedWad::from_wei(
        negate_if(wei, sign_mask(ln.raw() as u128)) as i128,
    ))
}
