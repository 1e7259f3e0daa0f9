//! A day's gains by valuing every leg anew.

use math::{Approximation, Float, Wad};

use super::draws::Draw;
use super::points::POINTS;
use super::worst::{Tail, worst};
use crate::claim::SpotMove;
use crate::revaluation::{Leg, RevaluationError, Total, VolRow, revalue};

/// A book on every day of the distribution, expiry by expiry.
///
/// The lists are its owner's, for the crate has no heap; `totals` has the book before the day at its end.
#[derive(Debug)]
pub struct Rehearsal<'a> {
    days: &'a [Draw],
    totals: &'a mut [Total],
}

impl<'a> Rehearsal<'a> {
    /// Totals that a rehearsal takes.
    pub const TOTALS: usize = POINTS + 1;

    /// An empty book on these days, with fresh totals.
    ///
    /// # Errors
    /// [`RevaluationError::ResultsMismatch`] unless there are [`POINTS`] days and [`Self::TOTALS`] totals.
    pub fn new(days: &'a [Draw], totals: &'a mut [Total]) -> Result<Self, RevaluationError> {
        if days.len() != POINTS || totals.len() != Self::TOTALS {
            return Err(RevaluationError::ResultsMismatch);
        }
        totals.fill(Total::default());
        Ok(Self { days, totals })
    }

    /// Adds the legs of one expiry whose time has this power; `moves` are the days' moves of the spot that they start from
    /// ([`Draw::spot_move`]).
    ///
    /// # Errors
    /// As [`revalue`], and [`RevaluationError::ResultsMismatch`] if there is not one move for each day.
    pub fn add<A: Approximation>(
        &mut self,
        moves: &[SpotMove],
        power: Float,
        legs: &[Leg],
    ) -> Result<(), RevaluationError> {
        let Some(first) = legs.first() else {
            return Ok(());
        };
        let (Some((before, totals)), true) = (self.totals.split_last_mut(), moves.len() == POINTS)
        else {
            return Err(RevaluationError::ResultsMismatch);
        };
        let still = SpotMove::new(first.claim().moneyness().spot, Wad::ONE)?;
        one::<A>(legs, &still, Wad::ONE, before)?;
        for ((day, to), total) in self.days.iter().zip(moves).zip(totals) {
            one::<A>(legs, to, day.vol_factor::<A>(power), total)?;
        }
        Ok(())
    }

    /// What the book may lose; `gains` is written over.
    ///
    /// # Errors
    /// As [`worst`].
    pub fn tail(&self, gains: &mut [i128]) -> Result<Tail, RevaluationError> {
        let (Some((before, totals)), true) = (self.totals.split_last(), gains.len() == POINTS)
        else {
            return Err(RevaluationError::ResultsMismatch);
        };
        let before = before.for_holder().wei();
        for (gain, total) in gains.iter_mut().zip(totals) {
            // Sums of less than 2¹¹¹ wei each.
            *gain = total.against_holder().wei().wrapping_sub(before);
        }
        worst(gains)
    }
}

/// Adds the value of the legs in one scenario.
fn one<A: Approximation>(
    legs: &[Leg],
    to: &SpotMove,
    factor: Wad,
    total: &mut Total,
) -> Result<(), RevaluationError> {
    let row = VolRow::new(factor, core::slice::from_ref(to))?;
    revalue::<A>(legs, &[row], core::slice::from_mut(total))
}
