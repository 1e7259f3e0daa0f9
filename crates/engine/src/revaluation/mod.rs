//! A book in a list of scenarios, in one pass.
//!
//! A scenario is a spot and a factor on every volatility. Scenarios with one factor form a [`VolRow`]. What a scenario
//! does not change is computed once: logarithm, discount and deviation once per position, the shocked deviation once
//! per position and row, the logarithm of a spot once for all positions.

mod fast;
mod total;

use math::wide::{join, negate_if, normalise, sign_mask};
use math::{Approximation, Float, SignedWad, Wad, ln_ratio_called};

pub(crate) use self::fast::NarrowMove;
pub use self::fast::{Estimate, MAX_ERROR, NormalTable, revalue_fast};
pub(crate) use self::total::Fits;
pub use self::total::Total;
use crate::PricingError;
use crate::black_scholes::{Kernel, MAX_PRICE};
use crate::claim::{Claim, SpotMove};
use crate::real::{Real, Small, float_of};

/// The maximum number of legs in one call.
pub const MAX_LEGS: usize = 1024;

/// The maximum factor on a volatility.
pub const MAX_VOL_FACTOR: Wad = Wad::from_wei(10 * math::WAD);

/// The reason why a book cannot be revalued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevaluationError {
    /// The spot of a scenario is zero or above [`MAX_PRICE`].
    SpotOutOfRange,
    /// A factor on the volatility is above [`MAX_VOL_FACTOR`].
    VolFactorOutOfRange,
    /// More than [`MAX_LEGS`] legs.
    TooManyLegs,
    /// The number of results differs from the number of scenarios.
    ResultsMismatch,
    /// The value of a leg is 2¹⁰⁰ wei or more.
    AmountOverflow,
    /// An argument outside of the pricing domain.
    Pricing(PricingError),
    /// A discounted strike too far from the spot for [`revalue_fast`].
    StrikeBeyondFast,
    /// A move of the spot too large for [`revalue_fast`].
    SpotBeyondFast,
    /// A deviation too small or too large for [`revalue_fast`].
    DeviationBeyondFast,
    /// Two legs start from different spots.
    SpotsDiffer,
}

impl From<PricingError> for RevaluationError {
    fn from(error: PricingError) -> Self {
        Self::Pricing(error)
    }
}

/// A position, prepared for valuation in many scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Leg {
    claim: Claim,
    /// σ√τ before any shock.
    deviation: Float,
    /// |q|.
    quantity: Float,
    short: bool,
}

/// Scenarios that share a factor on the volatility.
#[derive(Clone, Copy, Debug)]
pub struct VolRow<'a> {
    factor: Float,
    spots: &'a [SpotMove],
}

impl SpotMove {
    /// Returns the move from `spot` to `factor` times it, to the nearest wei below.
    ///
    /// # Errors
    /// [`RevaluationError::SpotOutOfRange`].
    pub fn new(spot: Wad, factor: Wad) -> Result<Self, RevaluationError> {
        let moved = spot.mul_down(factor);
        let moved = moved.map_err(|_| RevaluationError::SpotOutOfRange)?;
        if spot == Wad::ZERO || moved == Wad::ZERO || moved > MAX_PRICE {
            return Err(RevaluationError::SpotOutOfRange);
        }
        let log = ln_ratio_called(normalise(moved.wei()), normalise(spot.wei()));
        let float = Float::from_u128(moved.wei());
        let share = float.over(Float::from_u128(spot.wei()));
        Ok(Self {
            log,
            spot: moved,
            float,
            narrow: NarrowMove::new(log, share),
        })
    }
}

impl Leg {
    /// Returns a leg of `quantity` of a claim, negative if sold, at σ√τ = `deviation`.
    #[must_use]
    pub const fn new(claim: Claim, deviation: Float, quantity: SignedWad) -> Self {
        let units = Wad::from_wei(quantity.wei().unsigned_abs());
        Self {
            claim,
            deviation,
            quantity: float_of(units),
            short: quantity.wei() < 0,
        }
    }

    /// Returns the claim.
    #[must_use]
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }

    /// Returns σ√τ before any shock.
    pub(crate) const fn deviation(&self) -> Float {
        self.deviation
    }

    /// Adds the value of a unit, in wei, times the quantity to a sum.
    pub(crate) fn add_to(&self, total: &mut Total, unit: SignedWad, fits: &mut Fits) {
        let wei = Float::from_u128(unit.wei().unsigned_abs()).mul(self.quantity);
        total.add(wei, self.short != (unit.wei() < 0), fits);
    }

    /// Adds an unrounded value in the same way.
    pub(crate) fn add_real_to(&self, total: &mut Total, unit: Real, fits: &mut Fits) {
        let wei = unit.magnitude.mul(self.quantity);
        total.add(wei, self.short != unit.negative, fits);
    }

    /// Returns whether it is sold.
    pub(crate) const fn is_short(&self) -> bool {
        self.short
    }
}

