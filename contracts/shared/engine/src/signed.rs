//! Floats with a sign, and their way back to integers.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "exponents stay within a few hundred, and the sum has two bits of room"
)]

use math::wide::{at_most_126, join, negate_if, shift_right, sign_mask};
use math::{Float, SignedWad, Wad};

use crate::PricingError;

/// A float and its sign.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed {
    pub(crate) magnitude: Float,
    pub(crate) negative: bool,
}

impl Signed {
    #[inline(always)]
    pub(crate) const fn new(magnitude: Float, negative: bool) -> Self {
        Self {
            magnitude,
            negative,
        }
    }

    /// Of a two's complement number with 64 fractional bits, truncated to 64 significant ones.
    #[inline(always)]
    pub(crate) const fn from_q64(v: i128) -> Self {
        let sign = sign_mask(v as u128);
        Self::new(
            Float::from_u128(negate_if(v as u128, sign)).scale(-64),
            sign != 0,
        )
    }

    #[inline(always)]
    pub(crate) const fn mul(self, other: Self) -> Self {
        Self::new(
            self.magnitude.mul(other.magnitude),
            self.negative != other.negative,
        )
    }

    #[inline(always)]
    pub(crate) const fn times(self, factor: Float) -> Self {
        Self::new(self.magnitude.mul(factor), self.negative)
    }

    #[inline(always)]
    pub(crate) const fn negated(self) -> Self {
        Self::new(self.magnitude, !self.negative)
    }

    /// self + other, exact to 2⁻⁶³ of the larger of the two.
    pub(crate) const fn plus(self, other: Self) -> Self {
        if self.magnitude.is_zero() {
            return other;
        }
        if other.magnitude.is_zero() {
            return self;
        }
        let smaller_first = self.magnitude.exponent < other.magnitude.exponent;
        let (large, small) = if smaller_first {
            (other, self)
        } else {
            (self, other)
        };
        let exponent = large.magnitude.exponent;
        let gap = at_most_126(exponent - small.magnitude.exponent);
        let (high, low) = shift_right(small.magnitude.mantissa, 0, gap);
        // Two bits of room above, 62 more of fraction below.
        let base = join(large.magnitude.mantissa, 0) >> 2;
        let rest = join(high, low) >> 2;
        if large.negative == small.negative {
            return Self::new(
                Float::from_u128(base + rest).scale(exponent - 125),
                large.negative,
            );
        }
        let difference = base.wrapping_sub(rest);
        let sign = sign_mask(difference);
        let magnitude = Float::from_u128(negate_if(difference, sign)).scale(exponent - 125);
        Self::new(magnitude, large.negative != (sign != 0))
    }
}

/// Rounds floats to wei and remembers whether one of them did not fit.
#[derive(Debug)]
pub(crate) struct Rounder {
    /// Its top bit is set once an exponent was too large.
    sticky: i32,
}

impl Rounder {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self { sticky: 0 }
    }

    /// The nearest integer.
    #[inline(always)]
    pub(crate) const fn integer(&mut self, v: Float) -> u128 {
        self.sticky |= 125 - v.exponent;
        v.to_u128_nearest()
    }

    /// The nearest wei of a number in wei.
    #[inline(always)]
    pub(crate) const fn wad(&mut self, v: Float) -> Wad {
        Wad::from_wei(self.integer(v))
    }

    /// The nearest wei of a signed number in wei.
    #[inline(always)]
    pub(crate) const fn signed(&mut self, v: Signed) -> SignedWad {
        let mask = 0u64.wrapping_sub(v.negative as u64);
        SignedWad::from_wei(negate_if(self.integer(v.magnitude), mask) as i128)
    }

    /// # Errors
    /// [`PricingError::GreekOutOfRange`] if a number did not fit.
    #[inline(always)]
    pub(crate) const fn finish<T: Copy>(self, value: T) -> Result<T, PricingError> {
        if self.sticky < 0 {
            Err(PricingError::GreekOutOfRange)
        } else {
            Ok(value)
        }
    }
}
