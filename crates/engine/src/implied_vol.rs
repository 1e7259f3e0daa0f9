//! The volatility that a price implies.
//!
//! A rational guess in the normal (Bachelier) moneyness comes within 1e-3 of the answer for any strike. Each
//! Householder step of the third order on ln(price/M) then multiplies the number of right digits by four. Prices up to
//! ¾·min(S, K′) take two steps, those above three.
#![allow(
    clippy::needless_bitwise_bool,
    reason = "one branch, where a second would cost 3,200 ink"
)]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point iteration: the ranges are stated beside each step"
)]

use math::root::sqrt_float;
use math::wide::{Normalised, at_most_126, mul_high, shift_right_64};
use math::{Approximation, Float, Wad, ln_ratio_called};

use crate::PricingError;
use crate::black_scholes::{Kernel, Moneyness, Side, Terms};
use crate::constants::{INV_SQRT_TWO_PI, INV_SQRT_YEAR_WAD, SQRT_TWO, SQRT_TWO_PI};

/// An implied volatility, and the number of steps that found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImpliedVol {
    /// The volatility, to the nearest wei.
    pub volatility: Wad,
    /// Householder steps taken.
    pub iterations: u32,
}

/// Binary digits below the wei of the distance from a bound. The first is for bounds from 2¹⁰⁰ wei on, which have no
/// room for the second, and do not need it.
const FINE_BITS: [i32; 2] = [6, 20];

/// Within 2⁻²⁰ of the bound, a price determines almost nothing about the volatility.
const MIN_REST_EXPONENT: i32 = -20;

/// More steps than any price needs that determines its volatility.
const MAX_ITERATIONS: u32 = 8;

/// Returns ln(a/b) with 60 fractional bits, for |ln(a/b)| below 8.
#[inline(always)]
fn ln_float(a: Float, b: Float) -> i64 {
    let wide = |f: Float| Normalised {
        high: f.mantissa,
        low: 0,
        exponent: f.exponent,
    };
    (ln_ratio_called(wide(a), wide(b)).raw() >> 60) as i64
}

/// Returns ln x with 28 fractional bits, within 2⁻²⁶, which is enough for the guess.
#[inline(never)]
fn rough_ln(x: Float) -> i64 {
    const LN_2: i64 = 186_065_279;
    const SQRT_2: i64 = 379_625_062;
    // With m the mantissa, ln m = ln √2 + 2·atanh z, z = (m − √2)/(m + √2) up to 0.1716.
    let m = (x.mantissa >> 35) as i64;
    let divisor = m + SQRT_2;
    // SAFETY: m has 28 fractional bits and is not below zero. Without this the compiler keeps the path that panics.
    unsafe { core::hint::assert_unchecked(divisor > 0) };
    let z = ((m - SQRT_2) << 28) / divisor;
    let y = mul_q(z, z, 28);
    let series = (1 << 28)
        + mul_q(
            y,
            89_478_485 + mul_q(y, 53_687_091 + mul_q(y, 38_347_922, 28), 28),
            28,
        );
    LN_2 * i64::from(x.exponent) + (LN_2 >> 1) + (mul_q(z, series, 28) << 1)
}

/// Returns a·b of numbers with `q` fractional bits; the product stays below 2⁶³.
#[inline(always)]
fn mul_q(a: i64, b: i64, q: u32) -> i64 {
    (a * b) >> q
}

