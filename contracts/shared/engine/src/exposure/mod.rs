//! What a book is worth, what moves it, and what it loses in every scenario of the grid: in one pass over its legs.
//!
//! Everything is a sum over legs, so that the exposure of a book and of the orders that change it add up.

mod grid;

use math::{Approximation, Float, SignedWad};

pub(crate) use self::grid::FIVE_PERCENT;
use self::grid::TURNS;
pub use self::grid::{Grid, SCENARIOS, TEN_PERCENT, UNCHANGED, VolShock, counted};
use crate::PricingError;
use crate::claim::Mark;
use crate::revaluation::{Fits, Leg, RevaluationError, Total, revalue};

/// The exposure of the legs added so far.
#[derive(Clone, Copy, Debug)]
pub struct Exposure {
    scenarios: [Total; SCENARIOS],
    high: Total,
    low: Total,
    delta: Total,
    vega: Total,
    fits: Fits,
}

/// An exposure in figures: of the whole book, from the side of whoever holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The value at the mark, rounded against the holder.
    pub mark: SignedWad,
    /// The value with each volatility turned for the holder by 2%, rounded up.
    pub high: SignedWad,
    /// The value with each volatility turned against the holder by 2%, rounded down.
    pub low: SignedWad,
    /// ∂V/∂S, units of the underlying.
    pub delta: SignedWad,
    /// What the book gains when every volatility rises by a vol point, USD.
    pub vega: SignedWad,
    /// What it gains in each scenario of the grid, as far as that counts, rounded down.
    pub changes: [SignedWad; SCENARIOS],
}

impl Default for Exposure {
    fn default() -> Self {
        Self {
            scenarios: [Total::default(); SCENARIOS],
            high: Total::default(),
            low: Total::default(),
            delta: Total::default(),
            vega: Total::default(),
            fits: Fits::default(),
        }
    }
}

impl Exposure {
    /// Adds the legs of one expiry; `root` = d(σ√τ)/dσ.
    ///
    /// # Errors
    /// As [`revalue`], and [`PricingError::GreekOutOfRange`].
    pub fn add<A: Approximation>(
        &mut self,
        grid: &Grid,
        shock: VolShock,
        root: Float,
        legs: &[Leg],
    ) -> Result<(), RevaluationError> {
        revalue::<A>(legs, &grid.rows(shock)?, &mut self.scenarios)?;
        for leg in legs {
            self.add_leg::<A>(leg, root)?;
        }
        Ok(())
    }

    #[inline(never)]
    fn add_leg<A: Approximation>(&mut self, leg: &Leg, root: Float) -> Result<(), PricingError> {
        let deviation = leg.deviation();
        let Mark { delta, vega, .. } = leg.claim().mark::<A>(deviation, root)?;
        let turned = TURNS.map(|turn| leg.claim().value::<A>(deviation.mul(turn)));
        let [one, other] = turned.map(|value| SignedWad::from_wei(value.wei().cast_signed()));
        // What is owed is worth the more the lower its value.
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
        Ok(())
    }

    /// The figures.
    ///
    /// # Errors
    /// [`RevaluationError::AmountOverflow`] if a leg's did not fit.
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
            changes,
        })
    }
}
