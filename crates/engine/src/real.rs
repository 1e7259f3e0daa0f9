//! Software floats with a sign, which can be added.
//!
//! [`Float`] has neither, because prices never need them. The error of every operation is below 2⁻⁶¹ of the larger
//! operand.

use math::root::sqrt_float;
use math::wide::{negate_if, sign_mask};
use math::{Float, SignedWad, Wad};

use crate::constants::INV_WAD;

/// A [`Float`] with a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Real {
    /// Whether the number is below zero.
    pub negative: bool,
    /// The magnitude.
    pub magnitude: Float,
}

/// Operations of [`Float`] as functions that are called and not copied: for code that runs once where a price runs
/// many times. A call costs 1 gas, a copy 50 bytes of a contract's code.
pub(crate) trait Small: Sized {
    /// Returns self·other.
    fn by(self, other: Self) -> Self;
    /// Returns 1/self for a value that is not zero.
    fn inverse(self) -> Self;
    /// Returns self/other for a divisor that is not zero.
    fn over(self, other: Self) -> Self;
    /// Returns the nearest integer of a value below 2¹²⁷.
    fn nearest(self) -> u128;
}

impl Small for Float {
    #[inline(never)]
    fn by(self, other: Self) -> Self {
        self.mul(other)
    }

    #[inline(never)]
    fn inverse(self) -> Self {
        self.recip()
    }

    fn over(self, other: Self) -> Self {
        self.by(other.inverse())
    }

    #[inline(never)]
    fn nearest(self) -> u128 {
        self.to_u128_nearest()
    }
}

/// Converts `wad` to a float.
#[must_use]
#[inline(never)]
pub(crate) const fn float_of(wad: Wad) -> Float {
    Float::from_u128(wad.wei()).mul(INV_WAD)
}

/// Returns a < b.
#[must_use]
#[inline(never)]
pub(crate) const fn less(a: Float, b: Float) -> bool {
    if a.is_zero() || b.is_zero() {
        return a.is_zero() && !b.is_zero();
    }
    a.exponent < b.exponent || (a.exponent == b.exponent && a.mantissa < b.mantissa)
}

/// Returns a + b.
#[must_use]
#[inline(never)]
pub(crate) fn sum(a: Float, b: Float) -> Float {
    let (small, large) = if less(a, b) { (a, b) } else { (b, a) };
    let gap = large.exponent.wrapping_sub(small.exponent);
    if small.is_zero() || gap > 62 {
        return large;
    }
    // Both halves are below 2⁶³, so their sum fits.
    let mantissa = (large.mantissa >> 1).wrapping_add((small.mantissa >> 1) >> gap);
    Float::normalised(mantissa, large.exponent.wrapping_add(1))
}

/// Returns |a − b|.
#[must_use]
#[inline(never)]
pub(crate) fn distance(a: Float, b: Float) -> Float {
    let (small, large) = if less(a, b) { (a, b) } else { (b, a) };
    let gap = large.exponent.wrapping_sub(small.exponent);
    if small.is_zero() || gap > 63 {
        return large;
    }
    let mantissa = large.mantissa.wrapping_sub(small.mantissa >> gap);
    if mantissa == 0 {
        Float::ZERO
    } else {
        Float::normalised(mantissa, large.exponent)
    }
}

/// Returns √x.
#[must_use]
#[inline(never)]
pub(crate) fn square_root(x: Float) -> Float {
    if x.is_zero() {
        return x;
    }
    // The value is mantissa·2^power; an odd power lends a bit to the mantissa.
    let power = x.exponent.wrapping_sub(63);
    let odd = power & 1;
    sqrt_float(x.mantissa >> odd).scale(power.wrapping_add(odd) >> 1)
}

impl Real {
    /// Zero.
    pub const ZERO: Self = Self {
        negative: false,
        magnitude: Float::ZERO,
    };

    /// Returns the number with this sign and magnitude.
    #[must_use]
    #[inline(always)]
    pub const fn new(negative: bool, magnitude: Float) -> Self {
        Self {
            negative,
            magnitude,
        }
    }

    /// Converts a two's complement number with 64 fractional bits, truncated to 64 significant ones.
    #[must_use]
    #[inline(always)]
    pub const fn from_q64(v: i128) -> Self {
        let sign = sign_mask(v as u128);
        let magnitude = Float::from_u128(negate_if(v as u128, sign));
        Self::new(
            sign != 0,
            Float::new(magnitude.mantissa, magnitude.exponent.wrapping_sub(64)),
        )
    }

