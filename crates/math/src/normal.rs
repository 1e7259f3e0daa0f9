//! The standard normal distribution: density, probability and quantile.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: arguments are at most 38, with 64 fractional bits"
)]

use crate::constants::{INV_SQRT_TWO_PI, PER_WAD_HIGH, PER_WAD_LOW, SQRT_TWO_PI, WAD_FLOAT};
use crate::exponential::{exp_neg, scale};
use crate::mills::{coordinate, ratio};
use crate::root::sqrt_float;
use crate::wide::{Normalised, mul_high, normalise, split};
use crate::{Approximation, Float, MathError, SignedWad, WAD, Wad, ln_ratio};

/// The size of x from which the lower tail is zero in every format: 38 in wei.
const TAIL_END: u128 = 38 * WAD;

/// Returns |x| with 64 fractional bits, for |x| ≤ 38.
#[inline(always)]
fn fixed_magnitude(x: SignedWad) -> u128 {
    scale(x.wei().unsigned_abs(), PER_WAD_HIGH, PER_WAD_LOW)
}

/// Returns a²/2 with 64 fractional bits, for 0 ≤ a < 2³² with 64 fractional bits.
#[must_use]
#[inline(always)]
pub fn half_square(a: u128) -> u128 {
    // A 48-bit split, which LLVM does not recognise as a wide multiplication.
    const LOW_48: u64 = (1 << 48) - 1;
    let (high, low) = split(a);
    (u128::from(high * high) << 63)
        + u128::from(high * (low & LOW_48))
        + (u128::from(high * (low >> 48)) << 48)
        + u128::from(mul_high(low, low) >> 1)
}

/// Returns Φ(−|x|) as a float; zero beyond |x| = 38.
///
/// Relative error within 5e-17, growing with x² from 4e-19 at the middle.
#[must_use]
#[inline(always)]
pub fn lower_tail<A: Approximation>(x: SignedWad) -> Float {
    if x.wei().unsigned_abs() > TAIL_END {
        return Float::ZERO;
    }
    let z = fixed_magnitude(x);
    let gauss = exp_neg::<A>(half_square(z));
    gauss.mul(Float::normalised(ratio::<A>(coordinate(z)), 0))
}

/// Returns Φ(x), the probability of a standard normal number below x, to the nearest wei.
///
/// Domain: everything. Absolute error within 1.1e-18 with [`crate::Tabled`], 1.2e-18 with
/// [`crate::Compact`], the rounding included.
#[must_use]
#[inline(always)]
pub fn cdf_wad<A: Approximation>(x: SignedWad) -> Wad {
    let tail = lower_tail::<A>(x).mul(WAD_FLOAT).to_u128_nearest();
    Wad::from_wei(if x.wei() < 0 { tail } else { WAD - tail })
}

/// Returns φ(x), the density, to the nearest wei; absolute error within 1.1e-18, the rounding included.
#[must_use]
#[inline(always)]
pub fn pdf_wad<A: Approximation>(x: SignedWad) -> Wad {
    if x.wei().unsigned_abs() > TAIL_END {
        return Wad::ZERO;
    }
    let gauss = exp_neg::<A>(half_square(fixed_magnitude(x)));
    Wad::from_wei(gauss.mul(INV_SQRT_TWO_PI).mul(WAD_FLOAT).to_u128_nearest())
}

/// Returns the quantile: the x with Φ(x) = p, for p strictly between 0 and 1.
///
/// Error within 1 wei + 1e-18: a rational guess, then two Halley steps on ln Φ, each of which
/// triples the number of right digits.
///
/// # Errors
/// [`MathError::ProbabilityOutOfRange`] for 0, and for 1 and more.
pub fn quantile_wad<A: Approximation>(p: Wad) -> Result<SignedWad, MathError> {
    if p == Wad::ZERO || p >= Wad::ONE {
        return Err(MathError::ProbabilityOutOfRange);
    }
    let upper = WAD - p.wei();
    let lower_half = p.wei() <= upper;
    let tail = normalise(if lower_half { p.wei() } else { upper });
    let mut z = quantile_guess(tail) << (64 - GUESS_BITS);
    z = halley::<A>(z, tail);
    z = halley::<A>(z, tail);
    // 10¹⁸/2⁶⁴ as a float keeps all of z's 63 bits or so.
    let magnitude = Float::from_u128(z.unsigned_abs()).scale(-64).mul(WAD_FLOAT);
    let wei = magnitude.to_u128_nearest() as i128;
    Ok(SignedWad::from_wei(if lower_half == (z > 0) {
        -wei
    } else {
        wei
    }))
}

/// Fractional bits of the guess.
const GUESS_BITS: u32 = 28;

/// Returns roughly −Φ⁻¹(p) for a tail p ≤ ½ in wei, within 3e-3, with [`GUESS_BITS`] fractional bits: formula 26.2.22
/// of Abramowitz and Stegun.
fn quantile_guess(tail: Normalised) -> i128 {
    let log = ln_ratio(normalise(WAD), tail).raw(); // −ln p > 0
    // √(−2 ln p), of a logarithm with 56 fractional bits
    let t = i128::from(
        sqrt_float((log >> 63) as u64)
            .scale(-28)
            .to_fixed(GUESS_BITS as i32),
    );
    let times = |a: i128, b: i128| (a * b) >> GUESS_BITS;
    let numerator = 619_422_867 + times(72_641_318, t);
    let denominator = (1 << GUESS_BITS) + times(266_365_818 + times(12_028_592, t), t);
    (t - (numerator << GUESS_BITS) / denominator).max(0)
}

/// Takes one step towards Φ(−z) = tail, for z with 64 fractional bits.
///
/// With R = Φ(−z)/φ(z) and g = ln(Φ(−z)/tail) the Halley step is R·g/(1 − g·(z·R − 1)/2).
fn halley<A: Approximation>(z: i128, tail: Normalised) -> i128 {
    let magnitude = z.unsigned_abs();
    let r = ratio::<A>(coordinate(magnitude));
    let gauss = exp_neg::<A>(half_square(magnitude));
    let probability = gauss.mul(Float::normalised(r, 0)).mul(WAD_FLOAT);
    let here = Normalised {
        high: probability.mantissa,
        low: 0,
        exponent: probability.exponent,
    };
    let g = ln_ratio(here, tail).raw() >> 56; // 64 fractional bits
    let mills = Float::normalised(r, 0)
        .mul(SQRT_TWO_PI)
        .scale(60)
        .to_u128_nearest() as i128;
    let product = ((z >> 8) * mills) >> 52; // z·R, 64 fractional bits
    let slope = ((g >> 32) * ((product - (1 << 64)) >> 32)) >> 1;
    let step = (g * mills) >> 60;
    // Never below zero, where |z| would mean another number.
    (z + step + (((step >> 20) * (slope >> 20)) >> 24)).max(0)
}
