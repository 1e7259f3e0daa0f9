//! Sums of many values, rounded once.

use math::wide::{at_most_126, join, negate_if, shift_right};
use math::{Float, SignedWad};

/// Fractional bits of a sum, in wei.
const FRACTION: i32 = 16;

/// The maximum exponent of a term: 1,024 of them still fit 127 bits.
const MAX_EXPONENT: i32 = 99;

/// A signed sum in wei, with 16 fractional bits, and the joint error bound of its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Total {
    sum: i128,
    /// In units of 2⁻¹² wei. Each term adds the word above its lowest one, which stands for 2⁻⁶⁰ of the term, and one
    /// more.
    error: u64,
}

/// Whether every term fitted. Its top bit is set when one did not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fits(i32);

impl Fits {
    pub(crate) const fn all(self) -> bool {
        self.0 >= 0
    }
}

impl Total {
    /// Adds or subtracts a term in wei, and remembers in `fits` if it did not fit.
    #[inline(always)]
    pub(crate) const fn add(&mut self, wei: Float, negative: bool, fits: &mut Fits) {
        fits.0 |= MAX_EXPONENT.wrapping_sub(wei.exponent);
        // A term that fits is shifted by 12 or more. One of less than half a unit leaves 0 or 1.
        let shift = at_most_126(127i32.wrapping_sub(wei.exponent.wrapping_add(FRACTION)));
        let (high, low) = shift_right(wei.mantissa, 0, shift);
        let mask = 0u64.wrapping_sub(negative as u64);
        let term = negate_if(join(high, low), mask).cast_signed();
        self.sum = self.sum.wrapping_add(term);
        self.error = self.error.wrapping_add(high).wrapping_add(1);
    }

    /// Returns the sum, rounded against the holder of the book: at or below the true value.
    #[must_use]
    pub const fn against_holder(&self) -> SignedWad {
        SignedWad::from_wei(self.sum.wrapping_sub(self.error()) >> FRACTION)
    }

    /// Returns the sum, rounded in favour of the holder of the book: at or above the true value.
    #[must_use]
    pub const fn for_holder(&self) -> SignedWad {
        let max = self.sum.wrapping_add(self.error());
        SignedWad::from_wei((max.wrapping_neg() >> FRACTION).wrapping_neg())
    }

    /// Returns the joint error bound of the terms, in the unit of the sum: below 2⁶⁸, for 1,024 terms of less than
    /// 2¹¹⁶.
    const fn error(&self) -> i128 {
        (self.error as i128) << 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(terms: &[(u64, i32, bool)]) -> Total {
        let (mut total, mut fits) = (Total::default(), Fits::default());
        for &(mantissa, power, negative) in terms {
            let term = Float::normalised(mantissa, 63i32.wrapping_add(power));
            total.add(term, negative, &mut fits);
        }
        assert!(fits.all());
        total
    }

    #[test]
    fn rounds_to_either_side_of_the_sum() {
        let t = total(&[(1_000, 0, false), (3, -1, true)]);
        assert_eq!(t.against_holder().wei(), 998);
        assert_eq!(t.for_holder().wei(), 999);
        let t = total(&[(1_000, 0, true), (3, -1, false)]);
        assert_eq!(t.against_holder().wei(), -999);
        assert_eq!(t.for_holder().wei(), -998);
    }

    #[test]
    fn allows_for_the_error_of_its_terms() {
        let t = total(&[(1, 80, false), (1, 80, true)]);
        assert!(t.against_holder().wei() < -2_000_000);
        assert!(t.for_holder().wei() >= 1 << 21);
    }

    #[test]
    fn says_when_a_term_does_not_fit() {
        let fits = |term| {
            let mut fits = Fits::default();
            Total::default().add(term, false, &mut fits);
            Total::default().add(Float::ONE, false, &mut fits);
            fits.all()
        };
        assert!(!fits(Float::new(1 << 63, 100)));
        assert!(fits(Float::new(u64::MAX, 99)));
        assert!(fits(Float::ZERO));
    }

    #[test]
    fn terms_about_its_last_bit_add_less_than_two_of_it() {
        for power in -30..-10 {
            let t = total(&[(1 << 63, power, false)]);
            let units = t.sum >> (power.wrapping_add(63 + 16)).max(0);
            assert!((0..=1).contains(&units), "{power} {t:?}");
        }
    }

    #[test]
    fn what_is_below_its_last_bit_still_counts_as_error() {
        let t = total(&[(1, -40, true)]);
        assert!(t.against_holder().wei() < 0);
    }
}
