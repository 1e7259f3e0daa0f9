//! The Mills ratio R(z) = Φ(−z)/φ(z), from which the tails of the normal distribution are built.
//!
//! With t = 4.75/(z + 5), R(z) = √2π·t·G(t), where G is smooth on (0, 1], z ≥ −0.25. The caller chooses how G (and
//! 2^x) is approximated: see [`Approximation`].
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: t is below 1, and every product of two fractions is too"
)]

use crate::constants::INV_MILLS_NUMERATOR;
use crate::float::recip_mantissa;
use crate::wide::{at_most_126, mul_high, shift_right_64, split};
use crate::{Approximation, Float};

/// Returns t = 4.75/(z + 5) with 63 fractional bits, for z ≥ −0.25 with 64 fractional bits.
#[must_use]
#[inline(always)]
pub fn coordinate(z: u128) -> u64 {
    let (high, low) = split(z);
    let high = high.wrapping_add(5);
    let shift = high.leading_zeros(); // 58 to 61 on the domain
    let mantissa = (high << shift) | (low >> (64 - shift));
    let r = recip_mantissa(mantissa);
    // 4.75/8 = 19/32, with one floor: near zero a unit of t is five of z.
    ((r >> 5) * 19 + (((r & 31) * 19) >> 5)) >> (61 - shift)
}

/// Returns R(z)/√2π with 63 fractional bits, from the [`coordinate`] of z.
#[must_use]
#[inline(always)]
pub fn ratio<A: Approximation>(t: u64) -> u64 {
    mul_high(A::scaled_mills(t) << 1, t)
}

/// Does the same as [`ratio`], as a function that is called and not copied: for ratios that are seldom needed.
#[must_use]
#[inline(never)]
pub fn ratio_called<A: Approximation>(t: u64) -> u64 {
    ratio::<A>(t)
}

/// R(z₁)/√2π and R(z₂)/√2π with 63 fractional bits, and their difference as a float that
/// keeps its relative accuracy however close the arguments are.
#[derive(Clone, Copy, Debug)]
pub struct RatioPair {
    /// R(z₁)/√2π, 63 fractional bits.
    pub first: u64,
    /// R(z₂)/√2π, 63 fractional bits.
    pub second: u64,
    /// (R(z₁) − R(z₂))/√2π.
    pub difference: Float,
}

/// Returns the ratios at two coordinates t₁ ≥ t₂ whose arguments are z₂ − z₁ = `gap` apart.
///
/// Close arguments go through the divided difference. All of its terms are positive, so nothing cancels.
#[must_use]
#[inline(always)]
pub fn ratio_pair<A: Approximation>(t1: u64, t2: u64, gap: Float) -> RatioPair {
    let Some((g, slope)) = A::scaled_mills_slope(t1, t2) else {
        let (first, second) = (ratio_called::<A>(t1), ratio_called::<A>(t2));
        let difference = Float::normalised(first - second, 0);
        return RatioPair {
            first,
            second,
            difference,
        };
    };
    // t₁G₁ − t₂G₂ = (t₁ − t₂)·(G₁ + t₂·slope) and t₁ − t₂ = t₁·t₂·gap/4.75.
    let bracket = (g >> 1) + mul_high(t2, slope << 1); // 62 fractional bits
    let product = Float::normalised(mul_high(t1, t2), 1);
    let difference = product
        .mul(Float::normalised(bracket, 1))
        .mul(gap.mul(INV_MILLS_NUMERATOR));
    let first = mul_high(g << 1, t1);
    let down = at_most_126(-difference.exponent);
    let second = first - shift_right_64(difference.mantissa, down);
    RatioPair {
        first,
        second,
        difference,
    }
}
