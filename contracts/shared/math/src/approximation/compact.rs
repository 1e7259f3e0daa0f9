//! Polynomials of high degree, their coefficients in the code.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "Horner sums stay below 2⁶³ on the domain, as the fit guarantees"
)]

use super::{Approximation, Compact};
use crate::constants::{EXP2_COMPACT, MILLS, SQRT_2_Q63};
use crate::wide::{mul_high, mul_signed_high};

const LOW_32: u64 = 0xffff_ffff;

/// t₁ − t₂ from which the difference of two ratios loses no digits: 1/64.
const WIDE_GAP: u64 = 1 << 57;

impl Approximation for Compact {
    /// 2^f = 2^r or √2·2^r with r below a half.
    #[inline(always)]
    fn exp2_mantissa(fraction: u64) -> u64 {
        let upper_half = 0u64.wrapping_sub(fraction >> 63);
        let root = (1 << 63) + (upper_half & (SQRT_2_Q63 - (1 << 63)));
        let r = fraction & (u64::MAX >> 1);
        let (rh, rl) = (r >> 32, r & LOW_32);
        let step = |p: u64| (p >> 32) * rh + (((p >> 32) * rl) >> 32) + (((p & LOW_32) * rh) >> 32);
        // A factor of b bits may lose its product's lower half while b − 32 is less than the
        // powers of r, each below a half, that still follow.
        let mut p = EXP2_COMPACT[11];
        p = EXP2_COMPACT[10] + ((p * rh) >> 32);
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
        let (high, low) = halves_about_middle(t);
        let mut b = MILLS[26];
        macro_rules! horner {
            ($($k:literal)*) => { $(b = MILLS[$k] + mul_signed_high(b, high, low);)* };
        }
        horner!(25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0);
        ((b as u64) << 1) | 1 // the mean of the bit that is not known
    }

    #[inline(always)]
    fn scaled_mills_slope(t1: u64, t2: u64) -> Option<(u64, u64)> {
        if t1 - t2 >= WIDE_GAP {
            return None;
        }
        let ((xh, xl), (yh, yl)) = (halves_about_middle(t1), halves_about_middle(t2));
        let mut b = MILLS[26];
        let mut slope = b;
        macro_rules! horner {
            ($($k:literal)*) => { $(
                b = MILLS[$k] + mul_signed_high(b, xh, xl);
                slope = b + mul_signed_high(slope, yh, yl);
            )* };
        }
        horner!(25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1);
        b = MILLS[0] + mul_signed_high(b, xh, xl);
        Some((((b as u64) << 1) | 1, slope as u64))
    }
}

/// The halves of t − ½ with 64 fractional bits, for t with 63.
#[inline(always)]
const fn halves_about_middle(t: u64) -> (i64, i64) {
    let h = (t << 1).wrapping_sub(1 << 63) as i64;
    (h >> 32, h & LOW_32 as i64)
}
