//! Signed fixed point with 120 fractional bits, for logarithms that are added.

use crate::Float;
use crate::wide::{negate_if, sign_mask};

/// A number in [−128, 128) with 120 fractional bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Q120(i128);

impl Q120 {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// Returns the number with these bits.
    #[must_use]
    #[inline(always)]
    pub const fn from_raw(raw: i128) -> Self {
        Self(raw)
    }

    /// Returns the number times 2¹²⁰.
    #[must_use]
    #[inline(always)]
    pub const fn raw(self) -> i128 {
        self.0
    }

    /// Returns self + other; the caller keeps the sum within ±128.
    #[must_use]
    #[inline(always)]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// Returns whether the number is above zero.
    #[must_use]
    #[inline(always)]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Returns |self|, truncated to 64 significant bits; [`Float::mantissa`] is 0 for zero.
    #[must_use]
    #[inline(always)]
    pub const fn magnitude(self) -> Float {
        let bits = self.0 as u128;
        Float::from_u128(negate_if(bits, sign_mask(bits))).scale(-120)
    }
}
