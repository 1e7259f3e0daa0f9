//! The value of the positions of one expiry in every scenario.

use domain::calendar::DAY_SECS;
use math::exponential::exp_neg;
use math::{Approximation, Float, SignedWad, WAD, Wad};

use super::amounts::{plus, times_down};
use super::{CALENDAR, Holding, MarginError, Payoff, SCENARIOS};
use crate::black_scholes::{MAX_EXPIRY_SECS, Terms};
use crate::constants::WAD_FLOAT;
use crate::exposure::{self, FIVE_PERCENT, Grid, UNCHANGED, VolShock, counted};
use crate::real::Small;
use crate::revaluation::{Leg, Total, revalue};
use crate::surface::Smile;
use crate::{Claim, PricingError};

/// Seconds of ten years.
const TEN_YEARS_SECS: u128 = 10 * 365 * DAY_SECS as u128;

/// Seconds of a hundred years.
const HUNDRED_YEARS_SECS: u128 = 10 * TEN_YEARS_SECS;

/// The positions of one expiry, prepared for valuation in every scenario.
#[derive(Clone, Copy, Debug)]
pub struct Expiry<'a> {
    /// The spot of its claims: in its last half hour, the average that is expected at settlement.
    pub spot: Wad,
    /// Seconds left; 0 if it is past, and valued at the payoff at the spot.
    pub remaining_secs: u64,
    /// The positions.
    pub legs: &'a [Leg],
    /// The bounds of their payoffs.
    pub payoff: Payoff,
}

/// Values of one expiry.
pub(super) struct Values {
    /// At the mark, rounded down.
    pub(super) low: i128,
    /// At the mark, rounded up.
    pub(super) high: i128,
    /// The counted value in each scenario, rounded down.
    pub(super) scenarios: [i128; SCENARIOS],
}

impl Holding {
    /// Returns the position on the smile of its expiry; without a smile, at its payoff at the spot.
    ///
    /// # Errors
    /// [`MarginError::Pricing`] or [`MarginError::Surface`] that names the argument out of range.
    pub fn ready<A: Approximation>(
        &self,
        spot: Wad,
        carry: SignedWad,
        smile: Option<&Smile>,
    ) -> Result<Leg, MarginError> {
        let terms = Terms {
            spot,
            strike: self.strike,
            expiry_secs: smile.map_or(0, Smile::remaining_secs),
            rate: carry,
        };
        let claim = Claim::new::<A>(self.kind, &terms)?;
        let deviation = match smile {
            Some(smile) => smile.deviation(claim.log_moneyness())?,
            None => Float::ZERO,
        };
        Ok(Leg::new(claim, deviation, self.quantity))
    }
}

impl Expiry<'_> {
    /// Returns the counted value in each scenario of a grid, with every volatility times `level`.
    ///
    /// # Errors
    /// As [`revalue`], and [`PricingError::ExpiryOutOfRange`].
    #[inline(never)]
    pub(super) fn values<A: Approximation>(
        &self,
        grid: &Grid,
        level: Wad,
    ) -> Result<Values, MarginError> {
        if self.remaining_secs > MAX_EXPIRY_SECS {
            return Err(PricingError::ExpiryOutOfRange.into());
        }
        let shock = VolShock::new::<A>(self.remaining_secs).seen_from(level)?;
        let mut totals = [Total::default(); exposure::SCENARIOS];
        revalue::<A>(self.legs, &grid.rows(shock)?, &mut totals)?;
        let mut scenarios = [0; SCENARIOS];
        let low = totals[UNCHANGED].against_holder().wei();
        let high = totals[UNCHANGED].for_holder().wei();
        let share = self.positive_share::<A>();
        for (scenario, (counts, total)) in scenarios.iter_mut().zip(&totals).enumerate() {
            let mut value = total.against_holder().wei();
            if self.remaining_secs == 0 {
                // A past expiry no longer moves. Its unknown price may be worse than the spot, so it covers nothing.
                value = value.min(low);
            }
            if is_tail(scenario) {
                value = plus(low, counted(scenario, plus(value, high.wrapping_neg())?))?;
            }
            *counts = if value > 0 {
                times_down(value, share)?
            } else {
                value
            };
        }
        let [down, up] = FIVE_PERCENT.map(|scenario| totals[scenario].against_holder().wei());
        let worse = plus(down.min(up), high.wrapping_neg())?.min(0);
        scenarios[CALENDAR] = plus(low, times_down(worse, self.calendar_factor())?)?;
        Ok(Values {
            low,
            high,
            scenarios,
        })
    }

    /// Returns 0.95·e^(−0.12·τ), rounded down to a wei that is below the true value despite the error of the
    /// exponential.
    fn positive_share<A: Approximation>(&self) -> Wad {
        // 0.12·τ with 64 fractional bits; below 2³²·2⁶⁴·2⁴.
        let exponent =
            (u128::from(self.remaining_secs) << 64).wrapping_mul(12) / HUNDRED_YEARS_SECS;
        let wei = exp_neg::<A>(exponent).by(WAD_FLOAT).nearest();
        // Below 2⁶⁰·95.
        Wad::from_wei((wei.wrapping_mul(95) / 100).saturating_sub(2))
    }

    /// Returns 1 + 1.2·τ, rounded up.
    fn calendar_factor(&self) -> Wad {
        // Below 2³²·2⁶⁴.
        let more = u128::from(self.remaining_secs).wrapping_mul(12 * WAD);
        let more = more.div_ceil(TEN_YEARS_SECS);
        Wad::from_wei(more.wrapping_add(WAD))
    }
}

/// Returns whether only a part of a scenario counts.
const fn is_tail(scenario: usize) -> bool {
    counted(scenario, 100) != 100
}
