//! What has to be right to the last digit, whatever the argument.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::similar_names,
    reason = "words are cut and read as two's complement on purpose"
)]

use math::root::{sqrt_float, sqrt_wad, sqrt_wad_down, sqrt_wad_up};
use math::wide::{
    double_if, join, mul_high, mul_wide, negate_if, normalise, shift_right, sign_mask, split,
};
use math::{
    Compact, Float, MathError, SignedWad, WAD, Wad, exponential, ln_wad, mul_div_down, mul_div_up,
    normal,
};
use ruint::aliases::U256;

/// Numbers of every size, by `SplitMix64`.
fn draws(seed: u64) -> impl Iterator<Item = u64> {
    let mut state = seed;
    core::iter::repeat_with(move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

fn wide_draws(seed: u64) -> impl Iterator<Item = u128> {
    let mut words = draws(seed);
    core::iter::repeat_with(move || {
        let mut next = || words.next().expect("an endless iterator");
        join(next(), next()) >> (next() % 128)
    })
}

mod a_wide_product {
    use super::*;

    #[test]
    fn is_short_by_no_more_than_stated() {
        for (a, b) in draws(1).zip(draws(2)).take(100_000) {
            let exact = u128::from(a) * u128::from(b);
            let high = (exact >> 64) as u64;
            assert!(high - mul_high(a, b) <= 1);
            assert!(high - math::wide::mul_high_coarse(a, b) <= 2);
            assert!(exact - mul_wide(a, b) < 1 << 42);
        }
    }
}

mod words {
    use super::*;

    #[test]
    fn are_negated_doubled_and_shifted_like_whole_numbers() {
        for (v, n) in wide_draws(3).zip(draws(4)).take(100_000) {
            assert_eq!(negate_if(v, u64::MAX), v.wrapping_neg());
            assert_eq!(negate_if(v, 0), v);
            assert_eq!(double_if(v >> 1, 1), v >> 1 << 1);
            assert_eq!(sign_mask(v) == u64::MAX, (v as i128) < 0);
            let (high, low) = split(v);
            let shift = (n % 127) as u32;
            let (high, low) = shift_right(high, low, shift);
            assert_eq!(join(high, low), v >> shift);
        }
    }

    #[test]
    fn are_normalised_without_loss() {
        for v in wide_draws(5).take(100_000).filter(|v| *v != 0) {
            let n = normalise(v);
            assert_eq!(n.high >> 63, 1);
            assert_eq!(join(n.high, n.low) >> (127 - n.exponent), v);
        }
        assert_eq!(normalise(0).high, 0);
    }
}

mod a_float {
    use super::*;

    #[test]
    fn rounds_to_the_nearest_integer() {
        for (m, e) in draws(6).zip(draws(7)).take(100_000) {
            let (mantissa, exponent) = (m | 1 << 63, (e % 140) as i32 - 14);
            let got = Float::new(mantissa, exponent);
            if !got.fits_u126() {
                continue;
            }
            // Twice the value, rounded down, then halves up.
            let doubled = if exponent >= 62 {
                U256::from(mantissa) << (exponent - 62) as usize
            } else {
                U256::from(mantissa) >> (62 - exponent) as usize
            };
            assert_eq!(
                U256::from(got.to_u128_nearest()),
                (doubled + U256::ONE) >> 1
            );
        }
    }

    #[test]
    fn multiplies_and_inverts_within_its_bounds() {
        for (a, b) in draws(8).zip(draws(9)).take(100_000) {
            let (a, b) = (a | 1 << 63, b | 1 << 63);
            let product = Float::new(a, 0).mul(Float::new(b, 0));
            let exact = u128::from(a) * u128::from(b); // 126 fractional bits
            let got = u128::from(product.mantissa) << (63 + product.exponent);
            assert!(
                exact - got < 1 << 65,
                "2^-62 of a product that is at least 2^126"
            );
            let inverse = Float::new(a, 0).recip();
            let one = Float::new(a, 0).mul(inverse);
            let gap = if one.exponent < 0 {
                one.mantissa.wrapping_neg() >> 1
            } else {
                one.mantissa - (1 << 63)
            };
            assert!(gap <= 4, "{a} times its inverse is {gap} units off");
        }
    }
}

mod a_square_root {
    use super::*;

    /// |√x − root| ≤ 2.1e-19·root, compared as squares.
    fn is_the_root(x: u64) -> bool {
        let root = sqrt_float(x);
        assert_eq!(root.mantissa >> 63, 1, "{x}");
        // (mantissa·2^(exponent − 63))² against x, both times 2^(126 − 2·exponent).
        let square = U256::from(root.mantissa) * U256::from(root.mantissa);
        let want = U256::from(x) << (126 - 2 * root.exponent) as usize;
        square.abs_diff(want) >> 64 <= U256::from(8)
    }

    #[test]
    fn of_a_word_is_right_up_to_the_largest() {
        for x in (0..1_000).flat_map(|d| [u64::MAX - d, (1 << 62) - 1 + d, d + 1, (1 << 63) + d]) {
            assert!(is_the_root(x), "{x}");
        }
        for x in draws(12).take(100_000) {
            assert!(
                is_the_root(x | 1) && is_the_root((x >> (x % 64)) | 1),
                "{x}"
            );
        }
        assert_eq!(sqrt_float(0), Float::ZERO);
    }

    #[test]
    fn is_correctly_rounded_each_way() {
        for x in wide_draws(10)
            .take(50_000)
            .chain([0, 1, 2, WAD, 4 * WAD, u128::MAX])
        {
            let radicand = U256::from(x) * U256::from(WAD);
            let square = |r: u128| U256::from(r) * U256::from(r);
            let down = sqrt_wad_down(Wad::from_wei(x)).wei();
            assert!(
                square(down) <= radicand && square(down + 1) > radicand,
                "{x}"
            );
            let up = sqrt_wad_up(Wad::from_wei(x)).wei();
            assert_eq!(up, down + u128::from(square(down) != radicand), "{x}");
            let nearest = sqrt_wad(Wad::from_wei(x)).wei();
            let below = radicand - square(down) <= U256::from(down);
            assert_eq!(nearest, if below { down } else { down + 1 }, "{x}");
        }
    }
}

mod a_quotient {
    use super::*;

    #[test]
    fn of_a_product_is_rounded_each_way() {
        for ((a, b), c) in wide_draws(11)
            .zip(wide_draws(12))
            .zip(wide_draws(13))
            .take(50_000)
        {
            if c == 0 {
                assert_eq!(mul_div_down(a, b, c), Err(MathError::DivisionByZero));
                continue;
            }
            let (quotient, rest) = (U256::from(a) * U256::from(b)).div_rem(U256::from(c));
            match mul_div_down(a, b, c) {
                Ok(down) => assert_eq!(U256::from(down), quotient),
                Err(error) => assert!(error == MathError::Overflow && quotient.bit_len() > 128),
            }
            let up = quotient + U256::from(rest != U256::ZERO);
            match mul_div_up(a, b, c) {
                Ok(got) => assert_eq!(U256::from(got), up),
                Err(error) => assert!(error == MathError::Overflow && up.bit_len() > 128),
            }
        }
    }

    #[test]
    fn of_units_is_rounded_each_way() {
        let amount = Wad::from_wei(1_999_999_999_999);
        assert_eq!(amount.to_units_down(1_000_000_000_000), Ok(1));
        assert_eq!(amount.to_units_up(1_000_000_000_000), Ok(2));
        assert_eq!(amount.to_units_up(0), Err(MathError::DivisionByZero));
        assert_eq!(
            Wad::from_units(5, 1_000_000_000_000).map(Wad::wei),
            Ok(5_000_000_000_000)
        );
        assert_eq!(Wad::from_units(u128::MAX, 2), Err(MathError::Overflow));
    }
}

mod refuses {
    use super::*;

    #[test]
    fn what_has_no_answer() {
        assert_eq!(ln_wad(Wad::ZERO), Err(MathError::LogarithmOfZero));
        for p in [Wad::ZERO, Wad::ONE, Wad::from_wei(u128::MAX)] {
            let refused = normal::quantile_wad::<Compact>(p);
            assert_eq!(refused, Err(MathError::ProbabilityOutOfRange));
        }
        for x in [exponential::MAX_EXPONENT.wei() + 1, i128::MAX] {
            let refused = exponential::exp_wad::<Compact>(SignedWad::from_wei(x));
            assert_eq!(refused, Err(MathError::ExponentTooLarge));
        }
        let lowest = exponential::exp_wad::<Compact>(SignedWad::from_wei(i128::MIN));
        assert_eq!(lowest, Ok(Wad::ZERO));
        let refused = exponential::exp_float::<Compact>(SignedWad::from_wei(i128::MIN));
        assert_eq!(refused.unwrap_err(), MathError::ExponentTooLarge);
    }

    #[test]
    fn nothing_of_the_distribution() {
        for x in [i128::MIN, -40 * WAD as i128, 40 * WAD as i128, i128::MAX] {
            let p = normal::cdf_wad::<Compact>(SignedWad::from_wei(x)).wei();
            assert_eq!(p, if x < 0 { 0 } else { WAD });
            assert_eq!(
                normal::pdf_wad::<Compact>(SignedWad::from_wei(x)),
                Wad::ZERO
            );
        }
    }
}
