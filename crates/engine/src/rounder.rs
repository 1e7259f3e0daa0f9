//! Rounds floats to integers.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "exponents stay within a few hundred"
)]

use math::wide::negate_if;
use math::{Float, SignedWad, Wad};

use crate::PricingError;
use crate::real::Real;

/// Rounds floats to wei and remembers whether one of them did not fit.
#[derive(Debug)]
pub(crate) struct Rounder {
    /// Its top bit is set when an exponent was too large.
    sticky: i32,
}

impl Rounder {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self { sticky: 0 }
    }

    /// Returns the nearest integer.
    #[inline(always)]
    pub(crate) const fn integer(&mut self, v: Float) -> u128 {
        self.sticky |= 125 - v.exponent;
        v.to_u128_nearest()
    }

    /// Returns the nearest wei of a number in wei.
    #[inline(always)]
    pub(crate) const fn wad(&mut self, v: Float) -> Wad {
        Wad::from_wei(self.integer(v))
    }

    /// Returns the nearest wei of a signed number in wei.
    #[inline(always)]
    pub(crate) const fn signed(&mut self, v: Real) -> SignedWad {
        let mask = 0u64.wrapping_sub(v.negative as u64);
        SignedWad::from_wei(negate_if(self.integer(v.magnitude), mask) as i128)
    }

    /// Does the same as [`Self::signed`], as a function that is called and not copied: see [`crate::real::Small`].
    #[inline(never)]
    pub(crate) const fn signed_called(&mut self, v: Real) -> SignedWad {
        self.signed(v)
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
