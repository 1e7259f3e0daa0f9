//! What depends on spot, strike, time and rate alone: the logarithm of the moneyness and the
//! discounted strike.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "words of stated width: the domain keeps products below 2¹²⁸ and exponents small"
)]

use math::exponential::{exp_neg, exp_pos};
use math::wide::{
    Normalised, at_most_126, join, mul_high_coarse, mul_wide, negate_if, normalise, shift_right,
    sign_mask, split,
};
use math::{Approximation, Float, Q120, Wad, ln_ratio};

use crate::PricingError;
use crate::black_scholes::terms::{NEGATIVE_RATE_SECOND_BITS, RATE_SECOND_BITS, Terms};
use crate::constants::{RATE_SECOND_EXPONENT, RATE_SECOND_HIGH, RATE_SECOND_LOW};

/// ln(S/K′), and S and K′ in the formats of the kernels. K′ = K·e^(−rT).
///
/// A book that is revalued keeps one of these a position: everything that the scenarios leave
/// alone.
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
    /// K′ in wei, as a float that keeps what rounding takes from the integer.
    pub discounted_strike_float: Float,
    /// e^(−rT).
    pub discount: Float,
}

impl Moneyness {
    /// Computes the moneyness of checked terms.
    ///
    /// # Errors
    /// What [`Terms::check`] refuses, and [`PricingError::RateOutOfRange`] if rate·years lies
    /// outside of about (−4.9, 19.6).
    #[inline(always)]
    pub fn new<A: Approximation>(terms: &Terms) -> Result<Self, PricingError> {
        terms.check()?;
        Self::of_checked::<A>(terms)
    }

    /// As [`Self::new`], of terms that [`Terms::check`] has passed.
    #[inline(always)]
    pub(crate) fn of_checked<A: Approximation>(terms: &Terms) -> Result<Self, PricingError> {
        let spot = normalise(terms.spot.wei());
        let strike = normalise(terms.strike.wei());
        let log = ln_ratio(spot, strike);
        let undiscounted = Self {
            log,
            distance: log.magnitude(),
            spot: terms.spot,
            spot_float: Float::new(spot.high, spot.exponent),
            discounted_strike: terms.strike,
            discounted_strike_float: Float::new(strike.high, strike.exponent),
            discount: Float::ONE,
        };
        if terms.rate.wei() == 0 || terms.expiry_secs == 0 {
            return Ok(undiscounted);
        }
        undiscounted.discount::<A>(terms, strike)
    }

    /// Whether the put is the option out of the money (S > K′).
    #[must_use]
    #[inline(always)]
    pub const fn put_is_out(&self) -> bool {
        self.log.is_positive()
    }

    /// M = min(S, K′) as a float.
    #[must_use]
    #[inline(always)]
    pub const fn smaller(&self) -> Float {
        if self.put_is_out() {
            self.discounted_strike_float
        } else {
            self.spot_float
        }
    }

    /// Brings the rate in: ln(S/K) + rT and K·e^(−rT).
    #[inline(always)]
    fn discount<A: Approximation>(
        self,
        terms: &Terms,
        strike: Normalised,
    ) -> Result<Self, PricingError> {
        let rate = terms.rate.wei();
        let sign = sign_mask(rate as u128);
        let magnitude = (rate as u64 ^ sign).wrapping_sub(sign);
        let product = rate_time(magnitude, terms.expiry_secs, sign)?;
        let signed = negate_if(product, sign);
        let log = self.log.plus(Q120::from_raw(signed as i128));
        let y = product >> 56;
        let factor = if sign != 0 {
            exp_pos::<A>(y)
        } else {
            exp_neg::<A>(y)
        };
        let (discounted_strike, discounted_strike_float) = discounted(strike, factor);
        Ok(Self {
            log,
            distance: log.magnitude(),
            discounted_strike,
            discounted_strike_float,
            discount: factor,
            ..self
        })
    }
}

/// |r|·T with 120 fractional bits, for |r| in wei and T in seconds below 2³². Refuses what is
/// too much for the rate's `sign` (all ones or nought).
#[inline(always)]
fn rate_time(rate_wei: u64, secs: u64, sign: u64) -> Result<u128, PricingError> {
    const SPARE: u32 = 128 - RATE_SECOND_BITS;
    /// Of a product's upper 128 bits; the constant's mantissa has 127 below its point.
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

/// K·factor, to the nearest wei and as a float.
#[inline(always)]
fn discounted(strike: Normalised, factor: Float) -> (Wad, Float) {
    // The strike's lower word is worth no more than the factor's own error.
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
