//! The value of a book, its sensitivities, and its loss in every scenario of the grid, in one pass over its legs.
//!
//! Everything is a sum over legs, so the exposures of a book and of orders that change it add up.

mod bends;
mod grid;

use domain::calendar::DAY_SECS;
use math::{Approximation, Float, SignedWad, Wad};

use self::bends::Bends;
pub(crate) use self::grid::FIVE_PERCENT;
use self::grid::TURNS;
pub use self::grid::{Grid, Row, SCENARIOS, TEN_PERCENT, UNCHANGED, VolShock, counted, scenario};
use crate::PricingError;
use crate::claim::Mark;
use crate::constants::WAD_FLOAT;
use crate::real::{Small, less};
use crate::revaluation::{Fits, Leg, RevaluationError, Total, revalue};
use crate::surface::{Smile, SurfaceError};

/// The exposure of the legs added so far.
#[derive(Clone, Copy, Debug)]
pub struct Exposure {
    scenarios: [Total; SCENARIOS],
    high: Total,
    low: Total,
    delta: Total,
    vega: Total,
    slope: Total,
    gamma: Total,
    vol_slope: Total,
    volga: Total,
    vanna: Total,
    day: Float,
    fits: Fits,
}

/// The data that all legs of an expiry share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The grid's shocks to its volatilities.
    pub shock: VolShock,
    /// d(σ√τ)/dσ.
    pub root: Float,
    /// The standard deviation that its surface gives the logarithm of the spot over a day.
    pub day: Float,
}

/// The figures of a whole book, from the side of its holder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The value at the mark, rounded against the holder.
    pub mark: SignedWad,
    /// The value with each volatility moved by 2% in favour of the holder, rounded up.
    pub high: SignedWad,
    /// The value with each volatility moved by 2% against the holder, rounded down.
    pub low: SignedWad,
    /// ∂V/∂S, units of the underlying.
    pub delta: SignedWad,
    /// The gain when every volatility rises by a vol point, USD.
    pub vega: SignedWad,
    /// S·∂V/∂S, USD: the gain by a relative move of the spot. Unlike delta, this and all figures below use a deviation
    /// of at least 1/32, so that they do not grow without bound towards expiry.
    pub slope: SignedWad,
    /// S²·∂²V/∂S², USD: half of it times the square of a relative move of the spot.
    pub gamma: SignedWad,
    /// The gain by a day's relative move of volatility, in units of the move of a 30-day volatility, USD.
    pub vol_slope: SignedWad,
    /// The second-order gain by that move of volatility, like gamma.
    pub volga: SignedWad,
    /// The gain by the product of both moves.
    pub vanna: SignedWad,
    /// The standard deviation of the spot's logarithm over a day: the largest that a surface of its expiries gives. Of
    /// two books together it is the larger.
    pub day: Wad,
    /// The counted gain in each scenario of the grid, rounded down.
    pub changes: [SignedWad; SCENARIOS],
}

impl Expiry {
    /// Returns the data of a past expiry: only the spot moves.
    ///
    /// A past expiry gives a day no volatility; live expiries do.
    #[must_use]
    pub fn past<A: Approximation>() -> Self {
        Self {
            shock: VolShock::new::<A>(0),
            root: Float::ZERO,
            day: Float::ZERO,
        }
    }

    /// Returns the standard deviation of the spot's logarithm over a day, to the nearest wei.
    #[must_use]
    pub fn day_wad(&self) -> Wad {
        Wad::from_wei(self.day.by(WAD_FLOAT).nearest())
    }

    /// Returns the data of a smile's expiry.
    ///
    /// # Errors
    /// As [`Smile::deviation`].
    pub fn of<A: Approximation>(smile: &Smile) -> Result<Self, SurfaceError> {
        Ok(Self {
            shock: VolShock::new::<A>(smile.remaining_secs()),
            root: smile.root(),
            day: smile.deviation_within(DAY_SECS)?,
        })
    }
}

