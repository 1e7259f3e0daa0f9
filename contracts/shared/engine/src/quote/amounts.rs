//! Exact products of WADs, with the direction of their rounding in the name.

use core::cell::Cell;

use math::{Float, WAD, Wad};

use super::QuoteError;
use crate::constants::WAD_FLOAT;
use crate::real::{Small, float_of};

/// Computes with amounts and remembers whether one of them did not fit 127 bits: what it answers
/// then means nothing, and [`Self::finish`] refuses it. One check in the end is a third of the
/// code that a check of every sum needs.
#[derive(Debug, Default)]
pub(crate) struct Amounts {
    overflow: Cell<bool>,
}

impl Amounts {
    /// ⌊a·b⌋.
    pub(crate) fn product_down(&self, a: Wad, b: Wad) -> Wad {
        self.product(a, b, false)
    }

    /// ⌈a·b⌉.
    pub(crate) fn product_up(&self, a: Wad, b: Wad) -> Wad {
        self.product(a, b, true)
    }

    /// a·b, rounded up or down. Both are cut at the decimal point, so that only the product of
    /// the two fractions is rounded.
    #[inline(never)]
    fn product(&self, a: Wad, b: Wad, up: bool) -> Wad {
        let (a1, a0) = (a.wei() / WAD, a.wei() % WAD);
        let (b1, b0) = (b.wei() / WAD, b.wei() % WAD);
        // Each fraction is below 10¹⁸, their product below 10³⁶.
        let fractions = a0.wrapping_mul(b0);
        let rest = fractions.wrapping_add(if up { WAD.wrapping_sub(1) } else { 0 });
        let parts = || {
            let whole = a1.checked_mul(b1)?.checked_mul(WAD)?;
            let mixed = a1.checked_mul(b0)?.checked_add(a0.checked_mul(b1)?)?;
            whole.checked_add(mixed)?.checked_add(rest / WAD)
        };
        self.fitting(parts())
    }

    /// a + b.
    #[inline(never)]
    pub(crate) fn sum(&self, a: Wad, b: Wad) -> Wad {
        self.fitting(a.wei().checked_add(b.wei()))
    }

    /// A float of wei, up to the next wei and past what its computation may have lost (2⁻⁵⁶).
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
        self.overflow.set(self.overflow.get() | (wei >> 127 != 0));
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

/// ⌊a·b⌋.
///
/// # Errors
/// [`QuoteError::AmountOverflow`].
pub(crate) fn product_down(a: Wad, b: Wad) -> Result<Wad, QuoteError> {
    let amounts = Amounts::default();
    let product = amounts.product_down(a, b);
    amounts.finish(product)
}

/// max(a − b, 0).
pub(crate) const fn excess(a: Wad, b: Wad) -> Wad {
    Wad::from_wei(a.wei().saturating_sub(b.wei()))
}

/// a/b for a ≤ b and b > 0, to the nearest wei.
#[inline(never)]
pub(crate) fn ratio(a: Wad, b: Wad) -> Wad {
    let share = Float::from_u128(a.wei()).over(Float::from_u128(b.wei()));
    Wad::from_wei(share.by(WAD_FLOAT).nearest().min(WAD))
}

/// a·b as a float of wei.
pub(crate) fn scaled(a: Float, b: Wad) -> Float {
    a.by(float_of(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wad(wei: u128) -> Wad {
        Wad::from_wei(wei)
    }

    #[test]
    fn a_product_is_rounded_once_and_in_the_named_direction() {
        let amounts = Amounts::default();
        assert_eq!(amounts.product_down(wad(3), wad(WAD / 2)), wad(1));
        assert_eq!(amounts.product_up(wad(3), wad(WAD / 2)), wad(2));
        assert_eq!(amounts.product_up(wad(4), wad(WAD / 2)), wad(2));
        let (a, b) = (wad(7 * WAD + 3), wad(9 * WAD + 5));
        assert_eq!(amounts.product_down(a, b), wad(63 * WAD + 62));
        assert_eq!(amounts.product_up(a, b), wad(63 * WAD + 63));
        assert_eq!(amounts.finish(()), Ok(()));
    }

    fn refused(compute: impl Fn(&Amounts)) -> bool {
        let amounts = Amounts::default();
        compute(&amounts);
        amounts.finish(()) == Err(QuoteError::AmountOverflow)
    }

    #[test]
    fn an_amount_that_does_not_fit_is_refused_in_the_end() {
        let large = wad(1 << 100);
        assert!(refused(|amounts| drop(amounts.product_down(large, large))));
        assert!(refused(|amounts| drop(amounts.product_up(large, large))));
        assert!(refused(|amounts| drop(
            amounts.sum(wad((1 << 127) - 1), wad(1))
        )));
        assert!(refused(|amounts| drop(
            amounts.round_up(Float::new(1 << 63, 121))
        )));
        assert!(refused(|amounts| {
            amounts.sum(wad(u128::MAX), wad(1));
            amounts.sum(wad(1), wad(1));
        }));
        assert!(!refused(|amounts| drop(
            amounts.sum(wad((1 << 127) - 2), wad(1))
        )));
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