impl<'a> VolRow<'a> {
    /// Returns the scenarios `spots`, with every volatility times `factor`.
    ///
    /// # Errors
    /// [`RevaluationError::VolFactorOutOfRange`].
    pub fn new(factor: Wad, spots: &'a [SpotMove]) -> Result<Self, RevaluationError> {
        if factor > MAX_VOL_FACTOR {
            return Err(RevaluationError::VolFactorOutOfRange);
        }
        Ok(Self {
            factor: float_of(factor),
            spots,
        })
    }

    /// Returns its scenarios, as spot and factor.
    #[cfg(test)]
    pub(crate) fn each(&self) -> impl Iterator<Item = (Wad, Float)> + '_ {
        self.spots.iter().map(|spot| (spot.spot, self.factor))
    }
}

/// Adds the value of every leg in every scenario to `totals`, which follow the rows in order.
///
/// Each price has the bounds of [`crate::black_scholes::price`]. The value of a leg has a relative error of 2⁻⁶⁰,
/// which [`Total`] accounts for when it rounds.
///
/// # Errors
/// [`RevaluationError::TooManyLegs`], [`RevaluationError::ResultsMismatch`] or [`RevaluationError::AmountOverflow`].
/// After the last one the totals have no meaning.
pub fn revalue<A: Approximation>(
    legs: &[Leg],
    rows: &[VolRow<'_>],
    totals: &mut [Total],
) -> Result<(), RevaluationError> {
    add_up::<A, true>(legs, rows, totals)
}

/// Does the same as [`revalue`] with two kilobytes less code and in twice the time: for calls that are rare.
///
/// # Errors
/// As [`revalue`].
pub(crate) fn revalue_small<A: Approximation>(
    legs: &[Leg],
    rows: &[VolRow<'_>],
    totals: &mut [Total],
) -> Result<(), RevaluationError> {
    add_up::<A, false>(legs, rows, totals)
}

#[inline(always)]
fn add_up<A: Approximation, const COPIED: bool>(
    legs: &[Leg],
    rows: &[VolRow<'_>],
    totals: &mut [Total],
) -> Result<(), RevaluationError> {
    if legs.len() > MAX_LEGS {
        return Err(RevaluationError::TooManyLegs);
    }
    if rows.iter().map(|row| row.spots.len()).sum::<usize>() != totals.len() {
        return Err(RevaluationError::ResultsMismatch);
    }
    let mut fits = Fits::default();
    for leg in legs {
        let mut results = totals.iter_mut();
        for row in rows {
            let deviation = leg.deviation.mul(row.factor);
            let row = row.spots.iter().zip(&mut results);
            if !COPIED || leg.claim.kind().is_digital() || deviation.is_zero() {
                any_row::<A>(leg, deviation, row, &mut fits);
            } else {
                vanilla_row::<A>(leg, deviation, row, &mut fits);
            }
        }
    }
    if fits.all() {
        Ok(())
    } else {
        Err(RevaluationError::AmountOverflow)
    }
}

/// Adds the values of any claim on one row.
#[inline(never)]
fn any_row<'a, A: Approximation>(
    leg: &Leg,
    deviation: Float,
    row: impl Iterator<Item = (&'a SpotMove, &'a mut Total)>,
    fits: &mut Fits,
) {
    for (spot, total) in row {
        let value = leg.claim.moved(spot).value::<A>(deviation);
        let units = Float::from_u128(value.wei()).mul(leg.quantity);
        total.add(units, leg.short, fits);
    }
}

/// Does the same as [`any_row`], for a call or put with deviation left. This is the loop that makes one pass over a
/// book fast, with the kernel copied into it.
#[inline(never)]
fn vanilla_row<'a, A: Approximation>(
    leg: &Leg,
    deviation: Float,
    row: impl Iterator<Item = (&'a SpotMove, &'a mut Total)>,
    fits: &mut Fits,
) {
    let m = leg.claim.moneyness();
    let strike = m.discounted_strike.wei();
    let is_put = 0u64.wrapping_sub(u64::from(!leg.claim.kind().pays_above()));
    for (spot, total) in row {
        let log = m.log.plus(spot.log);
        let below = sign_mask(log.raw().cast_unsigned());
        let smaller = either(below, spot.float, m.discounted_strike_float);
        let out = Kernel::inlined::<A>(log.magnitude(), deviation)
            .map_or(Float::ZERO, |kernel| smaller.mul(kernel.share));
        // S − K′ for a call, K′ − S for a put. Out of the money it is below zero, and only the time value is left.
        let forward = negate_if(spot.spot.wei().wrapping_sub(strike), is_put);
        let keep = !sign_mask(forward);
        let intrinsic = forward & join(keep, keep);
        let value = out.to_u128_nearest().wrapping_add(intrinsic);
        let units = Float::from_u128(value).mul(leg.quantity);
        total.add(units, leg.short, fits);
    }
}

/// Returns `a` if `mask` is all ones, `b` if it is zero, without a `select`.
#[inline(always)]
const fn either(mask: u64, a: Float, b: Float) -> Float {
    Float::new(
        b.mantissa ^ (mask & (a.mantissa ^ b.mantissa)),
        b.exponent ^ (mask as i32 & (a.exponent ^ b.exponent)),
    )
}
