//! Cash-or-nothing digitals: a call that pays one unit of quote above the strike, a put that
//! pays it at or below.
//!
//! The call is worth D·Φ(d₂) with D = e^(−rT), the put the rest of D.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "a bond is below 2⁶⁸ wei, and the smaller side is held below it"
)]

use math::{Approximation, Float, SignedWad, Wad};

use crate::PricingError;
use crate::black_scholes::{Kernel, Moneyness, Side, Terms};
use crate::constants::{INV_SQRT_TWO_PI, INV_WAD, INV_YEAR, WAD_FLOAT};
use crate::real::{Real, Small};
use crate::rounder::Rounder;

/// The price and the sensitivities of one digital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digital {
    /// Its price.
    pub price: Wad,
    /// ∂V/∂S.
    pub delta: SignedWad,
    /// ∂²V/∂S².
    pub gamma: SignedWad,
    /// ∂V/∂σ.
    pub vega: SignedWad,
    /// −∂V/∂T per year.
    pub theta: SignedWad,
    /// ∂V/∂r.
    pub rho: SignedWad,
    /// ∂²V/∂S∂σ.
    pub vanna: SignedWad,
    /// ∂²V/∂σ².
    pub volga: SignedWad,
}

/// A digital call and put on the same terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digitals {
    /// Pays above the strike.
    pub call: Digital,
    /// Pays at or below the strike.
    pub put: Digital,
}

/// Returns the price of one digital, to the nearest wei.
///
/// # Errors
/// The [`PricingError`] that names the argument out of the domain.
pub fn price<A: Approximation>(
    terms: &Terms,
    volatility: Wad,
    side: Side,
) -> Result<Wad, PricingError> {
    terms.check_with(volatility)?;
    let m = Moneyness::of_checked::<A>(terms)?;
    let (call, put) = match Kernel::of::<A>(terms, &m, volatility) {
        Some((k, _)) => {
            let (call, put) = halves(terms, &m, &k);
            live_prices(&m, call, put)
        }
        None => settled_prices(&m),
    };
    Ok(match side {
        Side::Call => call,
        Side::Put => put,
    })
}

/// Returns prices and sensitivities of both digitals.
///
/// # Errors
/// The [`PricingError`] that names the argument out of the domain, or [`PricingError::GreekOutOfRange`].
pub fn greeks<A: Approximation>(terms: &Terms, volatility: Wad) -> Result<Digitals, PricingError> {
    terms.check_with(volatility)?;
    let m = Moneyness::of_checked::<A>(terms)?;
    match Kernel::of::<A>(terms, &m, volatility) {
        Some((k, v)) => live_greeks(terms, &m, &k, v, volatility),
        None => settled_greeks(terms, &m),
    }
}

/// Returns D in wei.
fn bond(m: &Moneyness) -> u128 {
    m.discount.by(WAD_FLOAT).nearest()
}

/// Returns D·Φ(d₂) and D·Φ(−d₂) in wei: the smaller one from its ratio, the other as the rest of D.
fn halves(terms: &Terms, m: &Moneyness, k: &Kernel) -> (Float, Float) {
    let ratio = if m.put_is_out() { k.ratio_a } else { k.ratio_b };
    let small = m
        .smaller()
        .by(k.gauss)
        .by(Float::normalised(ratio, 0))
        .over(Float::from_u128(terms.strike.wei()))
        .by(WAD_FLOAT);
    let bond = Real::positive(m.discount.by(WAD_FLOAT));
    let rest = bond.plus(Real::new(true, small));
    let rest = if rest.negative {
        Float::ZERO
    } else {
        rest.magnitude
    };
    // Below the kernel's middle the ratio is that of |a|, and belongs to the other side.
    if m.put_is_out() && !k.from_above {
        (rest, small)
    } else {
        (small, rest)
    }
}

/// Returns call and put when time and volatility are left. They add up to D to the wei.
fn live_prices(m: &Moneyness, call: Float, put: Float) -> (Wad, Wad) {
    let bond = bond(m);
    // The smaller one is rounded, and the larger one is the rest.
    let call = if call.exponent < put.exponent {
        call.nearest()
    } else {
        bond - put.nearest().min(bond)
    };
    (Wad::from_wei(call), Wad::from_wei(bond - call))
}