    /// Returns a number that is not negative.
    #[must_use]
    pub const fn positive(magnitude: Float) -> Self {
        Self {
            negative: false,
            magnitude,
        }
    }

    /// Converts `wad` to a real.
    #[must_use]
    pub const fn of(wad: SignedWad) -> Self {
        let wei = wad.wei();
        Self::new(wei < 0, float_of(Wad::from_wei(wei.unsigned_abs())))
    }

    /// Returns −self.
    #[must_use]
    #[inline(always)]
    pub const fn negated(self) -> Self {
        Self::new(!self.negative, self.magnitude)
    }

    /// Returns self + other.
    #[must_use]
    #[inline(never)]
    pub fn plus(self, other: Self) -> Self {
        if self.negative == other.negative {
            return Self::new(self.negative, sum(self.magnitude, other.magnitude));
        }
        let larger = if less(self.magnitude, other.magnitude) {
            other
        } else {
            self
        };
        let magnitude = distance(self.magnitude, other.magnitude);
        Self::new(larger.negative && !magnitude.is_zero(), magnitude)
    }

    /// Returns self − other.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    /// Returns self·other.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self::new(
            self.negative != other.negative,
            self.magnitude.by(other.magnitude),
        )
    }

    /// Returns self·factor.
    #[must_use]
    pub fn scaled(self, factor: Float) -> Self {
        Self::new(self.negative, self.magnitude.by(factor))
    }

    /// Does the same as [`Self::times`], copied into its caller.
    #[must_use]
    #[inline(always)]
    pub(crate) const fn mul(self, other: Self) -> Self {
        Self::new(
            self.negative != other.negative,
            self.magnitude.mul(other.magnitude),
        )
    }

    /// Does the same as [`Self::scaled`], copied into its caller.
    #[must_use]
    #[inline(always)]
    pub(crate) const fn mul_float(self, factor: Float) -> Self {
        Self::new(self.negative, self.magnitude.mul(factor))
    }

    /// Returns self².
    #[must_use]
    pub fn square(self) -> Float {
        self.magnitude.by(self.magnitude)
    }

    /// Returns whether the number exceeds `bound`.
    #[must_use]
    pub fn exceeds(self, bound: Float) -> bool {
        !self.negative && less(bound, self.magnitude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real(wei: i128) -> Real {
        Real::of(SignedWad::from_wei(wei))
    }

    fn approx(x: Real) -> f64 {
        #[allow(
            clippy::cast_precision_loss,
            reason = "the tests compare to ten digits"
        )]
        let m = x.magnitude.mantissa as f64 * 2f64.powi(x.magnitude.exponent.wrapping_sub(63));
        if x.negative { -m } else { m }
    }

    fn assert_near(x: Real, expected: f64) {
        assert!(
            (approx(x) - expected).abs() <= 1e-15 * (1.0 + expected.abs()),
            "{x:?} {expected}"
        );
    }

    const ONE: i128 = 1_000_000_000_000_000_000;

    #[test]
    fn adds_numbers_of_either_sign() {
        assert_near(real(3 * ONE).plus(real(-ONE / 2)), 2.5);
        assert_near(real(-3 * ONE).plus(real(ONE / 2)), -2.5);
        assert_near(real(-3 * ONE).minus(real(ONE / 2)), -3.5);
        assert_near(real(ONE).minus(real(ONE)), 0.0);
        assert_near(real(ONE).plus(Real::ZERO), 1.0);
        assert_near(Real::ZERO.minus(real(ONE)), -1.0);
    }

    #[test]
    fn a_difference_of_equals_has_no_sign() {
        assert_eq!(real(7).minus(real(7)), Real::ZERO);
        assert!(!real(-7).plus(real(7)).negative);
    }

    #[test]
    fn the_larger_wins_over_one_beyond_its_precision() {
        let tiny = Real::positive(Float::new(1 << 63, -200));
        assert_eq!(real(ONE).plus(tiny), real(ONE));
        assert_eq!(tiny.minus(real(ONE)), real(-ONE));
    }

    #[test]
    fn takes_roots_of_even_and_odd_powers() {
        for wei in [ONE, 2 * ONE, 4 * ONE, ONE / 2, ONE / 3, 1, 5_000] {
            let x = real(wei);
            let root = Real::positive(square_root(x.magnitude));
            assert_near(root.times(root), approx(x));
        }
        assert!(square_root(Float::ZERO).is_zero());
    }
}
