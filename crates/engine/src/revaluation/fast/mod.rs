//! A book in a list of scenarios, for 3 gas per position and scenario, with an error of a billionth of the spot.
//!
//! Everything is in units of the spot S₀ that the scenarios move, in 64-bit fixed point. A call is worth s·Φ(d₁) −
//! k·Φ(d₂), s = S/S₀, k = K′/S₀, d₂ = d₁ − v. Its derivative in d₁ at a fixed v is zero, because sφ(d₁) = kφ(d₂). So
//! an error of d₁ counts only by its square, and Φ may come from a table of short pieces. A put is a call less the
//! forward.
//!
//! [`MAX_ERROR`] bounds the error of a position, in units of its notional (S₀ for a call or put, the discounted unit
//! for a digital):
//!
//! | source | at most |
//! | --- | --- |
//! | Φ, 4.7e-10 times s ≤ 2 and k ≤ 3 | 2.4e-9 |
//! | s and k, 2⁻³¹ each | 0.9e-9 |
//! | the value, 2⁻³¹, and the quantity, 2⁻³² of at most 3 | 1.2e-9 |
//! | v, 2⁻³³, by a vega of 0.8 | 0.1e-9 |
//! | Φ beyond ±6.5 taken as that at ±6.5 | 0.3e-9 |
//!
//! A digital's d₂ counts in full: 4e-9, at a density of 0.4, is 1.6e-9 in addition to its Φ.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: the ranges are stated beside each step"
)]

mod estimate;
mod narrow;
mod normal;

use math::Float;

pub use self::estimate::Estimate;
pub(crate) use self::narrow::NarrowMove;
use self::narrow::{Deviation, NarrowLeg, VALUE_BITS, unit_exponent, weight};
pub use self::normal::NormalTable;
use self::normal::{FRACTION, OFFSET};
use super::{Leg, MAX_LEGS, RevaluationError, VolRow};
use crate::claim::SpotMove;
use crate::real::Small;

/// The maximum error of a position's value, as a part of its notional: 5e-9.
pub const MAX_ERROR: Float = Float::new(12_379_400_392_853_802_749, -28);

/// Adds up the value of every leg in every scenario in `estimates`, which are in the order of the
/// rows and are overwritten.
///
/// Each unit of a leg is right to 5e-9 of its notional, and [`Estimate`] contains the sum of these
/// errors. Legs and moves must start from the same spot.
///
/// # Errors
/// Cases that [`super::revalue`] has to compute instead: [`RevaluationError::StrikeBeyondFast`] for a discounted
/// strike that is not between 2⁻⁹ and 3 times the spot, [`RevaluationError::SpotBeyondFast`] for a move to less than
/// 1/16 or more than twice the spot, [`RevaluationError::DeviationBeyondFast`] for a σ√τ below 2⁻³⁰ or from 4 on. Also
/// [`RevaluationError::TooManyLegs`], [`RevaluationError::ResultsMismatch`], [`RevaluationError::SpotsDiffer`] or
/// [`RevaluationError::AmountOverflow`]. After an error the estimates have no meaning.
pub fn revalue_fast(
    table: &NormalTable,
    legs: &[Leg],
    rows: &[VolRow<'_>],
    estimates: &mut [Estimate],
) -> Result<(), RevaluationError> {
    if legs.len() > MAX_LEGS {
        return Err(RevaluationError::TooManyLegs);
    }
    if rows.iter().map(|row| row.spots.len()).sum::<usize>() != estimates.len() {
        return Err(RevaluationError::ResultsMismatch);
    }
    estimates.fill(Estimate::default());
    let Some(first) = legs.first() else {
        return Ok(());
    };
    let spot = first.claim.moneyness();
    if legs
        .iter()
        .any(|leg| leg.claim.moneyness().spot != spot.spot)
    {
        return Err(RevaluationError::SpotsDiffer);
    }
    let moves = rows.iter().flat_map(|row| row.spots);
    if moves.into_iter().any(|to| to.narrow.share == 0) {
        return Err(RevaluationError::SpotBeyondFast);
    }
    let inverse_spot = spot.spot_float.inverse();
    let weights = legs.iter().map(|leg| weight(leg, inverse_spot));
    let weights = weights.filter(|weight| !weight.is_zero());
    let largest = weights.map(|weight| weight.exponent).max().unwrap_or(0);
    let mut gross = 0u64;
    for leg in legs {
        let narrow = NarrowLeg::of(leg, spot.spot, inverse_spot, largest)?;
        gross = gross.wrapping_add(narrow.gross());
        add_leg(table, leg, &narrow, rows, estimates)?;
    }
    let unit = spot.spot_float.scale(unit_exponent(largest));
    estimate::finish(unit, gross, estimates)
}

/// Adds one leg to every scenario.
#[inline(always)]
fn add_leg(
    table: &NormalTable,
    leg: &Leg,
    narrow: &NarrowLeg,
    rows: &[VolRow<'_>],
    estimates: &mut [Estimate],
) -> Result<(), RevaluationError> {
    let digital = leg.claim.kind().is_digital();
    let mut rest = estimates;
    for row in rows {
        let (estimates, next) = rest
            .split_at_mut_checked(row.spots.len())
            .ok_or(RevaluationError::ResultsMismatch)?;
        rest = next;
        let v = leg.deviation.mul(row.factor);
        if !Deviation::accepts(v) {
            return Err(RevaluationError::DeviationBeyondFast);
        }
        if digital {
            add_row::<true>(table, narrow, v, row.spots, estimates);
        } else {
            add_row::<false>(table, narrow, v, row.spots, estimates);
        }
    }
    Ok(())
}

/// Adds one leg to the scenarios of one row.
#[inline(never)]
fn add_row<const DIGITAL: bool>(
    table: &NormalTable,
    leg: &NarrowLeg,
    deviation: Float,
    spots: &[SpotMove],
    estimates: &mut [Estimate],
) {
    let deviation = Deviation::of(deviation, leg);
    let v = deviation.fixed;
    for (spot, estimate) in spots.iter().zip(estimates) {
        let NarrowMove { log, share } = spot.narrow;
        let x = deviation.narrowed(leg.log + log);
        // 31 bits of x and as many of 1/v; v/2 and the offset are in the last term.
        let u1 = ((x * deviation.inverse) >> 26) + deviation.middle;
        let u2 = u1 - v;
        // SAFETY: x is within the values for which d₁ (d₂ of a digital) is within ±6.5 and the width of a piece, and v
        // is below 4.
        let n2 = unsafe { table.look_up(u2) };
        let value = if DIGITAL {
            let call = n2 >> (31 - VALUE_BITS);
            // A put is the unit less the call.
            (call ^ leg.put) - leg.put + (leg.put & (1 << VALUE_BITS))
        } else {
            // SAFETY: as above.
            let n1 = unsafe { table.look_up(u1) };
            // Both products may exceed 63 bits, but their difference does not: it is below 2⁶².
            let call = share
                .wrapping_mul(n1)
                .wrapping_sub(leg.strike.wrapping_mul(n2));
            // A put is a call less the forward.
            ((call.wrapping_add(1 << 30)) >> 31) - (leg.put & (share - leg.strike))
        };
        estimate.sum += (leg.size * value) >> leg.shift;
    }
}

/// Returns d₁ + [`OFFSET`] at x = 0.
const fn middle_of(v: i64) -> i64 {
    OFFSET + (v >> 1)
}

const _: () = assert!(FRACTION == 32 && VALUE_BITS == 30);