/// Returns call and put when nothing moves any more: D for the one that pays.
fn settled_prices(m: &Moneyness) -> (Wad, Wad) {
    let bond = Wad::from_wei(bond(m));
    if m.put_is_out() {
        (bond, Wad::ZERO)
    } else {
        (Wad::ZERO, bond)
    }
}

fn settled_greeks(terms: &Terms, m: &Moneyness) -> Result<Digitals, PricingError> {
    let (call, put) = settled_prices(m);
    let mut round = Rounder::new();
    let bond = m.discount.by(WAD_FLOAT);
    let years = Float::from_u64(terms.expiry_secs).by(INV_YEAR);
    let rate = signed_rate(terms);
    let paid = Digital {
        price: if m.put_is_out() { call } else { put },
        delta: SignedWad::ZERO,
        gamma: SignedWad::ZERO,
        vega: SignedWad::ZERO,
        theta: round.signed_called(rate.scaled(bond)),
        rho: round.signed_called(Real::new(true, bond.by(years))),
        vanna: SignedWad::ZERO,
        volga: SignedWad::ZERO,
    };
    let nothing = Digital {
        price: Wad::ZERO,
        theta: SignedWad::ZERO,
        rho: SignedWad::ZERO,
        ..paid
    };
    let (call, put) = if m.put_is_out() {
        (paid, nothing)
    } else {
        (nothing, paid)
    };
    round.finish(Digitals { call, put })
}

fn signed_rate(terms: &Terms) -> Real {
    let rate = terms.rate.wei();
    Real::new(rate < 0, Float::from_u128(rate.unsigned_abs()).by(INV_WAD))
}

fn live_greeks(
    terms: &Terms,
    m: &Moneyness,
    k: &Kernel,
    v: Float,
    volatility: Wad,
) -> Result<Digitals, PricingError> {
    let (call_worth, put_worth) = halves(terms, m, k);
    let (call_price, put_price) = live_prices(m, call_worth, put_worth);
    let (a, b) = (Real::from_q64(k.a), Real::from_q64(k.b));
    let (d1, d2) = if m.put_is_out() {
        (b, a)
    } else {
        (a.negated(), b.negated())
    };
    let one = Real::positive(Float::ONE);
    let years = Float::from_u64(terms.expiry_secs).by(INV_YEAR);
    let inv_spot = m.spot_float.inverse().by(WAD_FLOAT);
    let inv_v = v.inverse();
    let inv_sigma = Float::from_u64(volatility.wei() as u64)
        .by(INV_WAD)
        .inverse();
    // q = D·φ(d₂) = S·φ(d₁)/K
    let q = m
        .smaller()
        .by(k.gauss)
        .by(INV_SQRT_TWO_PI)
        .over(Float::from_u128(terms.strike.wei()))
        .by(WAD_FLOAT);
    let rate = signed_rate(terms);
    let d1_d2_less_1 = d1.times(d2).plus(one.negated());

    let delta = Real::positive(q.by(inv_spot).by(inv_v));
    let gamma = delta.times(d1).scaled(inv_spot.by(inv_v)).negated();
    let vega = d1.scaled(q.by(inv_sigma)).negated();
    let drift = rate
        .scaled(inv_v)
        .plus(d1.scaled(years.inverse().scale(-1)).negated())
        .scaled(q);
    let vanna = delta.times(d1_d2_less_1).scaled(inv_sigma);
    let volga = d1
        .times(d1_d2_less_1)
        .plus(d2.negated())
        .scaled(q.by(inv_sigma).by(inv_sigma))
        .negated();
    let root = years.by(inv_v); // T/v = √T/σ

    let mut round = Rounder::new();
    let mut side = |price: Wad, worth: Float, flip: bool| {
        let turn = |s: Real| if flip { s.negated() } else { s };
        Digital {
            price,
            delta: round.signed_called(turn(delta)),
            gamma: round.signed_called(turn(gamma)),
            vega: round.signed_called(turn(vega)),
            theta: round.signed_called(rate.scaled(worth).plus(turn(drift).negated())),
            rho: round.signed_called(
                turn(Real::positive(q.by(root))).plus(Real::new(true, worth.by(years))),
            ),
            vanna: round.signed_called(turn(vanna)),
            volga: round.signed_called(turn(volga)),
        }
    };
    let digitals = Digitals {
        call: side(call_price, call_worth, false),
        put: side(put_price, put_worth, true),
    };
    round.finish(digitals)
}
