//! Products of amounts, with the direction of their rounding in the name.
//!
//! A general 256-bit division takes nine kilobytes of a contract. Here divisor and quotient have 128 bits. A division
//! bit by bit takes a few hundred bytes, and about as much gas as a tenth of a storage read. A product of two WADs is
//! divided by a constant, which is cheaper.

use crate::wide::mul_high;
use crate::{MathError, WAD, Wad};

/// Returns ⌊a·b/divisor⌋, with the product in full.
///
/// # Errors
/// [`MathError::DivisionByZero`], or [`MathError::Overflow`] if the quotient needs more than
/// 128 bits.
pub fn mul_div_down(a: u128, b: u128, divisor: u128) -> Result<u128, MathError> {
    let (quotient, _) = divided(a, b, divisor)?;
    Ok(quotient)
}

/// Returns ⌈a·b/divisor⌉, with the product in full.
///
/// # Errors
/// As [`mul_div_down`].
pub fn mul_div_up(a: u128, b: u128, divisor: u128) -> Result<u128, MathError> {
    let (quotient, remainder) = divided(a, b, divisor)?;
    let more = u128::from(remainder > 0);
    quotient.checked_add(more).ok_or(MathError::Overflow)
}

/// Returns the quotient and the remainder of a·b.
#[inline(never)]
fn divided(a: u128, b: u128, divisor: u128) -> Result<(u128, u128), MathError> {
    let (mut remainder, mut quotient) = wide_product(a, b);
    if remainder >= divisor {
        return Err(if divisor == 0 {
            MathError::DivisionByZero
        } else {
            MathError::Overflow
        });
    }
    // Bits of the product's lower half leave at the top, and bits of the quotient enter at the bottom.
    for _ in 0..u128::BITS {
        let beyond = remainder >> 127 == 1;
        remainder = (remainder << 1) | (quotient >> 127);
        quotient <<= 1;
        if beyond || remainder >= divisor {
            remainder = remainder.wrapping_sub(divisor);
            quotient |= 1;
        }
    }
    Ok((quotient, remainder))
}

/// Returns the upper and the lower half of a·b.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a product of two 64-bit halves and two more such halves fit 128 bits"
)]
fn wide_product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let low = a0 * b0;
    let middle = a1 * b0 + (low >> 64);
    let other = a0 * b1 + (middle & LOW);
    let high = a1 * b1 + (middle >> 64) + (other >> 64);
    (high, (other << 64) | (low & LOW))
}

impl Wad {
    /// Returns ⌊self·other⌋.
    ///
    /// # Errors
    /// [`MathError::Overflow`] unless both and the product are below 2¹²⁷ wei.
    pub fn mul_down(self, other: Self) -> Result<Self, MathError> {
        fitting(self.mul_saturating(other, false))
    }

    /// Returns ⌈self·other⌉.
    ///
    /// # Errors
    /// As [`Self::mul_down`].
    pub fn mul_up(self, other: Self) -> Result<Self, MathError> {
        fitting(self.mul_saturating(other, true))
    }

    /// Returns self·other, rounded up or down; the maximum number unless both and the product are below 2¹²⁷ wei. For
    /// sums that are checked once, at their end.
    ///
    /// Both are cut at the decimal point, so that only the product of the two fractions is rounded.
    #[must_use]
    #[inline(never)]
    pub fn mul_saturating(self, other: Self, up: bool) -> Self {
        const TOO_LARGE: Wad = Wad::from_wei(u128::MAX);
        if (self.wei() | other.wei()) >> 127 != 0 {
            return TOO_LARGE;
        }
        let (a1, a0) = cut(self.wei());
        let (b1, b0) = cut(other.wei());
        // Each fraction is below 10¹⁸, their product below 10³⁶.
        let max = if up { WAD.wrapping_sub(1) } else { 0 };
        let (rest, _) = cut(times_60(a0, b0).wrapping_add(max));
        if (a1 | b1) >> 30 == 0 {
            // Below 2³⁰ units each: the products are below 2¹²⁰.
            let (a1, b1) = (a1 as u64, b1 as u64);
            let whole = times_60(a1.wrapping_mul(b1), WAD as u64);
            let mixed = times_60(a1, b0).wrapping_add(times_60(b1, a0));
            return Self::from_wei(whole.wrapping_add(mixed).wrapping_add(rest));
        }
        let parts = || {
            let whole = a1.checked_mul(b1)?.checked_mul(WAD)?;
            let mixed = a1
                .checked_mul(b0.into())?
                .checked_add(u128::from(a0).checked_mul(b1)?)?;
            whole.checked_add(mixed)?.checked_add(rest)
        };
        match parts() {
            Some(wei) if wei >> 127 == 0 => Self::from_wei(wei),
            _ => TOO_LARGE,
        }
    }

