//! Exact products of WADs, with the direction of their rounding in the name.

use core::cell::Cell;

use math::wide::mul_high;
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

    /// Returns a·b, rounded up or down. Both are cut at the decimal point, so that only the product of the two
    /// fractions is rounded.
    #[inline(never)]
    fn product(&self, a: Wad, b: Wad, up: bool) -> Wad {
        if (a.wei() | b.wei()) >> 127 != 0 {
            return self.fitting(None);
        }
        let (a1, a0) = cut(a.wei());
        let (b1, b0) = cut(b.wei());
        // Each fraction is below 10¹⁸, their product below 10³⁶.
        let most = if up { WAD.wrapping_sub(1) } else { 0 };
        let (rest, _) = cut(times_60(a0, b0).wrapping_add(most));
        if (a1 | b1) >> 30 == 0 {
            // Below 2³⁰ units each: the products are below 2¹²⁰.
            let (a1, b1) = (a1 as u64, b1 as u64);
            let whole = times_60(a1.wrapping_mul(b1), WAD as u64);
            let mixed = times_60(a1, b0).wrapping_add(times_60(b1, a0));
            return Wad::from_wei(whole.wrapping_add(mixed).wrapping_add(rest));
        }
        let parts = || {
            let whole = a1.checked_mul(b1)?.checked_mul(WAD)?;
            let mixed = a1
                .checked_mul(b0.into())?
                .checked_add(u128::from(a0).checked_mul(b1)?)?;
            whole.checked_add(mixed)?.checked_add(rest)
        };
        self.fitting(parts())
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

/// Returns ⌊a·b⌋.
///
/// # Errors
/// [`QuoteError::AmountOverflow`].
pub fn product_down(a: Wad, b: Wad) -> Result<Wad, QuoteError> {
    let amounts = Amounts::default();
    let product = amounts.product_down(a, b);
    amounts.finish(product)
}

/// Returns ⌈a·b⌉.
///
/// # Errors
/// [`QuoteError::AmountOverflow`].
pub fn product_up(a: Wad, b: Wad) -> Result<Wad, QuoteError> {
    let amounts = Amounts::default();
    let product = amounts.product_up(a, b);
    amounts.finish(product)
}

/// Returns ⌊wei/10¹⁸⌋ and the remainder, for wei below 2¹²⁷. An estimate by the reciprocal and one division of the
/// rest replace the compiler's division of 128 bits, which takes ten times as long. Both leave out the 18 factors of
/// two in 10¹⁸.
#[inline(never)]
const fn cut(wei: u128) -> (u128, u64) {
    const TWOS: u32 = 18;
    const ODD: u64 = WAD as u64 >> TWOS;
    /// ⌊2¹²³/10¹⁸⌋.
    const RECIPROCAL: u64 = ((1 << 123) / WAD) as u64;
    // wei/10¹⁸ = (wei/2⁶³)·(2¹²³/10¹⁸)/2⁶⁴·2⁴, short by less than 2⁶.
    let short = mul_high((wei >> 63) as u64, RECIPROCAL);
    let estimate = (short as u128) << 4;
    let left = ((wei >> TWOS) as u64).wrapping_sub(short.wrapping_mul(ODD << 4));
    let more = left / ODD;
    let rest = left.wrapping_sub(more.wrapping_mul(ODD));
    let low = wei as u64 & ((1 << TWOS) - 1);
    (estimate.wrapping_add(more as u128), (rest << TWOS) | low)
}

/// Returns a·b of numbers below 2⁶⁰, by halves of 30 bits, which the compiler does not recognise as a product of 128
/// bits.
#[inline(always)]
const fn times_60(a: u64, b: u64) -> u128 {
    const LOW_30: u64 = (1 << 30) - 1;
    let (a1, a0, b1, b0) = (a >> 30, a & LOW_30, b >> 30, b & LOW_30);
    let middle = (a1.wrapping_mul(b0) as u128).wrapping_add(a0.wrapping_mul(b1) as u128);
    ((a1.wrapping_mul(b1) as u128) << 60)
        .wrapping_add(middle << 30)
        .wrapping_add(a0.wrapping_mul(b0) as u128)
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

    /// Numbers of 128 random bits.
    fn draws() -> impl Iterator<Item = u128> {
        let next = |state: &u128| {
            Some(
                state
                    .wrapping_mul(0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645)
                    .wrapping_add(1),
            )
        };
        core::iter::successors(Some(1u128), next)
    }

    #[test]
    fn amounts_of_every_size_are_cut_at_the_decimal_point() {
        let right = |wei: u128| assert_eq!(cut(wei), (wei / WAD, (wei % WAD) as u64), "{wei}");
        for (n, draw) in (0..100_000u32).zip(draws()) {
            let wei = draw >> 1 >> (n % 127);
            let whole = wei / WAD * WAD;
            for wei in [wei, whole, whole.saturating_sub(1)] {
                right(wei);
            }
        }
        right((1 << 127) - 1);
    }

    #[test]
    fn a_product_is_that_of_whole_numbers() {
        let mut draws = draws();
        let mut draw = |shift: u32| draws.next().unwrap_or_default() >> shift;
        for n in 0..100_000u32 {
            // Below 2⁶⁴ each, so that the exact product fits 128 bits.
            let (a, b) = (draw(64 + n % 60), draw(64 + n % 7));
            let amounts = Amounts::default();
            let exact = a * b;
            assert_eq!(amounts.product_down(wad(a), wad(b)), wad(exact / WAD));
            assert_eq!(amounts.product_up(wad(a), wad(b)), wad(exact.div_ceil(WAD)));
            // Times a whole number, which adds no rounding.
            let (whole, part) = (draw(88), draw(60 + n % 40));
            if let Some(exact) = part.checked_mul(whole).filter(|exact| exact >> 127 == 0) {
                let whole = wad(whole * WAD);
                assert_eq!(amounts.product_down(wad(part), whole), wad(exact));
                assert_eq!(amounts.product_up(whole, wad(part)), wad(exact));
            }
            assert_eq!(amounts.finish(()), Ok(()));
        }
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
