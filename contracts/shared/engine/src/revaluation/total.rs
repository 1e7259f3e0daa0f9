//! Sums of many values, rounded once.

use math::wide::{join, shift_right};
use math::{Float, SignedWad};

/// Fractional bits of a sum, in wei.
const FRACTION: i32 = 16;

/// Largest exponent of a term: 1,024 of them still fit 127 bits.
const MAX_EXPONENT: i32 = 99;

/// Each term is right to one part in 2⁶⁰.
const TERM_ERROR: u32 = 60;

/// A signed sum in wei, with 16 fractional bits, and the sum of what went into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Total {
    sum: i128,
    gross: u128,
}

impl Total {
    /// Adds a term of so many wei, or subtracts it. Says whether it fitted.
    #[inline(always)]
    pub(crate) fn add(&mut self, wei: Float, negative: bool) -> bool {
        if wei.is_zero() || wei.exponent < -FRACTION {
            self.gross = self.gross.wrapping_add(1);
            return true;
        }
        if wei.exponent > MAX_EXPONENT {
            return false;
        }
        // The exponent is within [−16, 99], so the shift is within [12, 127].
        let shift = 127i32
            .wrapping_sub(wei.exponent.wrapping_add(FRACTION))
            .unsigned_abs();
        let (high, low) = shift_right(wei.mantissa, 0, shift);
        let term = join(high, low);
        let signed = term.cast_signed();
        self.sum = self.sum.wrapping_add(if negative {
            signed.wrapping_neg()
        } else {
            signed
        });
        self.gross = self.gross.wrapping_add(term).wrapping_add(1);
        true
    }

    /// The sum, rounded against whoever holds the book: no more than what it is worth.
    #[must_use]
    pub const fn against_holder(&self) -> SignedWad {
        SignedWad::from_wei(self.sum.wrapping_sub(self.error()) >> FRACTION)
    }

    /// The sum, rounded in favour of whoever holds the book: no less than what it is worth.
    #[must_use]
    pub const fn for_holder(&self) -> SignedWad {
        let most = self.sum.wrapping_add(self.error());
        SignedWad::from_wei((most.wrapping_neg() >> FRACTION).wrapping_neg())
    }

    /// What the terms may be off together.
    const fn error(&self) -> i128 {
        // Below 2¹²⁷, as 1,024 terms of less than 2¹¹⁷.
        (self.gross >> TERM_ERROR).wrapping_add(1).cast_signed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(terms: &[(u64, i32, bool)]) -> Total {
        let mut total = Total::default();
        for &(mantissa, power, negative) in terms {
            assert!(total.add(
                Float::normalised(mantissa, 63i32.wrapping_add(power)),
                negative
            ));
        }
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
        assert!(!Total::default().add(Float::new(1 << 63, 100), false));
        assert!(Total::default().add(Float::new(u64::MAX, 99), false));
    }

    #[test]
    fn what_is_below_its_last_bit_still_counts_as_error() {
        let t = total(&[(1, -40, true)]);
        assert!(t.against_holder().wei() < 0);
    }
}
