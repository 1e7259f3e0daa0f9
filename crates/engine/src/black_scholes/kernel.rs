//! The part of a price that depends on the moneyness and σ√T alone: one exponential and two Mills ratios.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: |x|/v is below 32 and v below 256"
)]

use math::exponential::exp_neg;
use math::mills::{coordinate, ratio_called, ratio_pair};
use math::normal::half_square;
use math::root::sqrt_nonzero;
use math::wide::{at_most_126, join, mul_high, negate_if, shift_right, shift_right_64, sign_mask};
use math::{Approximation, Float, Wad};

use crate::black_scholes::{Moneyness, Terms};
use crate::constants::INV_SQRT_YEAR_WAD;

/// The probabilities of one option at one deviation, from which price and Greeks are made.
#[derive(Clone, Copy, Debug)]
pub struct Kernel {
    /// a = |x|/v − v/2, two's complement with 64 fractional bits.
    pub a: i128,
    /// b = a + v, two's complement with 64 fractional bits.
    pub b: i128,
    /// e^(−a²/2).
    pub gauss: Float,
    /// Whether a lies below −0.24. The ratios are then those of |a| and b, and the price is subtracted from its upper
    /// bound.
    pub from_above: bool,
    /// The price of the option out of the money, as a share of M = min(S, K′): φ(a)·(R(a) − R(b)),
    /// or 1 − φ(a)·(R(|a|) + R(b)) when [`Self::from_above`].
    pub share: Float,
    /// R(a)/√2π, or R(|a|)/√2π when [`Self::from_above`]; 63 fractional bits.
    pub ratio_a: u64,
    /// R(b)/√2π; 63 fractional bits.
    pub ratio_b: u64,
}

/// Returns σ√T for σ in wei; neither may be zero.
#[must_use]
#[inline(always)]
pub fn deviation(volatility: Wad, expiry_secs: u64) -> Float {
    Float::from_u64(volatility.wei() as u64)
        .mul(sqrt_nonzero(expiry_secs))
        .mul(INV_SQRT_YEAR_WAD)
}

impl Kernel {
    /// Returns the kernel of an option, and its deviation. `None` if there is no time value: at expiry, without
    /// volatility, or too far out.
    #[must_use]
    #[inline(always)]
    pub fn of<A: Approximation>(
        terms: &Terms,
        moneyness: &Moneyness,
        volatility: Wad,
    ) -> Option<(Self, Float)> {
        let v = deviation_of(terms, volatility)?;
        Some((Self::new::<A>(moneyness.distance, v)?, v))
    }

    /// Does the same as [`Self::of`], copied into its caller: see [`Moneyness::inlined`].
    #[inline(always)]
    pub(crate) fn inlined_of<A: Approximation>(
        terms: &Terms,
        moneyness: &Moneyness,
        volatility: Wad,
    ) -> Option<Self> {
        Self::inlined::<A>(moneyness.distance, deviation_of(terms, volatility)?)
    }

    /// Returns the kernel at distance |x| = |ln(S/K′)| and deviation v = σ√T > 0. A program contains it once.
    ///
    /// `None` if |x|/v is at least 32: the time value is then below 1e-200 of min(S, K′).
    #[must_use]
    #[inline(never)]
    pub fn new<A: Approximation>(distance: Float, deviation: Float) -> Option<Self> {
        Self::inlined::<A>(distance, deviation)
    }

    /// Does the same as [`Self::new`], copied into its caller, where the part that depends on the deviation alone
    /// moves out of a loop over distances.
    #[inline(always)]
    pub(crate) fn inlined<A: Approximation>(distance: Float, deviation: Float) -> Option<Self> {
        let power = distance.exponent - deviation.exponent;
        if power >= 5 {
            return None;
        }
        let quotient = distance_in_deviations(distance, deviation);
        let half = half_fixed(deviation);
        let a = quotient.wrapping_sub(half);
        let b = quotient.wrapping_add(half);
        let magnitude = negate_if(a, sign_mask(a));
        let gauss = exp_neg::<A>(half_square(magnitude));
        // Bits 57 to 120 also hold the sign: a is below −31/128.
        let from_above = ((a >> 57) as u64).cast_signed() < -31;
        let t2 = coordinate(b);
        let (ratio_a, ratio_b, share) = if from_above {
            let ra = ratio_called::<A>(coordinate(magnitude));
            let rb = ratio_called::<A>(t2);
            (ra, rb, one_less(gauss.mul(Float::normalised(ra + rb, 0))))
        } else {
            let pair = ratio_pair::<A>(coordinate(a), t2, deviation);
            (pair.first, pair.second, gauss.mul(pair.difference))
        };
        let (a, b) = (a as i128, b as i128);
        Some(Self {
            a,
            b,
            gauss,
            from_above,
            share,
            ratio_a,
            ratio_b,
        })
    }

    /// Returns one less the price of the option out of the money, as a share of M.
    #[must_use]
    #[inline(always)]
    pub fn rest(&self) -> Float {
        if self.from_above {
            // R(|a|) + R(b). The share is one less its product with φ(a).
            let sum = Float::normalised(self.ratio_a + self.ratio_b, 0);
            self.gauss.mul(sum)
        } else {
            one_less(self.share)
        }
    }
}

/// Returns σ√T if time and volatility are left.
#[inline(always)]
fn deviation_of(terms: &Terms, volatility: Wad) -> Option<Float> {
    // Both tests share one branch.
    if (terms.expiry_secs == 0) | (volatility.wei() as u64 == 0) {
        return None;
    }
    Some(deviation(volatility, terms.expiry_secs))
}

/// Returns 1 − x for x < 1, with 63 fractional bits.
#[inline(always)]
const fn one_less(x: Float) -> Float {
    let fixed = shift_right_64(x.mantissa, at_most_126(-x.exponent));
    Float::normalised((1u64 << 63).wrapping_sub(fixed), 0)
}

/// Returns |x|/v with 64 fractional bits.
#[inline(always)]
fn distance_in_deviations(distance: Float, deviation: Float) -> u128 {
    let inverse = deviation.recip();
    let q = mul_high(distance.mantissa, inverse.mantissa);
    let shift = 63 - (distance.exponent - deviation.exponent);
    let (high, low) = shift_right(q, 0, at_most_126(shift));
    join(high, low)
}

/// Returns v/2 with 64 fractional bits.
#[inline(always)]
fn half_fixed(deviation: Float) -> u128 {
    let (high, low) = shift_right(deviation.mantissa, 0, at_most_126(64 - deviation.exponent));
    join(high, low)
}