impl Default for Exposure {
    fn default() -> Self {
        Self {
            scenarios: [Total::default(); SCENARIOS],
            high: Total::default(),
            low: Total::default(),
            delta: Total::default(),
            vega: Total::default(),
            slope: Total::default(),
            gamma: Total::default(),
            vol_slope: Total::default(),
            volga: Total::default(),
            vanna: Total::default(),
            day: Float::ZERO,
            fits: Fits::default(),
        }
    }
}

impl Exposure {
    /// Adds the legs of one expiry.
    ///
    /// # Errors
    /// As [`revalue`], and [`PricingError::GreekOutOfRange`].
    pub fn add<A: Approximation>(
        &mut self,
        grid: &Grid,
        expiry: &Expiry,
        legs: &[Leg],
    ) -> Result<(), RevaluationError> {
        revalue::<A>(legs, &grid.rows(expiry.shock)?, &mut self.scenarios)?;
        let power = expiry.shock.power();
        for leg in legs {
            self.add_leg::<A>(leg, expiry.root, power)?;
        }
        if less(self.day, expiry.day) {
            self.day = expiry.day;
        }
        Ok(())
    }

    #[inline(never)]
    fn add_leg<A: Approximation>(
        &mut self,
        leg: &Leg,
        root: Float,
        power: Float,
    ) -> Result<(), PricingError> {
        let deviation = leg.deviation();
        let kernel = leg.claim().kernel::<A>(deviation);
        let Mark { delta, vega, .. } = leg.claim().mark_of(kernel.as_ref(), deviation, root)?;
        let bends = Bends::of::<A>(leg.claim(), kernel.as_ref(), delta, deviation, power)?;
        let turned = TURNS.map(|turn| leg.claim().value::<A>(deviation.mul(turn)));
        let [one, other] = turned.map(|value| SignedWad::from_wei(value.wei().cast_signed()));
        // For a sold leg, a lower value is better.
        let (dearer, cheaper) = if one < other {
            (other, one)
        } else {
            (one, other)
        };
        let (high, low) = if leg.is_short() {
            (cheaper, dearer)
        } else {
            (dearer, cheaper)
        };
        for (total, unit) in [
            (&mut self.high, high),
            (&mut self.low, low),
            (&mut self.delta, delta),
            (&mut self.vega, vega),
        ] {
            leg.add_to(total, unit, &mut self.fits);
        }
        for (total, unit) in [
            (&mut self.slope, bends.slope),
            (&mut self.gamma, bends.gamma),
            (&mut self.vol_slope, bends.vol_slope),
            (&mut self.volga, bends.volga),
            (&mut self.vanna, bends.vanna),
        ] {
            leg.add_real_to(total, unit, &mut self.fits);
        }
        Ok(())
    }

    /// Returns the figures of all legs.
    ///
    /// # Errors
    /// [`RevaluationError::AmountOverflow`] if a leg did not fit.
    pub fn figures(&self) -> Result<Figures, RevaluationError> {
        if !self.fits.all() {
            return Err(RevaluationError::AmountOverflow);
        }
        let still = self.scenarios[UNCHANGED].for_holder().wei();
        let mut changes = [SignedWad::ZERO; SCENARIOS];
        for (scenario, (change, total)) in changes.iter_mut().zip(&self.scenarios).enumerate() {
            // Sums of less than 2¹¹¹ wei each.
            let moved = total.against_holder().wei().wrapping_sub(still);
            let moved = if scenario == UNCHANGED { 0 } else { moved };
            *change = SignedWad::from_wei(counted(scenario, moved));
        }
        let point = self.vega.against_holder().wei().div_euclid(100);
        Ok(Figures {
            mark: self.scenarios[UNCHANGED].against_holder(),
            high: self.high.for_holder(),
            low: self.low.against_holder(),
            delta: self.delta.against_holder(),
            vega: SignedWad::from_wei(point),
            slope: self.slope.against_holder(),
            gamma: self.gamma.against_holder(),
            vol_slope: self.vol_slope.against_holder(),
            volga: self.volga.against_holder(),
            vanna: self.vanna.against_holder(),
            day: Wad::from_wei(self.day.by(WAD_FLOAT).nearest()),
            changes,
        })
    }
}
