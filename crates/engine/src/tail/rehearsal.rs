//! Gains of a day, by a revaluation of every leg.

use math::{Approximation, Float, Wad};

use super::draws::Draw;
use super::points::POINTS;
use super::worst::{Tail, worst};
use crate::claim::SpotMove;
use crate::revaluation::{
    Estimate, Leg, NormalTable, RevaluationError, Total, VolRow, revalue_fast, revalue_small,
};

/// The number of days that are valued together: a leg is prepared once for all of them.
const BLOCK: usize = 32;

/// A book on every day of the distribution, expiry by expiry.
///
/// Values are those of [`revalue_fast`], with an error of 5e-9 of a leg's notional, and of
/// [`revalue`](crate::revaluation::revalue) in the cases that it does not cover: strikes far from the spot, deviations
/// near zero, the wildest moves of the spot. Both are rounded against the holder, by their whole error bound.
#[derive(Debug)]
pub struct Rehearsal<'a> {
    days: &'a [Draw],
    table: &'a NormalTable,
    gains: &'a mut [i128],
}

impl<'a> Rehearsal<'a> {
    /// Returns an empty book on these days. The caller owns the lists, because the crate has no heap. `gains` is
    /// overwritten.
    ///
    /// # Errors
    /// [`RevaluationError::ResultsMismatch`] unless there are [`POINTS`] days and gains.
    pub fn new(
        days: &'a [Draw],
        table: &'a NormalTable,
        gains: &'a mut [i128],
    ) -> Result<Self, RevaluationError> {
        if days.len() != POINTS || gains.len() != POINTS {
            return Err(RevaluationError::ResultsMismatch);
        }
        gains.fill(0);
        Ok(Self { days, table, gains })
    }

    /// Adds the legs of one expiry whose time has this power. `moves` are the moves of the spot on these days, from
    /// the spot of the legs ([`Draw::spot_move`]).
    ///
    /// # Errors
    /// As [`revalue`](crate::revaluation::revalue), and [`RevaluationError::ResultsMismatch`] unless there is one move
    /// for each day.
    pub fn add<A: Approximation>(
        &mut self,
        moves: &[SpotMove],
        power: Float,
        legs: &[Leg],
    ) -> Result<(), RevaluationError> {
        let Some(first) = legs.first() else {
            return Ok(());
        };
        if moves.len() != POINTS {
            return Err(RevaluationError::ResultsMismatch);
        }
        let still = SpotMove::new(first.claim().moneyness().spot, Wad::ONE)?;
        let mut before = [Total::default()];
        revalue_small::<A>(legs, &[row(Wad::ONE, &still)?], &mut before)?;
        let [before] = before.map(|total| total.for_holder().wei());
        let blocks = self.days.chunks(BLOCK).zip(moves.chunks(BLOCK));
        for ((days, moves), gains) in blocks.zip(self.gains.chunks_mut(BLOCK)) {
            let mut rows = [row(Wad::ONE, &still)?; BLOCK];
            let rows = rows.get_mut(..days.len()).unwrap_or_default();
            for ((row, day), to) in rows.iter_mut().zip(days).zip(moves) {
                *row = self::row(day.vol_factor::<A>(power), to)?;
            }
            for gain in &mut *gains {
                // Sums of less than 2¹¹² wei for each of at most 2¹⁰ expiries.
                *gain = gain.wrapping_sub(before);
            }
            block::<A>(self.table, legs, rows, gains)?;
        }
        Ok(())
    }

    /// Returns the tail of the book.
    ///
    /// # Errors
    /// As [`worst`].
    pub fn tail(self) -> Result<Tail, RevaluationError> {
        worst(self.gains)
    }
}

/// Returns the row of one day.
fn row(factor: Wad, to: &SpotMove) -> Result<VolRow<'_>, RevaluationError> {
    VolRow::new(factor, core::slice::from_ref(to))
}

/// Adds the values of the legs on some days.
fn block<A: Approximation>(
    table: &NormalTable,
    legs: &[Leg],
    rows: &[VolRow<'_>],
    gains: &mut [i128],
) -> Result<(), RevaluationError> {
    use RevaluationError as E;
    let mut estimates = [Estimate::default(); BLOCK];
    let estimates = estimates.get_mut(..rows.len()).unwrap_or_default();
    match revalue_fast(table, legs, rows, estimates) {
        Ok(()) => {
            for (gain, estimate) in gains.iter_mut().zip(estimates) {
                *gain = gain.wrapping_add(estimate.against_holder().wei());
            }
            Ok(())
        }
        Err(E::StrikeBeyondFast | E::SpotBeyondFast | E::DeviationBeyondFast) => {
            let mut totals = [Total::default(); BLOCK];
            let totals = totals.get_mut(..rows.len()).unwrap_or_default();
            revalue_small::<A>(legs, rows, totals)?;
            for (gain, total) in gains.iter_mut().zip(totals) {
                *gain = gain.wrapping_add(total.against_holder().wei());
            }
            Ok(())
        }
        Err(error) => Err(error),
    }
}