/// Returns the volatility at which the option is worth `price`.
///
/// # Errors
/// [`PricingError::PriceTooLow`] or [`PricingError::PriceTooHigh`] if no volatility of the domain gives the price, or
/// it lies within 2⁻²⁰·min(S, K′) of its bound; [`PricingError::NoTimeLeft`] at expiry; otherwise the argument out of
/// the domain.
#[inline(always)]
pub fn implied_vol<A: Approximation>(
    terms: &Terms,
    price: Wad,
    side: Side,
) -> Result<ImpliedVol, PricingError> {
    let m = Moneyness::new::<A>(terms)?;
    if terms.expiry_secs == 0 {
        return Err(PricingError::NoTimeLeft);
    }
    let (spot, strike) = (m.spot.wei(), m.discounted_strike.wei());
    let intrinsic = match side {
        Side::Call => spot.saturating_sub(strike),
        Side::Put => strike.saturating_sub(spot),
    };
    if price.wei() <= intrinsic {
        return Err(PricingError::PriceTooLow);
    }
    let out = price.wei() - intrinsic;
    let bound = if m.put_is_out() { strike } else { spot };
    if out >= bound {
        return Err(PricingError::PriceTooHigh);
    }
    let beta = Float::from_u128(out).div(m.smaller());
    let near_bound = out > bound - (bound >> 2);
    // K′ as a float: its integer may be off by half a wei, which counts near the bound.
    let fine_bits = FINE_BITS[usize::from(bound >> 100 == 0)];
    let fine_bound = m.smaller().scale(fine_bits).to_u128_nearest();
    let fine_rest = fine_bound.saturating_sub(out << fine_bits);
    let rest = Float::from_u128(fine_rest)
        .scale(-fine_bits)
        .div(m.smaller());
    if fine_rest == 0 || rest.exponent < MIN_REST_EXPONENT {
        return Err(PricingError::PriceTooHigh);
    }
    let mut v = if near_bound {
        guess_high(&m, rest)
    } else {
        guess_low(&m, out)
    };
    let mut iterations = 0;
    loop {
        iterations += 1;
        let Some(kernel) = Kernel::new::<A>(m.distance, v) else {
            return Err(PricingError::PriceTooLow);
        };
        let (next, small) = step(&kernel, v, beta, rest, near_bound);
        v = next;
        if iterations >= 2 + u32::from(near_bound) && small {
            break;
        }
        if iterations == MAX_ITERATIONS {
            return Err(PricingError::PriceTooHigh);
        }
    }
    let volatility = v.div(sqrt_float(terms.expiry_secs).mul(INV_SQRT_YEAR_WAD));
    if volatility.exponent > 63 {
        return Err(PricingError::PriceTooHigh);
    }
    Ok(ImpliedVol {
        volatility: Wad::from_wei(volatility.to_u128_nearest()),
        iterations,
    })
}

/// Returns z + √(z² + 2|x|) with z = −Φ⁻¹((1 − P/M)/2), in 28 fractional bits. z comes from formula 26.2.22 of
/// Abramowitz and Stegun, within 3e-3.
#[inline(always)]
fn guess_high(m: &Moneyness, rest: Float) -> Float {
    let l = -(rough_ln(rest.scale(-1)) << 28);
    let tt = sqrt_float(l as u64).scale(-28).mul(SQRT_TWO);
    let x = tt.to_fixed(28);
    let num = 619_422_867 + mul_q(72_641_318, x, 28);
    let den = (1 << 28) + mul_q(266_365_818, x, 28) + mul_q(mul_q(12_028_592, x, 28), x, 28);
    // SAFETY: x is not negative, so the sum is at least 2²⁸. Without this the compiler keeps the paths that panic.
    unsafe { core::hint::assert_unchecked(den > 0) };
    let z = (x - ((num << 28) / den)).max(1);
    let doubled = m.distance.scale(1).to_fixed(56);
    let root = sqrt_float((z * z + doubled) as u64).scale(-28).to_fixed(28);
    Float::from_u64((z + root) as u64).scale(-28)
}

