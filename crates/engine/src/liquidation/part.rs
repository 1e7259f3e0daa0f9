//! Parts of one, and of quantities.

use math::{WAD, Wad};

use super::LiquidationError;
use crate::margin::times_down;

/// Divisors with fewer bits than this leave room for a decimal digit.
const DIVISOR_BITS: u32 = 124;

/// Returns a part of a signed quantity, rounded towards zero; exactly the quantity if the part is one.
///
/// # Errors
/// [`LiquidationError::PartOutOfRange`], [`LiquidationError::Overflow`].
pub fn portion(quantity: i128, part: Wad) -> Result<i128, LiquidationError> {
    if at_most_one(part)? == Wad::ONE {
        return Ok(quantity);
    }
    let size = Wad::from_wei(quantity.unsigned_abs()).mul_down(part);
    // A product that fits has 127 bits.
    let size = size.map_err(|_| LiquidationError::Overflow)?.wei();
    let size = size.cast_signed();
    Ok(if quantity < 0 {
        size.wrapping_neg()
    } else {
        size
    })
}

/// Returns a part of a signed amount, rounded down.
pub(super) fn portion_down(amount: i128, part: Wad) -> Result<i128, LiquidationError> {
    times_down(amount, part).map_err(|_| LiquidationError::Overflow)
}

/// Returns the available part of an owed amount, in WAD, rounded down; one if enough is available.
///
/// Of an owed amount with more than 68 bits only the first 68 count, rounded up, and the same bits of the available
/// amount.
#[must_use]
pub fn recovery(available: u128, owed: u128) -> u128 {
    if available >= owed {
        return WAD;
    }
    // WAD has 60 bits.
    let cut = 60u32.saturating_sub(owed.leading_zeros());
    let divisor = (owed >> cut).wrapping_add(u128::from(cut > 0));
    let product = (available >> cut).wrapping_mul(WAD);
    product.checked_div(divisor).unwrap_or(WAD)
}

/// Returns the minimum part for which `rate` times the part reaches `amount` > 0, rounded up; at most one.
pub(super) fn min_part(amount: i128, rate: i128) -> Result<Wad, LiquidationError> {
    if rate <= amount {
        return Ok(Wad::ONE);
    }
    let (amount, rate) = (amount.unsigned_abs(), rate.unsigned_abs());
    if rate >> DIVISOR_BITS != 0 {
        return Err(LiquidationError::Overflow);
    }
    let (part, rest) = digits(amount, rate);
    // Below one, as the amount is below the rate.
    Ok(Wad::from_wei(part.saturating_add(u128::from(rest > 0))))
}

/// Limits a part to one.
pub(super) fn at_most_one(part: Wad) -> Result<Wad, LiquidationError> {
    if part > Wad::ONE {
        return Err(LiquidationError::PartOutOfRange);
    }
    Ok(part)
}

/// Returns the first 18 decimals of a/b and the remainder, for a < b ≤ 2¹²⁴. A division of 256 bits would be nine
/// kilobytes of code.
#[inline(never)]
fn digits(a: u128, b: u128) -> (u128, u128) {
    let (mut rest, mut part) = (a, 0u128);
    // A number that the compiler does not know. Unrolled, the loop is three kilobytes.
    for _ in 0..core::hint::black_box(18u32) {
        // Below 10·2¹²⁴.
        rest = rest.wrapping_mul(10);
        let digit = rest.checked_div(b).unwrap_or(0);
        rest = rest.wrapping_sub(digit.wrapping_mul(b));
        part = part.wrapping_mul(10).wrapping_add(digit);
    }
    (part, rest)
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the numbers of these tests are chosen"
)]
mod tests {
    use super::*;

    const ONE: i128 = WAD.cast_signed();

    mod a_portion {
        use super::*;

