//! Polynomials of high degree, with their coefficients in the code.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "Horner sums stay below 2⁶³ on the domain, as the fit guarantees"
)]

use super::{Approximation, Compact};
use crate::constants::{EXP2_COMPACT, MILLS, SQRT_2_Q63};
use crate::wide::{mul_high, mul_signed_high};

const LOW_32: u64 = 0xffff_ffff;

/// A step of Horner's scheme with the whole variable.
macro_rules! long {
    ($b:expr, $high:expr, $low:expr) => {
        mul_signed_high($b, $high, $low)
    };
}

/// A step with the upper halves alone. It leaves out less than 2²³ of its 60 fractional bits. The powers of the
/// variable that still follow, 0.258¹³ at least, reduce that to a fifth of a unit.
macro_rules! short {
    ($b:expr, $high:expr, $low:expr) => {
        (($b >> SHORT) * $high) >> (32 - SHORT)
    };
}

/// The bits that a factor of a short step loses. It then has at most 32 left.
const SHORT: u32 = 23;

/// The gap t₁ − t₂ from which the difference of two ratios loses no digits: 1/64.
const WIDE_GAP: u64 = 1 << 57;

impl Approximation for Compact {
    /// Returns 2^f = 2^r or √2·2^r with r below a half.
    #[inline(always)]
    fn exp2_mantissa(fraction: u64) -> u64 {
        let upper_half = 0u64.wrapping_sub(fraction >> 63);
        let root = (1 << 63) + (upper_half & (SQRT_2_Q63 - (1 << 63)));
        let r = fraction & (u64::MAX >> 1);
        let (rh, rl) = (r >> 32, r & LOW_32);
        let step = |p: u64| (p >> 32) * rh + (((p >> 32) * rl) >> 32) + (((p & LOW_32) * rh) >> 32);
        // A factor of b bits may lose its product's lower half while b − 32 is less than the
        // powers of r, each below a half, that still follow.
        let mut p = EXP2_COMPACT[10];
        p = EXP2_COMPACT[9] + (((p >> 2) * rh) >> 30);
        p = EXP2_COMPACT[8] + (((p >> 6) * rh) >> 26);
        p = EXP2_COMPACT[7] + step(p);
        p = EXP2_COMPACT[6] + step(p);
        p = EXP2_COMPACT[5] + step(p);
        p = EXP2_COMPACT[4] + step(p);
        p = EXP2_COMPACT[3] + step(p);
        p = EXP2_COMPACT[2] + step(p);
        p = EXP2_COMPACT[1] + step(p);
        p = EXP2_COMPACT[0] + step(p);
        root + mul_high(root, mul_high(r, p))
    }

    #[inline(always)]
    fn scaled_mills(t: u64) -> u64 {
        let upper = upper_half(t);
        let (high, low) = halves(t, upper);
        let mut b = coefficient(18, upper);
        macro_rules! horner {
            ($step:ident $($k:literal)*) => { $(b = coefficient($k, upper) + $step!(b, high, low);)* };
        }
        horner!(short 17 16 15 14 13);
        horner!(long 12 11 10 9 8 7 6 5 4 3 2);
        b = coefficient(1, upper) + finer(b, high, low, 2);
        b = constant(upper) + finer(b, high, low, 1);
        b as u64
    }

    #[inline(always)]
    fn scaled_mills_slope(t1: u64, t2: u64) -> Option<(u64, u64)> {
        if t1 - t2 >= WIDE_GAP {
            return None;
        }
        let upper = upper_half((t1 >> 1) + (t2 >> 1));
        let ((xh, xl), (yh, yl)) = (halves(t1, upper), halves(t2, upper));
        let mut b = coefficient(18, upper);
        let mut slope = b;
        macro_rules! horner {
            ($step:ident $($k:literal)*) => { $(
                b = coefficient($k, upper) + $step!(b, xh, xl);
                slope = b + $step!(slope, yh, yl);
            )* };
        }
        horner!(short 17 16 15 14 13);
        horner!(long 12 11 10 9 8 7 6 5 4 3 2);
        b = coefficient(1, upper) + finer(b, xh, xl, 2);
        slope = b + finer(slope, yh, yl, 2);
        b = constant(upper) + finer(b, xh, xl, 1);
        Some((b as u64, slope as u64))
    }
}

/// Returns the constant coefficient with 63 fractional bits, less the one that the fit added for floors that [`finer`]
/// does not have.
#[inline(always)]
const fn constant(upper: i64) -> i64 {
    (coefficient(0, upper) << 1) - 1
}

/// Returns b·h with more bits than b has, so that the floors are smaller by as many bits.
#[inline(always)]
const fn finer(b: i64, high: i64, low: i64, bits: u32) -> i64 {
    let (bh, bl) = (b >> 32, b & LOW_32 as i64);
    let down = 32 - bits;
    ((bh * high) << bits) + ((bh * low) >> down) + ((bl * high) >> down)
}

/// Returns all ones for t above a half, else zero; t < 1 has 63 fractional bits.
#[inline(always)]
const fn upper_half(t: u64) -> i64 {
    (t << 1) as i64 >> 63
}

/// Returns the coefficient of the polynomial for this half of t, without a table and without a `select`.
#[inline(always)]
const fn coefficient(k: usize, upper: i64) -> i64 {
    MILLS[0][k] ^ (upper & (MILLS[0][k] ^ MILLS[1][k]))
}

/// Returns the halves of t minus the middle of its half, with 64 fractional bits, for t with 63.
#[inline(always)]
const fn halves(t: u64, upper: i64) -> (i64, i64) {
    let middle = (1u64 << 62).wrapping_add((upper as u64) << 63);
    let h = (t << 1).wrapping_sub(middle) as i64;
    (h >> 32, h & LOW_32 as i64)
}