    /// Returns ⌊self/other⌋.
    ///
    /// # Errors
    /// As [`mul_div_down`].
    pub fn div_down(self, other: Self) -> Result<Self, MathError> {
        mul_div_down(self.wei(), WAD, other.wei()).map(Self::from_wei)
    }

    /// Returns ⌈self/other⌉.
    ///
    /// # Errors
    /// As [`mul_div_down`].
    pub fn div_up(self, other: Self) -> Result<Self, MathError> {
        mul_div_up(self.wei(), WAD, other.wei()).map(Self::from_wei)
    }
}

/// # Errors
/// [`MathError::Overflow`] for 2¹²⁷ wei or more.
fn fitting(wad: Wad) -> Result<Wad, MathError> {
    if wad.wei() >> 127 == 0 {
        Ok(wad)
    } else {
        Err(MathError::Overflow)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn wad(wei: u128) -> Wad {
        Wad::from_wei(wei)
    }

    #[test]
    fn a_product_is_rounded_once_and_in_the_named_direction() {
        assert_eq!(wad(3).mul_down(wad(WAD / 2)), Ok(wad(1)));
        assert_eq!(wad(3).mul_up(wad(WAD / 2)), Ok(wad(2)));
        assert_eq!(wad(4).mul_up(wad(WAD / 2)), Ok(wad(2)));
        let (a, b) = (wad(7 * WAD + 3), wad(9 * WAD + 5));
        assert_eq!(a.mul_down(b), Ok(wad(63 * WAD + 62)));
        assert_eq!(a.mul_up(b), Ok(wad(63 * WAD + 63)));
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
            let exact = a * b;
            assert_eq!(wad(a).mul_down(wad(b)), Ok(wad(exact / WAD)));
            assert_eq!(wad(a).mul_up(wad(b)), Ok(wad(exact.div_ceil(WAD))));
            // Times a whole number, which adds no rounding.
            let (whole, part) = (draw(88), draw(60 + n % 40));
            if let Some(exact) = part.checked_mul(whole).filter(|exact| exact >> 127 == 0) {
                let whole = wad(whole * WAD);
                assert_eq!(wad(part).mul_down(whole), Ok(wad(exact)));
                assert_eq!(whole.mul_up(wad(part)), Ok(wad(exact)));
            }
        }
    }

    #[test]
    fn a_product_is_that_of_the_full_division() {
        let mut draws = draws();
        let mut draw = |shift: u32| draws.next().unwrap_or_default() >> 1 >> shift;
        for n in 0..100_000u32 {
            let (a, b) = (draw(n % 127), draw(n / 127 % 127));
            let fits = |product: Result<u128, MathError>| product.ok().filter(|it| it >> 127 == 0);
            let (down, up) = (mul_div_down(a, b, WAD), mul_div_up(a, b, WAD));
            assert_eq!(wad(a).mul_down(wad(b)).ok(), fits(down).map(wad), "{a} {b}");
            assert_eq!(wad(a).mul_up(wad(b)).ok(), fits(up).map(wad), "{a} {b}");
        }
    }

    #[test]
    fn a_product_that_does_not_fit_is_refused() {
        let large = wad(1 << 100);
        assert_eq!(large.mul_down(large), Err(MathError::Overflow));
        assert_eq!(large.mul_up(large), Err(MathError::Overflow));
        assert_eq!(wad(1 << 127).mul_down(wad(0)), Err(MathError::Overflow));
    }

    #[test]
    fn a_division_holds_at_the_end_of_the_range() {
        const MAX: u128 = u128::MAX;
        assert_eq!(mul_div_down(MAX, MAX, MAX), Ok(MAX));
        assert_eq!(mul_div_up(MAX, MAX, MAX), Ok(MAX));
        let beyond = Err(MathError::Overflow);
        assert_eq!(mul_div_down(MAX, MAX, MAX - 1), beyond);
        assert_eq!(mul_div_up(MAX - 1, MAX - 1, MAX), Ok(MAX - 1));
        assert_eq!(mul_div_down(0, 0, 0), Err(MathError::DivisionByZero));
    }
}
