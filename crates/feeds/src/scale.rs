//! From a feed's decimals to WAD.

use crate::Fault;
use core::num::NonZero;

/// The maximum decimals of a feed.
pub const MAX_DECIMALS: u8 = 38;
/// The maximum price, in WAD: 79 billion. Two prices and two times then share a word of storage, and half an hour of
/// prices adds up in 128 bits.
pub const MAX_PRICE_WAD: u128 = (1 << 96) - 1;

const WAD_DECIMALS: u8 = 18;

/// Converts a number of 256 bits, lowest limb first, with `decimals` decimals to WAD. Drops digits after the
/// eighteenth.
pub(crate) fn to_wad_down(answer: [u64; 4], decimals: u8) -> Result<u128, Fault> {
    if decimals > MAX_DECIMALS {
        return Err(Fault::Decimals);
    }
    let wad = if decimals <= WAD_DECIMALS {
        // At most 10^18, which fits 64 bits.
        let factor = 10_u128.pow(u32::from(WAD_DECIMALS - decimals));
        narrow(answer).and_then(|value| value.checked_mul(factor))
    } else {
        // Dropping twice drops as much as dropping once. At most five digits at a time.
        let mut rest = answer;
        let mut excess = u32::from(decimals - WAD_DECIMALS);
        while excess > 0 {
            let step = excess.min(5);
            // Never zero: a power of ten.
            rest = divided(
                rest,
                NonZero::new(10_u32.pow(step)).unwrap_or(NonZero::<u32>::MIN),
            );
            excess -= step;
        }
        narrow(rest)
    };
    match wad {
        None => Err(Fault::TooLarge),
        Some(0) => Err(Fault::NotPositive),
        Some(value) if value > MAX_PRICE_WAD => Err(Fault::TooLarge),
        Some(value) => Ok(value),
    }
}

fn narrow([low, high, beyond, further]: [u64; 4]) -> Option<u128> {
    (beyond | further == 0).then(|| u128::from(high) << 64 | u128::from(low))
}

/// Returns ⌊number/divisor⌋, lowest limb first, 32 bits at a time: a native 128-bit division costs much code.
pub(crate) fn divided<const LIMBS: usize>(
    mut number: [u64; LIMBS],
    divisor: NonZero<u32>,
) -> [u64; LIMBS] {
    let divisor = NonZero::<u64>::from(divisor);
    let mut rest = 0;
    for limb in number.iter_mut().rev() {
        // A rest is below 2³², and so is a quotient.
        let high = rest << 32 | *limb >> 32;
        let low = (high % divisor) << 32 | (*limb & u64::from(u32::MAX));
        *limb = ((high / divisor) << 32) | (low / divisor);
        rest = low % divisor;
    }
    number
}

/// Divides a sum of prices times seconds by the seconds, rounded down; 0 seconds have no average.
#[must_use]
#[inline(never)]
pub fn average_down(sum: u128, secs: u32) -> Option<u128> {
    let secs = NonZero::new(secs)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a number is cut into limbs"
    )]
    let limbs = [sum as u64, (sum >> 64) as u64];
    let [low, high] = divided(limbs, secs);
    Some(u128::from(high) << 64 | u128::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns 10^exponent by schoolbook multiplication.
    fn power(exponent: u32) -> [u64; 4] {
        let mut number = [1, 0, 0, 0];
        for _ in 0..exponent {
            let mut carry = 0;
            for limb in &mut number {
                let product = u128::from(*limb) * 10 + carry;
                *limb = u64::try_from(product & u128::from(u64::MAX)).expect("masked");
                carry = product >> 64;
            }
            assert_eq!(carry, 0);
        }
        number
    }

    #[test]
    fn one_is_one_in_all_decimals() {
        for decimals in 0..=MAX_DECIMALS {
            let one = power(u32::from(decimals));
            assert_eq!(
                to_wad_down(one, decimals),
                Ok(10_u128.pow(18)),
                "{decimals}"
            );
        }
    }

    #[test]
    fn digits_beyond_the_eighteenth_are_dropped() {
        assert_eq!(to_wad_down([19, 0, 0, 0], 19), Ok(1));
        assert_eq!(to_wad_down([20, 0, 0, 0], 19), Ok(2));
        assert_eq!(to_wad_down([9, 0, 0, 0], 19), Err(Fault::NotPositive));
        assert_eq!(to_wad_down([0, 1, 0, 0], 38), Err(Fault::NotPositive));
        // 2^192/10^20 = 62771017353866807638357894232076664161.02…
        let expected = Err(Fault::TooLarge);
        assert_eq!(to_wad_down([0, 0, 0, 1], 38), expected);
        // 2^128/10^20 = 3402823669209384634.6…
        assert_eq!(to_wad_down([0, 0, 1, 0], 38), Ok(3_402_823_669_209_384_634));
    }

    #[test]
    fn an_average_is_a_quotient() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..10_000 {
            let (sum, secs) = (random.u128(..) >> random.u32(..128), random.u32(1..));
            assert_eq!(average_down(sum, secs), Some(sum / u128::from(secs)));
        }
        assert_eq!(average_down(1, 0), None);
    }

    #[test]
    fn what_is_above_the_greatest_price_is_refused() {
        let greatest = [u64::MAX, u64::from(u32::MAX), 0, 0];
        assert_eq!(to_wad_down(greatest, 18), Ok(MAX_PRICE_WAD));
        assert_eq!(to_wad_down([0, 1 << 32, 0, 0], 18), Err(Fault::TooLarge));
        assert_eq!(to_wad_down([u64::MAX; 4], 0), Err(Fault::TooLarge));
        assert_eq!(
            to_wad_down([u64::MAX, u64::MAX, 0, 0], 0),
            Err(Fault::TooLarge)
        );
        assert_eq!(
            to_wad_down([79_228_162_514, 0, 0, 0], 0),
            Ok(79_228_162_514 * 10_u128.pow(18))
        );
        assert_eq!(
            to_wad_down([79_228_162_515, 0, 0, 0], 0),
            Err(Fault::TooLarge)
        );
        assert_eq!(to_wad_down([1, 0, 0, 0], 39), Err(Fault::Decimals));
        assert_eq!(to_wad_down([1, 0, 0, 0], u8::MAX), Err(Fault::Decimals));
    }
}
