//! Sums and products of amounts that are checked once, at the end.

use core::cell::Cell;

use math::{Float, WAD, Wad};

use super::QuoteError;
use crate::constants::WAD_FLOAT;
use crate::real::{Small, float_of};

/// Computes with amounts, and remembers whether one of them did not fit 127 bits. The results then have no meaning,
/// and [`Self::finish`] refuses them. One check at the end takes a third of the code of a check per sum.
#[derive(Debug, Default)]
pub(crate) struct Amounts {
    overflow: Cell<bool>,
}

impl Amounts {
    /// Returns ⌊a·b⌋.
    pub(crate) fn product_down(&self, a: Wad, b: Wad) -> Wad {
        self.product(a, b, false)
    }

    /// Returns ⌈a·b⌉.
    pub(crate) fn product_up(&self, a: Wad, b: Wad) -> Wad {
        self.product(a, b, true)
    }

    fn product(&self, a: Wad, b: Wad, up: bool) -> Wad {
        let product = a.mul_saturating(b, up);
        if product.wei() >> 127 != 0 {
            self.overflow.set(true);
        }
        product
    }

    /// Returns a + b.
    #[inline(never)]
    pub(crate) fn sum(&self, a: Wad, b: Wad) -> Wad {
        self.fitting(a.wei().checked_add(b.wei()))
    }

    /// Rounds a float of wei up to the next wei, past the error of its computation (2⁻⁵⁶).
    #[inline(never)]
    pub(crate) fn round_up(&self, wei: Float) -> Wad {
        if wei.is_zero() {
            return Wad::ZERO;
        }
        if wei.exponent > 120 {
            self.overflow.set(true);
            return Wad::ZERO;
        }
        let nearest = wei.nearest();
        Wad::from_wei(nearest.wrapping_add(nearest >> 56).wrapping_add(1))
    }

    fn fitting(&self, wei: Option<u128>) -> Wad {
        let wei = wei.unwrap_or(u128::MAX);
        self.overflow.set(self.overflow.get() || wei >> 127 != 0);
        Wad::from_wei(wei)
    }

    /// # Errors
    /// [`QuoteError::AmountOverflow`] if an amount did not fit.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, QuoteError> {
        if self.overflow.get() {
            Err(QuoteError::AmountOverflow)
        } else {
            Ok(value)
        }
    }
}

/// Returns max(a − b, 0).
pub(crate) const fn excess(a: Wad, b: Wad) -> Wad {
    Wad::from_wei(a.wei().saturating_sub(b.wei()))
}

/// Returns a/b for a ≤ b and b > 0, to the nearest wei.
#[inline(never)]
pub(crate) fn ratio(a: Wad, b: Wad) -> Wad {
    let share = Float::from_u128(a.wei()).over(Float::from_u128(b.wei()));
    Wad::from_wei(share.by(WAD_FLOAT).nearest().min(WAD))
}

/// Returns a·b as a float of wei.
pub(crate) fn scaled(a: Float, b: Wad) -> Float {
    a.by(float_of(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wad(wei: u128) -> Wad {
        Wad::from_wei(wei)
    }

    fn refused(compute: impl Fn(&Amounts) -> Wad) -> bool {
        let amounts = Amounts::default();
        let amount = compute(&amounts);
        amounts.finish(amount) == Err(QuoteError::AmountOverflow)
    }

    #[test]
    fn an_amount_that_does_not_fit_is_refused_in_the_end() {
        let (large, most) = (wad(1 << 100), wad((1 << 127) - 1));
        assert!(refused(|amounts| amounts.product_down(large, large)));
        assert!(refused(|amounts| amounts.product_up(large, large)));
        assert!(refused(|amounts| amounts.sum(most, wad(1))));
        assert!(refused(|amounts| amounts.round_up(Float::new(1 << 63, 121))));
        assert!(refused(|amounts| {
            amounts.sum(wad(u128::MAX), wad(1));
            amounts.sum(wad(1), wad(1))
        }));
        assert!(refused(
            |amounts| amounts.product_down(wad(1 << 127), wad(0))
        ));
        assert!(!refused(|amounts| amounts.sum(most, wad(0))));
    }

    #[test]
    fn rounding_up_never_loses_what_the_float_lost() {
        let amounts = Amounts::default();
        assert_eq!(amounts.round_up(Float::ZERO), Wad::ZERO);
        let x = Float::from_u64(1_000_000_007);
        assert!(amounts.round_up(x).wei() > 1_000_000_007);
        assert_eq!(amounts.finish(()), Ok(()));
    }
}