        #[test]
        fn is_rounded_towards_zero() {
            let half = Wad::from_wei(WAD / 2);
            assert_eq!(portion(7, half), Ok(3));
            assert_eq!(portion(-7, half), Ok(-3));
            assert_eq!(portion(5 * ONE, half), Ok(5 * ONE / 2));
            assert_eq!(portion(ONE, Wad::ZERO), Ok(0));
            assert_eq!(portion(1, Wad::from_wei(WAD - 1)), Ok(0));
        }

        #[test]
        fn of_one_is_exactly_the_quantity() {
            for quantity in [i128::MIN, -1, 0, 1, i128::MAX] {
                assert_eq!(portion(quantity, Wad::ONE), Ok(quantity));
            }
        }

        #[test]
        fn is_refused_above_one_and_of_what_does_not_fit() {
            let above = portion(1, Wad::from_wei(WAD + 1));
            assert_eq!(above, Err(LiquidationError::PartOutOfRange));
            let large = portion(i128::MIN, Wad::from_wei(1));
            assert_eq!(large, Err(LiquidationError::Overflow));
        }
    }

    mod a_recovery {
        use super::*;

        #[test]
        fn is_one_where_there_is_enough() {
            assert_eq!(recovery(0, 0), WAD);
            assert_eq!(recovery(5, 5), WAD);
            assert_eq!(recovery(u128::MAX, u128::MAX), WAD);
            assert_eq!(recovery(u128::MAX, 1), WAD);
        }

        #[test]
        fn is_rounded_down() {
            assert_eq!(recovery(0, 7), 0);
            assert_eq!(recovery(1, 3), WAD / 3);
            assert_eq!(recovery(2, 3), WAD * 2 / 3);
            assert_eq!(recovery(6, 7), WAD * 6 / 7);
            let max = (1 << 124) - 1;
            assert_eq!(recovery(max - 1, max), WAD - 1);
        }

        /// For the largest numbers the ratio is right to the last digit or the one before, and never too high.
        #[test]
        fn is_not_above_what_there_is_of_the_largest_numbers() {
            assert_eq!(recovery(u128::MAX - 1, u128::MAX), WAD - 1);
            assert_eq!(recovery(u128::MAX / 4, u128::MAX), WAD / 4 - 1);
            assert_eq!(recovery(u128::MAX / 3, u128::MAX), WAD / 3);
            assert_eq!(recovery(1 << 120, 1 << 124), WAD / 16 - 1);
            assert_eq!(recovery(15, u128::MAX), 0);
            // From 69 bits on, the rest is cut off.
            assert_eq!(recovery((1 << 68) - 2, (1 << 68) - 1), WAD - 1);
            assert_eq!(recovery((1 << 67) + 1, 1 << 68), WAD / 2 - 1);
        }

        #[test]
        fn never_pays_more_than_there_is() {
            for owed in 1..400 {
                for available in 0..owed {
                    let part = recovery(available, owed);
                    assert_eq!(part, available * WAD / owed);
                    assert!(part * owed / WAD <= available);
                }
            }
        }
    }

    mod a_min_part {
        use super::*;

        #[test]
        fn is_rounded_up_and_at_most_one() {
            assert_eq!(min_part(1, 3), Ok(Wad::from_wei(WAD / 3 + 1)));
            assert_eq!(min_part(1, 4), Ok(Wad::from_wei(WAD / 4)));
            assert_eq!(min_part(3, 3), Ok(Wad::ONE));
            assert_eq!(min_part(4, 3), Ok(Wad::ONE));
            assert_eq!(min_part(1, i128::from(u64::MAX)), Ok(Wad::from_wei(1)));
        }

        #[test]
        fn is_one_where_nothing_is_gained() {
            for rate in [0, -1, i128::MIN] {
                assert_eq!(min_part(1, rate), Ok(Wad::ONE));
            }
        }

        #[test]
        fn is_refused_of_a_divisor_that_does_not_fit() {
            assert_eq!(min_part(1, 1 << 124), Err(LiquidationError::Overflow));
            let max = min_part((1 << 124) - 2, (1 << 124) - 1);
            assert_eq!(max, Ok(Wad::ONE));
        }
    }
}
