//! Second-order sensitivities of a leg, and its gain by a day's move of volatility.
//!
//! With D = S·φ(d₁) for a call or put and v = σ√τ: S²·∂²V/∂S² = D/v, ∂V/∂ln v = D·v, ∂²V/∂(ln v)² = D·v·(1 + d₁d₂),
//! S·∂²V/∂S∂ln v = −D·d₂. With n the discounted φ(d₂) for a digital call: −n·d₁/v², −n·d₁, n·d₂·(1 − d₁²),
//! n·(d₁d₂ − 1)/v; a digital put has the negatives. A day's move y of a 30-day volatility moves ln v by f·y.

use math::{Approximation, Float, SignedWad};

use crate::PricingError;
use crate::black_scholes::Kernel;
use crate::claim::Claim;
use crate::constants::WAD_FLOAT;
use crate::real::{Real, Small, less};

/// The minimum deviation for sensitivities: 1/32, which is a day at a volatility of 60%. Closer to expiry,
/// sensitivities of the moment grow without bound and do not predict the gain of a day.
const MIN_DEVIATION: Float = Float::new(1 << 63, -5);

/// The sensitivities of one unit, in wei. The slope is S·∂V/∂S.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bends {
    pub(super) slope: Real,
    pub(super) gamma: Real,
    pub(super) vol_slope: Real,
    pub(super) volga: Real,
    pub(super) vanna: Real,
}

impl Bends {
    /// Returns the sensitivities of a claim with this kernel, delta and deviation, in an expiry whose time has this
    /// power.
    ///
    /// # Errors
    /// As [`Claim::mark`].
    pub(super) fn of<A: Approximation>(
        claim: &Claim,
        kernel: Option<&Kernel>,
        delta: SignedWad,
        deviation: Float,
        power: Float,
    ) -> Result<Self, PricingError> {
        if less(deviation, MIN_DEVIATION) && !deviation.is_zero() {
            let kernel = claim.kernel::<A>(MIN_DEVIATION);
            let mark = claim.mark_of(kernel.as_ref(), MIN_DEVIATION, Float::ONE)?;
            return Ok(at(claim, kernel.as_ref(), mark.delta, MIN_DEVIATION, power));
        }
        Ok(at(claim, kernel, delta, deviation, power))
    }
}

#[inline(never)]
fn at(claim: &Claim, kernel: Option<&Kernel>, delta: SignedWad, v: Float, power: Float) -> Bends {
    let slope = Real::of(delta).scaled(claim.moneyness().spot_float);
    let Some(kernel) = kernel else {
        return Bends {
            slope,
            gamma: Real::ZERO,
            vol_slope: Real::ZERO,
            volga: Real::ZERO,
            vanna: Real::ZERO,
        };
    };
    let (a, b) = (Real::from_q64(kernel.a), Real::from_q64(kernel.b));
    let (d1, d2) = if claim.moneyness().put_is_out() {
        (b, a)
    } else {
        (a.negated(), b.negated())
    };
    let one = Real::positive(Float::ONE);
    let inverse = v.inverse();
    let (unit, gamma, vol_slope, volga, vanna) = if claim.kind().is_digital() {
        let n = Real::new(
            !claim.kind().pays_above(),
            claim.unit_density(kernel).by(WAD_FLOAT),
        );
        let gamma = d1.negated().scaled(inverse).scaled(inverse);
        let volga = d2.times(one.minus(d1.times(d1)));
        let vanna = d1.times(d2).minus(one).scaled(inverse);
        (n, gamma, d1.negated(), volga, vanna)
    } else {
        let volga = one.plus(d1.times(d2)).scaled(v);
        let density = Real::positive(claim.density(kernel));
        (
            density,
            Real::positive(inverse),
            Real::positive(v),
            volga,
            d2.negated(),
        )
    };
    let shocked = unit.scaled(power);
    Bends {
        slope,
        gamma: unit.times(gamma),
        vol_slope: shocked.times(vol_slope),
        volga: shocked.scaled(power).times(volga),
        vanna: shocked.times(vanna),
    }
}