/// Returns |x|/y, where y is the normal moneyness that P and D = |S − K′| determine: a rational function of u = ln(1 +
/// D/P), below 90, in 24 fractional bits; then a series in v², in 28.
#[inline(always)]
fn guess_low(m: &Moneyness, out: u128) -> Float {
    let gap = m.spot.wei().abs_diff(m.discounted_strike.wei());
    let v = if gap < out >> 8 {
        // Near the money P + |S − K′|/2 = v·M/√2π, to (gap/P)².
        Float::from_u128(out + (gap >> 1))
            .div(m.smaller())
            .mul(SQRT_TWO_PI)
    } else {
        let u = rough_ln(Float::from_u128(out + gap).div(Float::from_u128(out)));
        let x = u >> 4;
        let u = Float::from_u64(u as u64).scale(-28);
        let n = 2_669_567 + mul_q(x, 428_632 + mul_q(x, 49_162, 24), 24);
        let d = (1 << 24)
            + mul_q(
                x,
                2_684_595 + mul_q(x, 432_367 + mul_q(x, 24_821, 24), 24),
                24,
            );
        let g = Float::from_u64(n as u64)
            .div(Float::from_u64(d as u64))
            .to_fixed(62);
        m.distance.div(u.mul(sqrt_float(g as u64).scale(-31)))
    };
    let vq = if v.exponent >= 3 {
        8 << 28
    } else {
        v.to_fixed(28)
    };
    let w = mul_q(vq, vq, 28);
    let c = (1 << 28) + mul_q(w, 11_184_811 + mul_q(w, 805_306, 28), 28);
    v.mul(Float::from_u64(c as u64).scale(-28))
}

/// Takes one Householder step of the third order on g = ln(f/β), f = P/M, or on ln((1 − f)/rest) near the bound.
/// Returns the new v, and whether the step was so small that the next one would change nothing.
///
/// With ρ = f/(v·φ(a)), n = −ρ·g, H₂ = ab − 1/ρ and H₃ = (ab)² − (a² + ab + b²) − 3ab/ρ + 2/ρ²,
/// v grows by v·n·(1 + nH₂/2)/(1 + nH₂ + n²H₃/6). Only n needs all of its 60 fractional bits;
/// the factor, with 36, is one plus something of n's own size.
#[inline(always)]
fn step(k: &Kernel, v: Float, beta: Float, rest: Float, near_bound: bool) -> (Float, bool) {
    let density = k.gauss.mul(INV_SQRT_TWO_PI).mul(v);
    let (here, goal) = if near_bound {
        (k.rest(), rest)
    } else {
        (k.share, beta)
    };
    let (g, rho) = (ln_float(here, goal), here.div(density));
    let sign = g >> 63;
    let st = mul_high(g.unsigned_abs(), rho.mantissa);
    // Shifted up or down without a branch. A number that is too large is clamped below in either case.
    let power = rho.exponent + 1;
    let up = power & !(power >> 31);
    let st = shift_right_64(st, at_most_126(up - power));
    let mut n = (st << (up & 63)) as i64;
    n = (n ^ sign) - sign;
    if !near_bound {
        n = -n;
    }
    n = n.clamp(-(5i64 << 57), 3i64 << 59);
    let (aq, bq) = ((k.a >> 44) as i64, (k.b >> 44) as i64);
    let ab = (aq * bq) >> 20;
    let mut ir = rho.recip().to_fixed(20);
    if near_bound {
        ir = -ir;
    }
    let h2 = ab - ir;
    let s2 = ((aq * aq) >> 20) + ab + ((bq * bq) >> 20);
    let h3 = ((ab * ab) >> 20) - s2 - ((3 * ab * ir) >> 20) + ((2 * ir * ir) >> 20);
    let n36 = n >> 24;
    let nh2 = (n36 * h2) >> 20;
    let nh3 = (n36 * (h3 >> 8)) >> 12;
    let num = (1i64 << 36) + (nh2 >> 1);
    let den = (1i64 << 36) + nh2 + ((((n36 >> 8) * (nh3 >> 8)) >> 20) / 6);
    let factor = if (den > (1 << 34)) & (num > (1 << 34)) {
        (1i64 << 36) + (((num - den) << 26) / (den >> 10))
    } else {
        1i64 << 36
    };
    let ns = n >> 63;
    let na = n.unsigned_abs();
    let stp = mul_high(na, (factor as u64) << 27) as i64;
    let stp = (stp ^ ns) - ns;
    let multiplier = ((1i64 << 59) + stp) as u64;
    (v.mul(Float::from_u64(multiplier).scale(-59)), na >> 39 == 0)
}
