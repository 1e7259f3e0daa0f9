//! Prices with all of their sensitivities, for call and put at once.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "every number is below 2¹²⁶ when the rounder has not refused it"
)]

use math::root::sqrt_nonzero;
use math::{Approximation, Float, SignedWad, WAD, Wad};

use crate::PricingError;
use crate::black_scholes::{Kernel, Moneyness, Prices, Terms};
use crate::constants::{INV_SQRT_TWO_PI, INV_SQRT_YEAR, INV_WAD, INV_YEAR, WAD_FLOAT, WAD_SQUARED};
use crate::real::Real;
use crate::rounder::Rounder;

/// The sensitivities in which call and put differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Greeks {
    /// ∂V/∂S.
    pub delta: SignedWad,
    /// −∂V/∂T per year.
    pub theta: SignedWad,
    /// ∂V/∂r.
    pub rho: SignedWad,
}

/// Prices and sensitivities of a call and a put on the same terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valuation {
    /// The prices.
    pub prices: Prices,
    /// Sensitivities of the call.
    pub call: Greeks,
    /// Sensitivities of the put.
    pub put: Greeks,
    /// ∂²V/∂S², the same for both.
    pub gamma: Wad,
    /// ∂V/∂σ, the same for both.
    pub vega: Wad,
    /// ∂²V/∂S∂σ, the same for both.
    pub vanna: SignedWad,
    /// ∂²V/∂σ², the same for both.
    pub volga: SignedWad,
}

/// Returns prices and sensitivities at a volatility.
///
/// # Errors
/// The [`PricingError`] that names the argument out of the domain.
#[inline(always)]
pub fn greeks<A: Approximation>(terms: &Terms, volatility: Wad) -> Result<Valuation, PricingError> {
    terms.check_with(volatility)?;
    let moneyness = Moneyness::of_checked::<A>(terms)?;
    match Kernel::of::<A>(terms, &moneyness, volatility) {
        Some((kernel, v)) => {
            let sigma = Float::from_u64(volatility.wei() as u64).mul(INV_WAD);
            alive(
                terms,
                &moneyness,
                &kernel,
                v,
                sigma,
                sqrt_nonzero(terms.expiry_secs),
            )
        }
        None => intrinsic(terms, &moneyness),
    }
}

/// Binary digits below the wei, kept of factors that are multiplied by the time to expiry.
const FINE_BITS: i32 = 6;

/// Returns the valuation without time value: the option in the money is a forward, the other one is worthless.
#[inline(always)]
fn intrinsic(terms: &Terms, m: &Moneyness) -> Result<Valuation, PricingError> {
    let call_in = m.spot > m.discounted_strike;
    let mut round = Rounder::new();
    let years = Float::from_u64(terms.expiry_secs).mul(INV_YEAR);
    let strike = Real::new(!call_in, m.discounted_strike_float);
    let delta = Real::new(!call_in, WAD_FLOAT);
    let live = Greeks {
        delta: round.signed(delta),
        theta: round.signed(strike.mul(signed_rate(terms)).negated()),
        rho: round.signed(strike.mul_float(years)),
    };
    let none = Greeks::default();
    round.finish(Valuation {
        prices: m.with_time_value(Float::ZERO),
        call: if call_in { live } else { none },
        put: if call_in { none } else { live },
        gamma: Wad::ZERO,
        vega: Wad::ZERO,
        vanna: SignedWad::ZERO,
        volga: SignedWad::ZERO,
    })
}

#[inline(always)]
fn signed_rate(terms: &Terms) -> Real {
    let rate = terms.rate.wei();
    Real::new(rate < 0, Float::from_u128(rate.unsigned_abs()).mul(INV_WAD))
}

#[inline(always)]
fn alive(
    terms: &Terms,
    m: &Moneyness,
    k: &Kernel,
    v: Float,
    sigma: Float,
    root: Float,
) -> Result<Valuation, PricingError> {
    let put_out = m.put_is_out();
    let mut round = Rounder::new();
    let w = m.smaller().mul(k.gauss);
    let inv_spot = m.spot_float.recip();
    let density = w.mul(INV_SQRT_TWO_PI); // S·φ(d₁), wei
    let vega = density.mul(root.mul(INV_SQRT_YEAR));
    let phi = density.mul(inv_spot); // φ(d₁)
    let gamma = phi.mul(inv_spot).mul(v.recip()).mul(WAD_SQUARED);

    let wa = w.mul(Float::normalised(k.ratio_a, 0));
    let wb = w.mul(Float::normalised(k.ratio_b, 0));
    let tail = (if put_out { wb } else { wa })
        .mul(inv_spot)
        .mul(WAD_FLOAT)
        .to_u128_nearest() as i128;
    let one = WAD as i128;
    // K′·Φ(d₂) in parts of a wei, computed from the smaller side.
    let fine = |v: Float| v.scale(FINE_BITS).to_u128_nearest();
    let strike = fine(m.discounted_strike_float);
    let small = fine(if put_out { wa } else { wb });
    let (call_delta, call_strike) = if put_out {
        (
            one - tail,
            if k.from_above { small } else { strike - small },
        )
    } else {
        (if k.from_above { one - tail } else { tail }, small)
    };
    let put_strike = strike - call_strike;

    let years = Float::from_u64(terms.expiry_secs).mul(INV_YEAR);
    // Quarters of a wei, because each theta is the sum of two rounded numbers.
    let decay = round.integer(density.mul(v).mul(years.recip()).scale(1)) as i128;
    let rate = signed_rate(terms);
    let call_k = Float::from_u128(call_strike).scale(-FINE_BITS);
    let put_k = Float::from_u128(put_strike).scale(-FINE_BITS);
    let call_carry = round.signed(rate.mul_float(call_k.scale(2))).wei();
    let put_carry = round.signed(rate.mul_float(put_k.scale(2))).wei();
    let whole = |quarters: i128| SignedWad::from_wei((quarters + 2) >> 2);

    let inv_sigma = sigma.recip();
    let (a, b) = (Real::from_q64(k.a), Real::from_q64(k.b));
    let d2 = if put_out { a } else { b.negated() };
    let vanna = d2.negated().mul_float(phi.mul(inv_sigma).mul(WAD_FLOAT));
    let valuation = Valuation {
        prices: m.with_time_value(m.smaller().mul(k.share)),
        call: Greeks {
            delta: SignedWad::from_wei(call_delta),
            theta: whole((-decay).wrapping_sub(call_carry)),
            rho: round.signed(Real::positive(call_k.mul(years))),
        },
        put: Greeks {
            delta: SignedWad::from_wei(call_delta - one),
            theta: whole((-decay).wrapping_add(put_carry)),
            rho: round.signed(Real::new(true, put_k.mul(years))),
        },
        gamma: round.wad(gamma),
        vega: round.wad(vega),
        vanna: round.signed(vanna),
        volga: round.signed(a.mul(b).mul_float(vega.mul(inv_sigma))),
    };
    round.finish(valuation)
}
