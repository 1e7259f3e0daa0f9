//! A claim of any kind at a deviation σ√τ: its value and its sensitivities.
//!
//! Surfaces and scenarios use deviations. A deviation has no upper bound, but a volatility has one: an hour from
//! expiry, the far wing of a sound surface is above the maximum volatility of a price, and the claim must still have a
//! value.

use domain::Kind;
use math::{Approximation, Float, Q120, SignedWad, WAD, Wad};

use crate::PricingError;
use crate::black_scholes::{Kernel, Moneyness, Terms};
use crate::constants::{INV_SQRT_TWO_PI, WAD_FLOAT};
use crate::real::{Real, Small};
use crate::revaluation::NarrowMove;
use crate::rounder::Rounder;

/// A claim on its terms: everything that does not depend on volatility.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    kind: Kind,
    moneyness: Moneyness,
    /// K in wei.
    strike: Float,
}

/// A spot price, prepared for many claims.
#[derive(Clone, Copy, Debug)]
pub struct SpotMove {
    /// ln(new spot/old spot).
    pub log: Q120,
    /// The new spot.
    pub spot: Wad,
    /// The new spot as a float.
    pub float: Float,
    /// The move in the format of the fast revaluation.
    pub(crate) narrow: NarrowMove,
}

/// Value and first sensitivities of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The value.
    pub value: Wad,
    /// ∂V/∂S.
    pub delta: SignedWad,
    /// ∂V/∂σ per volatility of one; a vol point is a hundredth of it.
    pub vega: SignedWad,
}

impl Claim {
    /// Returns the claim on checked terms.
    ///
    /// # Errors
    /// As [`Moneyness::new`].
    #[inline(never)]
    pub fn new<A: Approximation>(kind: Kind, terms: &Terms) -> Result<Self, PricingError> {
        let moneyness = Moneyness::new::<A>(terms)?;
        Ok(Self {
            kind,
            moneyness,
            strike: Float::from_u128(terms.strike.wei()),
        })
    }

    /// Returns ln(K/F), at which a surface is read.
    #[must_use]
    pub const fn log_moneyness(&self) -> Q120 {
        Q120::from_raw(self.moneyness.log.raw().wrapping_neg())
    }

    /// Returns the claim's kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the moneyness of its terms.
    #[must_use]
    pub const fn moneyness(&self) -> &Moneyness {
        &self.moneyness
    }

    /// Returns the same claim at another spot; the forward moves with it.
    #[inline(always)]
    #[must_use]
    pub const fn moved(&self, to: &SpotMove) -> Self {
        let log = self.moneyness.log.plus(to.log);
        let moneyness = Moneyness {
            log,
            distance: log.magnitude(),
            spot: to.spot,
            spot_float: to.float,
            ..self.moneyness
        };
        Self {
            kind: self.kind,
            moneyness,
            strike: self.strike,
        }
    }

    /// Returns the value at a deviation, to the nearest wei. Without deviation it is the discounted payoff at the
    /// forward.
    #[must_use]
    pub fn value<A: Approximation>(&self, deviation: Float) -> Wad {
        self.value_of(self.kernel::<A>(deviation).as_ref())
    }

    /// Returns value, delta and vega at a deviation, for `root` = √τ in years.
    ///
    /// # Errors
    /// [`PricingError::GreekOutOfRange`] if a digital's delta does not fit its type. That takes a spot of a few wei.
    pub fn mark<A: Approximation>(
        &self,
        deviation: Float,
        root: Float,
    ) -> Result<Mark, PricingError> {
        let kernel = self.kernel::<A>(deviation);
        self.mark_of(kernel.as_ref(), deviation, root)
    }

    /// Does the same as [`Self::mark`], from the kernel at the deviation.
    ///
    /// # Errors
    /// As [`Self::mark`].
    pub(crate) fn mark_of(
        &self,
        kernel: Option<&Kernel>,
        deviation: Float,
        root: Float,
    ) -> Result<Mark, PricingError> {
        let value = self.value_of(kernel);
        let Some(kernel) = kernel else {
            let delta = match self.kind {
                Kind::Call if self.moneyness.put_is_out() => SignedWad::ONE,
                Kind::Put if !self.moneyness.put_is_out() => {
                    SignedWad::from_wei(SignedWad::ONE.wei().wrapping_neg())
                }
                _ => SignedWad::ZERO,
            };
            return Ok(Mark {
                value,
                delta,
                vega: SignedWad::ZERO,
            });
        };
        if self.kind.is_digital() {
            self.digital_mark(value, kernel, deviation, root)
        } else {
            Ok(self.vanilla_mark(value, kernel, root))
        }
    }

    /// Returns the value if the forward does not move: the discounted intrinsic value.
    #[must_use]
    pub fn value_without_time(&self) -> Wad {
        self.value_of(None)
    }

