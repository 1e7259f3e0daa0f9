//! The part of a price that depends on spot, strike, time and rate alone: the logarithm of the moneyness and the
//! discounted strike.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "words of stated width: the domain keeps products below 2¹²⁸ and exponents small"
)]

use math::exponential::exp_signed;
use math::wide::{
    Normalised, at_most_126, join, mul_high_coarse, mul_wide, negate_if, normalise, shift_right,
    sign_mask, split,
};
use math::{Approximation, Float, Q120, Wad, ln_ratio, ln_ratio_called};

use crate::PricingError;
use crate::black_scholes::terms::{NEGATIVE_RATE_SECOND_BITS, RATE_SECOND_BITS, Terms};
use crate::constants::{RATE_SECOND_EXPONENT, RATE_SECOND_HIGH, RATE_SECOND_LOW};

/// ln(S/K′), and S and K′ in the formats of the kernels. K′ = K·e^(−rT).
///
/// A revaluation keeps one of these per position: everything that the scenarios do not change.
#[derive(Clone, Copy, Debug)]
pub struct Moneyness {
    /// ln(S/K′) = ln(S/K) + rT.
    pub log: Q120,
    /// |ln(S/K′)| as a float.
    pub distance: Float,
    /// S in wei.
    pub spot: Wad,
    /// S in wei, as a float.
    pub spot_float: Float,
    /// K′ to the nearest wei.
    pub discounted_strike: Wad,
    /// K′ in wei, as a float that keeps the digits that rounding takes from the integer.
    pub discounted_strike_float: Float,
    /// e^(−rT).
    pub discount: Float,
}

impl Moneyness {
    /// Computes the moneyness of checked terms.
    ///
    /// # Errors
    /// As [`Terms::check`], and [`PricingError::RateOutOfRange`] if rate·years is outside of about (−4.9, 19.6).
    #[inline(always)]
    pub fn new<A: Approximation>(terms: &Terms) -> Result<Self, PricingError> {
        terms.check()?;
        Self::of_checked::<A>(terms)
    }

    /// Does the same as [`Self::new`] for terms that [`Terms::check`] has accepted. A program contains it once.
    #[inline(never)]
    pub(crate) fn of_checked<A: Approximation>(terms: &Terms) -> Result<Self, PricingError> {
        Self::build::<A, true>(terms)
    }

    /// Does the same as [`Self::of_checked`], copied into its caller: with the kernel it takes 8 gas less, and 1.2 kB
    /// of code more.
    #[inline(always)]
    pub(crate) fn inlined<A: Approximation>(terms: &Terms) -> Result<Self, PricingError> {
        Self::build::<A, false>(terms)
    }

    #[inline(always)]
    fn build<A: Approximation, const CALLED: bool>(terms: &Terms) -> Result<Self, PricingError> {
        let spot = normalise(terms.spot.wei());
        let strike = normalise(terms.strike.wei());
        let ratio = if CALLED {
            ln_ratio_called(spot, strike)
        } else {
            ln_ratio(spot, strike)
        };
        let Growth { log, factor } = Growth::of::<A>(terms)?;
        let (discounted_strike, discounted_strike_float) = discounted(strike, factor);
        let log = ratio.plus(log);
        Ok(Self {
            log,
            distance: log.magnitude(),
            spot: terms.spot,
            spot_float: Float::new(spot.high, spot.exponent),
            // The product has 128 bits, except those of the strike's lower word.
            discounted_strike: if factor == Float::ONE {
                terms.strike
            } else {
                discounted_strike
            },
            discounted_strike_float,
            discount: factor,
        })
    }

    /// Returns whether the put is the option out of the money (S > K′).
    #[must_use]
    #[inline(always)]
    pub const fn put_is_out(&self) -> bool {
        self.log.is_positive()
    }

    /// Returns M = min(S, K′) as a float.
    #[must_use]
    #[inline(always)]
    pub const fn smaller(&self) -> Float {
        if self.put_is_out() {
            self.discounted_strike_float
        } else {
            self.spot_float
        }
    }
}

/// The effect of the rate until expiry.
struct Growth {
    /// rT.
    log: Q120,
    /// e^(−rT).
    factor: Float,
}

impl Growth {
    #[inline(always)]
    fn of<A: Approximation>(terms: &Terms) -> Result<Self, PricingError> {
        let rate = terms.rate.wei();
        let sign = sign_mask(rate as u128);
        let magnitude = (rate as u64 ^ sign).wrapping_sub(sign);
        let product = rate_time(magnitude, terms.expiry_secs, sign)?;
        Ok(Self {
            log: Q120::from_raw(negate_if(product, sign) as i128),
            factor: exp_signed::<A>(product >> 56, !sign),
        })
    }
}

/// Returns |r|·T with 120 fractional bits, for |r| in wei and T in seconds below 2³². Refuses a product that is too
/// large for the `sign` of the rate (all ones or zero).
#[inline(always)]
fn rate_time(rate_wei: u64, secs: u64, sign: u64) -> Result<u128, PricingError> {
    const SPARE: u32 = 128 - RATE_SECOND_BITS;
    /// Fractional bits of a product's upper 128 bits. The mantissa of the constant has 127.
    const FRACTION: i32 = SPARE as i32 + (127 - RATE_SECOND_EXPONENT) - 128;
    let low = (rate_wei & 0xffff_ffff) * secs;
    let high = (rate_wei >> 32) * secs + (low >> 32);
    let (high, low) = (high >> 32, (high << 32) | (low & 0xffff_ffff));
    let limit = RATE_SECOND_BITS - (sign as u32 & (RATE_SECOND_BITS - NEGATIVE_RATE_SECOND_BITS));
    if high >> (limit - 64) != 0 {
        return Err(PricingError::RateOutOfRange);
    }
    let (high, low) = split(join(high, low) << SPARE);
    let crossed = u128::from(mul_high_coarse(high, RATE_SECOND_LOW))
        + u128::from(mul_high_coarse(low, RATE_SECOND_HIGH));
    Ok((mul_wide(high, RATE_SECOND_HIGH) + crossed) >> (FRACTION - 120))
}

/// Returns K·factor, to the nearest wei and as a float.
#[inline(always)]
fn discounted(strike: Normalised, factor: Float) -> (Wad, Float) {
    // The strike's lower word is worth no more than the error of the factor.
    let product = mul_wide(strike.high, factor.mantissa);
    let exponent = strike.exponent + factor.exponent + 1;
    let (high, low) = split(product);
    let (wei_high, wei_low) = shift_right(high, low, at_most_126(126 - exponent));
    let wei = (join(wei_high, wei_low) >> 1) + u128::from(wei_low & 1);
    let clear = !high >> 63;
    let mantissa = (high << clear) | ((low >> 63) & clear);
    (
        Wad::from_wei(wei),
        Float::new(mantissa, exponent - clear as i32),
    )
}
