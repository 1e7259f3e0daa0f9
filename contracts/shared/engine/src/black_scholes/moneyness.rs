//! What depends on spot, strike, time and rate alone: the logarithm of the moneyness and the
//! discounted strike.

use math::exponential::{exp_neg, exp_pos};
use math::wide::{
    Normalised, join, min_shift, mul_high, mul_high_coarse, mul_wide, negate_if, normalise,
    shift_right, split,
};
use math::{Approximation, Float, Q120, Wad, ln_ratio};

use crate::PricingError;
use crate::black_scholes::Terms;
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
    /// What [`Terms::check`] refuses, and [`PricingError::RateOutOfRange`] if rate·time lies
    /// outside of [−4, 20].
    #[inline(always)]
    pub fn new<A: Approximation>(terms: &Terms) -> Result<Self, PricingError> {
        terms.check()?;
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
        if self.put_is_out() { self.discounted_strike_float } else { self.spot_float }
    }

    /// Brings the rate in: ln(S/K) + rT and K·e^(−rT).
    #[inline(always)]
    fn discount<A: Approximation>(
        self,
        terms: &Terms,
        strike: Normalised,
    ) -> Result<Self, PricingError> {
        let rate = terms.rate.wei();
        let product = rate_time(rate.unsigned_abs() as u64, terms.expiry_secs);
        let negative = rate < 0;
        if product > if negative { 4 << 120 } else { 20 << 120 } {
            return Err(PricingError::RateOutOfRange);
        }
        let signed = negate_if(product, if negative { u64::MAX } else { 0 });
        let log = self.log.plus(Q120::from_raw(signed as i128));
        let y = product >> 56;
        let factor = if negative { exp_pos::<A>(y) } else { exp_neg::<A>(y) };
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

/// |r|·T with 120 fractional bits, for |r| in wei and T in seconds below 2³².
#[inline(always)]
fn rate_time(rate_wei: u64, secs: u64) -> u128 {
    let low = (rate_wei & 0xffff_ffff) * secs;
    let high = (rate_wei >> 32) * secs + (low >> 32);
    let p = normalise(join(high >> 32, (high << 32) | (low & 0xffff_ffff)));
    let crossed = u128::from(mul_high_coarse(p.high, RATE_SECOND_LOW))
        + u128::from(mul_high_coarse(p.low, RATE_SECOND_HIGH));
    let m = mul_wide(p.high, RATE_SECOND_HIGH).wrapping_add(crossed);
    let exponent = p.exponent + RATE_SECOND_EXPONENT + 2;
    let (m_high, m_low) = split(m);
    let (high, low) = shift_right(m_high, m_low, min_shift((8 - exponent) as u32, 126));
    join(high, low)
}

/// K·factor, to the nearest wei and as a float.
#[inline(always)]
fn discounted(strike: Normalised, factor: Float) -> (Wad, Float) {
    let product = mul_wide(strike.high, factor.mantissa)
        .wrapping_add(u128::from(mul_high(strike.low, factor.mantissa)));
    let exponent = strike.exponent + factor.exponent + 1;
    let (high, low) = split(product);
    let (wei_high, wei_low) = shift_right(high, low, min_shift((126 - exponent) as u32, 126));
    let wei = (join(wei_high, wei_low) >> 1) + u128::from(wei_low & 1);
    let clear = !high >> 63;
    let mantissa = (high << clear) | ((low >> 63) & clear);
    (Wad::from_wei(wei), Float::new(mantissa, exponent - clear as i32))
}