    /// Returns the kernel at a deviation; none if there is no time value.
    #[inline(never)]
    pub(crate) fn kernel<A: Approximation>(&self, deviation: Float) -> Option<Kernel> {
        if deviation.is_zero() {
            None
        } else {
            Kernel::new::<A>(self.moneyness.distance, deviation)
        }
    }

    #[inline(never)]
    fn value_of(&self, kernel: Option<&Kernel>) -> Wad {
        if self.kind.is_digital() {
            return self.digital_value(kernel);
        }
        let share = kernel.map_or(Float::ZERO, |kernel| kernel.share);
        let prices = self
            .moneyness
            .with_time_value(self.moneyness.smaller().by(share));
        if self.kind.pays_above() {
            prices.call
        } else {
            prices.put
        }
    }

    /// Returns the value of a digital. Call and put of one strike add up to the discounted unit to the wei.
    fn digital_value(&self, kernel: Option<&Kernel>) -> Wad {
        let m = &self.moneyness;
        let bond = m.discount.by(WAD_FLOAT).nearest();
        let call = match kernel {
            None if m.put_is_out() => bond,
            None => 0,
            Some(kernel) => {
                let tail = self.strike_tail(kernel).nearest().min(bond);
                // The ratio of |a| belongs to the claim that is more likely than not.
                if m.put_is_out() && !kernel.from_above {
                    bond.wrapping_sub(tail)
                } else {
                    tail
                }
            }
        };
        let put = bond.wrapping_sub(call); // the tail was cut off at the bond
        Wad::from_wei(if self.kind.pays_above() { call } else { put })
    }

    /// Returns the tail probability of the strike side, discounted, in wei of one unit.
    fn strike_tail(&self, kernel: &Kernel) -> Float {
        let m = &self.moneyness;
        let ratio = if m.put_is_out() {
            kernel.ratio_a
        } else {
            kernel.ratio_b
        };
        let tail = m.smaller().by(kernel.gauss).by(Float::normalised(ratio, 0));
        tail.over(self.strike).by(WAD_FLOAT)
    }

    /// Returns D·φ(d₂), of one.
    pub(crate) fn unit_density(&self, kernel: &Kernel) -> Float {
        self.density(kernel).over(self.strike)
    }

    /// Returns S·φ(d₁) = K′·φ(d₂), wei.
    pub(crate) fn density(&self, kernel: &Kernel) -> Float {
        self.moneyness
            .smaller()
            .by(kernel.gauss)
            .by(INV_SQRT_TWO_PI)
    }

    fn vanilla_mark(&self, value: Wad, kernel: &Kernel, root: Float) -> Mark {
        let m = &self.moneyness;
        let put_out = m.put_is_out();
        // N(−d₁) with the put out of the money, else N(d₁), or its complement from above.
        let ratio = if put_out {
            kernel.ratio_b
        } else {
            kernel.ratio_a
        };
        let tail = m.smaller().by(kernel.gauss).by(Float::normalised(ratio, 0));
        let tail = tail.over(m.spot_float).by(WAD_FLOAT).nearest().min(WAD);
        let complement = WAD.wrapping_sub(tail);
        let above = if put_out || kernel.from_above {
            complement
        } else {
            tail
        };
        let delta = if self.kind.pays_above() {
            above.cast_signed()
        } else {
            above.cast_signed().wrapping_sub(SignedWad::ONE.wei())
        };
        let vega = self.density(kernel).by(root).nearest().cast_signed();
        Mark {
            value,
            delta: SignedWad::from_wei(delta),
            vega: SignedWad::from_wei(vega),
        }
    }

    fn digital_mark(
        &self,
        value: Wad,
        kernel: &Kernel,
        deviation: Float,
        root: Float,
    ) -> Result<Mark, PricingError> {
        let m = &self.moneyness;
        let inverse = deviation.inverse();
        let density = self.unit_density(kernel);
        let delta = density
            .by(inverse)
            .over(m.spot_float)
            .by(WAD_FLOAT)
            .by(WAD_FLOAT);
        // ∂V/∂σ = −D·φ(d₂)·d₁/σ, and 1/σ = √τ/v.
        let (a, b) = (Real::from_q64(kernel.a), Real::from_q64(kernel.b));
        let d1 = if m.put_is_out() { b } else { a.negated() };
        let vega = d1
            .negated()
            .scaled(density.by(root).by(inverse).by(WAD_FLOAT));
        let turned = !self.kind.pays_above();
        let mut round = Rounder::new();
        let delta = round.signed_called(Real::new(turned, delta));
        let vega = round.signed_called(Real::new(vega.negative != turned, vega.magnitude));
        round.finish(Mark { value, delta, vega })
    }
}
