//! From a feed's decimals to WAD.

use crate::Fault;

/// Most decimals of a feed.
pub const MAX_DECIMALS: u8 = 38;
/// Greatest price, in WAD: 79 thousand million. Two prices and two times then share a word of storage, and half an hour
/// of prices adds up in 128 bits.
pub const MAX_PRICE_WAD: u128 = (1 << 96) - 1;

const WAD_DECIMALS: u8 = 18;

/// A number of 256 bits, lowest limb first, of `decimals` decimals, in WAD; digits beyond the eighteenth are dropped.
pub(crate) fn to_wad_down(answer: [u64; 4], decimals: u8) -> Result<u128, Fault> {
    if decimals > MAX_DECIMALS {
        return Err(Fault::Decimals);
    }
    let wad = if decimals <= WAD_DECIMALS {
        // At most 10^18, which fits 64 bits.
        let factor = 10_u128.pow(u32::from(WAD_DECIMALS - decimals));
        narrow(answer).and_then(|value| value.checked_mul(factor))
    } else {
        // At most 20 digits, ten at a time: dropping twice drops as much as dropping once.
        let excess = u32::from(decimals - WAD_DECIMALS);
        let half = excess / 2;
        let once = divided(answer, 10_u64.pow(half));
        narrow(divided(once, 10_u64.pow(excess - half)))
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

/// ⌊number/divisor⌋; the divisor is never zero.
fn divided(mut number: [u64; 4], divisor: u64) -> [u64; 4] {
    let divisor = u128::from(divisor);
    let mut rest = 0;
    for limb in number.iter_mut().rev() {
        let dividend = rest << 64 | u128::from(*limb);
        // The remainder before is below the divisor, so the quotient fits one limb.
        #[expect(clippy::cast_possible_truncation, reason = "as the comment says")]
        let quotient = (dividend / divisor) as u64;
        *limb = quotient;
        rest = dividend % divisor;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10^exponent by schoolbook multiplication.
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
