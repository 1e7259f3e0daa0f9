//! A software float: 64-bit mantissa, 32-bit exponent, no sign, no special values.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "exponents stay within a few hundred; mantissa products are of 32-bit halves"
)]

use crate::wide::{Normalised, join, normalise, shift_right};

/// A number mantissa·2^(exponent − 63), with the top bit of the mantissa set; or zero, with mantissa 0.
///
/// One multiplication costs about 4,000 ink and has a relative error below 2⁻⁶³.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Float {
    /// In [2⁶³, 2⁶⁴), or 0 for zero.
    pub mantissa: u64,
    /// ⌊log₂ value⌋.
    pub exponent: i32,
}

const LOW_32: u64 = 0xffff_ffff;

impl Float {
    /// Zero. The exponent is so low that products with it round to nothing.
    pub const ZERO: Self = Self {
        mantissa: 0,
        exponent: -1000,
    };

    /// One.
    pub const ONE: Self = Self {
        mantissa: 1 << 63,
        exponent: 0,
    };

    /// Returns a float from its parts; the mantissa must have its top bit set.
    #[must_use]
    #[inline(always)]
    pub const fn new(mantissa: u64, exponent: i32) -> Self {
        Self { mantissa, exponent }
    }

    /// Returns `mantissa`·2^(`exponent` − 63) for any mantissa.
    #[must_use]
    #[inline(always)]
    pub const fn normalised(mantissa: u64, exponent: i32) -> Self {
        let shift = mantissa.leading_zeros();
        Self {
            mantissa: mantissa << (shift & 63),
            exponent: exponent - shift as i32,
        }
    }

    /// Converts an integer, exactly.
    #[must_use]
    #[inline(always)]
    pub const fn from_u64(v: u64) -> Self {
        Self::normalised(v, 63)
    }

    /// Converts an integer, truncated to 64 bits: relative error in (−2⁻⁶³, 0].
    #[must_use]
    #[inline(always)]
    pub const fn from_u128(v: u128) -> Self {
        let Normalised { high, exponent, .. } = normalise(v);
        Self {
            mantissa: high,
            exponent,
        }
    }

    /// Returns whether the value is zero.
    #[must_use]
    #[inline(always)]
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Returns self·2^`power`, exact.
    #[must_use]
    #[inline(always)]
    pub const fn scale(self, power: i32) -> Self {
        Self {
            mantissa: self.mantissa,
            exponent: self.exponent + power,
        }
    }

    /// Returns self·other, relative error in (−2⁻⁶³, 0].
    #[must_use]
    #[inline(always)]
    pub const fn mul(self, other: Self) -> Self {
        let (a1, a0) = (self.mantissa >> 32, self.mantissa & LOW_32);
        let (b1, b0) = (other.mantissa >> 32, other.mantissa & LOW_32);
        let (p, q) = (a1 * b0, a0 * b1);
        let middle = (p & LOW_32) + (q & LOW_32);
        let high = a1 * b1 + (p >> 32) + (q >> 32) + (middle >> 32);
        // 0 or 1; counted, because a test becomes a `select`. The low half of the middle is below `high`; its top bit
        // moves up with it.
        let shift = high.leading_zeros();
        let below = (middle & LOW_32) >> (32u32.wrapping_sub(shift) & 63);
        Self {
            mantissa: (high << (shift & 63)) | below,
            exponent: self.exponent + other.exponent + 1 - shift as i32,
        }
    }

    /// Returns 1/self for a value that is not zero; relative error within 2⁻⁶².
    #[must_use]
    #[inline(always)]
    pub const fn recip(self) -> Self {
        Self {
            mantissa: recip_mantissa(self.mantissa) | (1 << 63),
            exponent: -self.exponent - 1,
        }
    }

    /// Returns self/other for a divisor that is not zero; relative error within 2⁻⁶¹.
    #[must_use]
    #[inline(always)]
    pub const fn div(self, other: Self) -> Self {
        self.mul(other.recip())
    }

    /// Returns the nearest integer, halves up. It has no meaning unless the value is below 2¹²⁶: check
    /// [`Self::fits_u126`].
    #[must_use]
    #[inline(always)]
    pub const fn to_u128_nearest(self) -> u128 {
        // Nothing is left below one half.
        let tiny = (self.exponent + 1) >> 31;
        let mantissa = self.mantissa & !(tiny as i64 as u64);
        let shift = 125i32.wrapping_sub(self.exponent) as u32 & 127;
        let (high, low) = shift_right(mantissa >> 1, mantissa << 63, shift);
        (join(high, low) >> 1) + (low & 1) as u128
    }

    /// Returns whether the value is below 2¹²⁶, so that its integer fits an `i128`.
    #[must_use]
    #[inline(always)]
    pub const fn fits_u126(self) -> bool {
        self.exponent <= 125
    }

    /// Truncates to a fixed-point number with `fraction` fractional bits; the result must fit
    /// 63 bits.
    #[must_use]
    #[inline(always)]
    pub const fn to_fixed(self, fraction: i32) -> i64 {
        let shift = 63 - self.exponent - fraction;
        if shift > 63 {
            0
        } else {
            (self.mantissa >> shift) as i64
        }
    }
}

/// Returns 2¹²⁷/m for m in [2⁶³, 2⁶⁴), in [2⁶³, 2⁶⁴ − 1]; within two units.
///
/// A 32-bit seed from one division, then one Newton step that keeps the square of the seed's error.
#[must_use]
#[inline(always)]
pub(crate) const fn recip_mantissa(m: u64) -> u64 {
    let (high, low) = (m >> 32, m & LOW_32);
    let divisor = high + (low >> 31);
    // SAFETY: the top bit of `m` is set, so `high` is at least 2³¹. Without this the compiler keeps the path that
    // panics.
    unsafe { core::hint::assert_unchecked(divisor != 0) };
    let seed = u64::MAX / divisor;
    let seed = seed + (1 - (seed >> 32));
    let product = high
        .wrapping_mul(seed)
        .wrapping_add(low + ((low * (seed & LOW_32)) >> 32));
    let error = 0u64.wrapping_sub(product) as i64; // (2⁹⁶ − m·seed)/2³², below 1.5·2³²
    let (half, quarter) = (error >> 1, error >> 2);
    // All parts are summed first, so that there is one floor, to the nearest.
    let correction = ((seed >> 2) as i64 * half)
        + (((seed & 3) as i64 * half) >> 2)
        + ((quarter * quarter) >> 30)
        + (1 << 29);
    let r = (seed << 31).wrapping_add((correction >> 30) as u64);
    r | ((r >> 62).wrapping_sub(1) as i64 >> 63) as u64 // saturates what wrapped at 2⁶⁴
}
