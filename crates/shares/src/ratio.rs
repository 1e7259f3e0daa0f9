//! Products of two amounts divided by a third, in full.
//!
//! A general 256-bit division takes nine kilobytes of a contract. Here divisor and quotient have 128 bits. A division
//! bit by bit takes a few hundred bytes, and about as much gas as a tenth of a storage read.

use crate::Overflow;

/// Returns ⌊a·b/divisor⌋.
///
/// # Errors
/// [`Overflow`] if it needs more than 128 bits, or for a divisor of zero.
pub(crate) fn mul_div_down(a: u128, b: u128, divisor: u128) -> Result<u128, Overflow> {
    let (quotient, _) = divided(a, b, divisor)?;
    Ok(quotient)
}

/// Returns ⌈a·b/divisor⌉.
///
/// # Errors
/// As [`mul_div_down`].
pub(crate) fn mul_div_up(a: u128, b: u128, divisor: u128) -> Result<u128, Overflow> {
    let (quotient, remainder) = divided(a, b, divisor)?;
    let more = u128::from(remainder > 0);
    quotient.checked_add(more).ok_or(Overflow)
}

/// Returns the quotient and the remainder of a·b.
#[inline(never)]
fn divided(a: u128, b: u128, divisor: u128) -> Result<(u128, u128), Overflow> {
    let (mut remainder, mut quotient) = product(a, b);
    if remainder >= divisor {
        return Err(Overflow);
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
fn product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let low = a0 * b0;
    let middle = a1 * b0 + (low >> 64);
    let other = a0 * b1 + (middle & LOW);
    let high = a1 * b1 + (middle >> 64) + (other >> 64);
    (high, (other << 64) | (low & LOW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;
    use ruint::aliases::U256;

    #[test]
    fn agrees_with_general_arithmetic() {
        let mut rng = Rng::with_seed(5);
        let mut fitting = 0_u32;
        for _ in 0..1_000_000 {
            let [a, b, divisor] = [(); 3].map(|()| rng.u128(..) >> rng.u32(..128));
            let product = U256::from(a) * U256::from(b);
            let narrow = |value: U256| u128::try_from(value).map_err(|_| Overflow);
            let (down, up) = if divisor == 0 {
                (Err(Overflow), Err(Overflow))
            } else {
                let (down, rest) = product.div_rem(U256::from(divisor));
                let more = U256::from(u8::from(!rest.is_zero()));
                (narrow(down), narrow(down + more))
            };
            fitting += u32::from(down.is_ok());
            assert_eq!(mul_div_down(a, b, divisor), down, "{a} {b} {divisor}");
            assert_eq!(mul_div_up(a, b, divisor), up, "{a} {b} {divisor}");
        }
        assert!(fitting > 300_000);
    }

    #[test]
    fn holds_at_the_end_of_the_range() {
        const MOST: u128 = u128::MAX;
        assert_eq!(mul_div_down(MOST, MOST, MOST), Ok(MOST));
        assert_eq!(mul_div_up(MOST, MOST, MOST), Ok(MOST));
        assert_eq!(mul_div_down(MOST, MOST, MOST - 1), Err(Overflow));
        assert_eq!(mul_div_up(MOST - 1, MOST - 1, MOST), Ok(MOST - 1));
        assert_eq!(mul_div_down(0, 0, 0), Err(Overflow));
    }
}
