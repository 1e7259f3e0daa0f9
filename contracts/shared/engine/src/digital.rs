//! Cash-or-nothing digitals: a call that pays one unit of quote above the strike, a put that
//! pays it at or below.
//!
//! The call is worth D·Φ(d₂), D = e^(−rT), the put the rest of D.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "a bond is below 2⁶⁸ wei, and the smaller side is held below it"
)]

use math::{Approximation, Float, SignedWad, Wad};

use crate::PricingError;
use crate::black_scholes::{Kernel, Moneyness, Side, Terms};
use crate::constants::{INV_SQRT_TWO_PI, INV_WAD, INV_YEAR, WAD_FLOAT};
use crate::signed::{Rounder, Signed};

/// Price and sensitivities of one digital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digital {
    /// What it is worth.
    pub price: Wad,
    /// ∂V/∂S.
    pub delta: SignedWad,
    /// ∂²V/∂S².
    pub gamma: SignedWad,
    /// ∂V/∂σ.
    pub vega: SignedWad,
    /// −∂V/∂T a year.
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

/// The price of one digital, to the nearest wei.
///
/// # Errors
/// The [`PricingError`] that names the argument outside of the domain.
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

/// Prices and sensitivities of both digitals.
///
/// # Errors
/// The [`PricingError`] that names the argument outside of the domain, or
/// [`PricingError::GreekOutOfRange`].
pub fn greeks<A: Approximation>(terms: &Terms, volatility: Wad) -> Result<Digitals, PricingError> {
    terms.check_with(volatility)?;
    let m = Moneyness::of_checked::<A>(terms)?;
    match Kernel::of::<A>(terms, &m, volatility) {
        Some((k, v)) => live_greeks(terms, &m, &k, v, volatility),
        None => settled_greeks(terms, &m),
    }
}

/// D in wei.
fn bond(m: &Moneyness) -> u128 {
    m.discount.mul(WAD_FLOAT).to_u128_nearest()
}

/// D·Φ(d₂) and D·Φ(−d₂) in wei: the smaller one from its ratio, the other as the rest of D.
fn halves(terms: &Terms, m: &Moneyness, k: &Kernel) -> (Float, Float) {
    let ratio = if m.put_is_out() { k.ratio_a } else { k.ratio_b };
    let small = m
        .smaller()
        .mul(k.gauss)
        .mul(Float::normalised(ratio, 0))
        .div(Float::from_u128(terms.strike.wei()))
        .mul(WAD_FLOAT);
    let bond = Signed::new(m.discount.mul(WAD_FLOAT), false);
    let rest = bond.plus(Signed::new(small, true));
    let rest = if rest.negative {
        Float::ZERO
    } else {
        rest.magnitude
    };
    // Below the kernel's middle the ratio is that of |a|, and stands for the other side.
    if m.put_is_out() && !k.from_above {
        (rest, small)
    } else {
        (small, rest)
    }
}

/// Call and put with time and volatility left; they add up to D to the wei.
fn live_prices(m: &Moneyness, call: Float, put: Float) -> (Wad, Wad) {
    let bond = bond(m);
    // The smaller one is rounded, the larger one takes what is left.
    let call = if call.exponent < put.exponent {
        call.to_u128_nearest()
    } else {
        bond - put.to_u128_nearest().min(bond)
    };
    (Wad::from_wei(call), Wad::from_wei(bond - call))
}

/// Call and put when nothing moves any more: D to the one that pays.
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
    let bond = m.discount.mul(WAD_FLOAT);
    let years = Float::from_u64(terms.expiry_secs).mul(INV_YEAR);
    let rate = signed_rate(terms);
    let paid = Digital {
        price: if m.put_is_out() { call } else { put },
        delta: SignedWad::ZERO,
        gamma: SignedWad::ZERO,
        vega: SignedWad::ZERO,
        theta: round.signed(rate.times(bond)),
        rho: round.signed(Signed::new(bond.mul(years), true)),
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

fn signed_rate(terms: &Terms) -> Signed {
    let rate = terms.rate.wei();
    Signed::new(Float::from_u128(rate.unsigned_abs()).mul(INV_WAD), rate < 0)
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
    let (a, b) = (Signed::from_q64(k.a), Signed::from_q64(k.b));
    let (d1, d2) = if m.put_is_out() {
        (b, a)
    } else {
        (a.negated(), b.negated())
    };
    let one = Signed::new(Float::ONE, false);
    let years = Float::from_u64(terms.expiry_secs).mul(INV_YEAR);
    let inv_spot = m.spot_float.recip().mul(WAD_FLOAT);
    let inv_v = v.recip();
    let inv_sigma = Float::from_u64(volatility.wei() as u64)
        .mul(INV_WAD)
        .recip();
    // q = D·φ(d₂) = S·φ(d₁)/K
    let q = m
        .smaller()
        .mul(k.gauss)
        .mul(INV_SQRT_TWO_PI)
        .div(Float::from_u128(terms.strike.wei()))
        .mul(WAD_FLOAT);
    let rate = signed_rate(terms);
    let d1_d2_less_1 = d1.mul(d2).plus(one.negated());

    let delta = Signed::new(q.mul(inv_spot).mul(inv_v), false);
    let gamma = delta.mul(d1).times(inv_spot.mul(inv_v)).negated();
    let vega = d1.times(q.mul(inv_sigma)).negated();
    let drift = rate
        .times(inv_v)
        .plus(d1.times(years.recip().scale(-1)).negated())
        .times(q);
    let vanna = delta.mul(d1_d2_less_1).times(inv_sigma);
    let volga = d1
        .mul(d1_d2_less_1)
        .plus(d2.negated())
        .times(q.mul(inv_sigma).mul(inv_sigma))
        .negated();
    let root = years.mul(inv_v); // T/v = √T/σ

    let mut round = Rounder::new();
    let mut side = |price: Wad, worth: Float, flip: bool| {
        let turn = |s: Signed| if flip { s.negated() } else { s };
        Digital {
            price,
            delta: round.signed(turn(delta)),
            gamma: round.signed(turn(gamma)),
            vega: round.signed(turn(vega)),
            theta: round.signed(rate.times(worth).plus(turn(drift).negated())),
            rho: round.signed(
                turn(Signed::new(q.mul(root), false)).plus(Signed::new(worth.mul(years), true)),
            ),
            vanna: round.signed(turn(vanna)),
            volga: round.signed(turn(volga)),
        }
    };
    let digitals = Digitals {
        call: side(call_price, call_worth, false),
        put: side(put_price, put_worth, true),
    };
    round.finish(digitals)
}
