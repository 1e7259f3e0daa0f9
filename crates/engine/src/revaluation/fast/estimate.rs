//! Sums of values that are known to a stated error.

use math::{Float, SignedWad, Wad};

use super::MAX_ERROR;
use crate::real::{Small, sum};
use crate::revaluation::RevaluationError;

/// What a book is worth in a scenario, and how far that may be off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Estimate {
    /// In the unit that the largest leg sets, while legs are added.
    pub(super) sum: i64,
    value: SignedWad,
    error: Wad,
}

impl Estimate {
    /// The value in the middle.
    #[must_use]
    pub const fn value(&self) -> SignedWad {
        self.value
    }

    /// How far the value may be off, either way.
    #[must_use]
    pub const fn error(&self) -> Wad {
        self.error
    }

    /// No more than what the book is worth.
    #[must_use]
    pub const fn against_holder(&self) -> SignedWad {
        SignedWad::from_wei(
            self.value
                .wei()
                .wrapping_sub(self.error.wei().cast_signed()),
        )
    }

    /// No less than what the book is worth.
    #[must_use]
    pub const fn for_holder(&self) -> SignedWad {
        SignedWad::from_wei(
            self.value
                .wei()
                .wrapping_add(self.error.wei().cast_signed()),
        )
    }
}

/// Turns the sums into wei, of which their unit has `unit`, and states the error of a book whose
/// notional is `gross` units.
pub(super) fn finish(
    unit: Float,
    gross: u64,
    estimates: &mut [Estimate],
) -> Result<(), RevaluationError> {
    // What conversion and rounding may lose is below 2⁻⁵⁶ of four times the notional.
    let gross = Float::from_u64(gross).by(unit);
    let error = wei(sum(gross.by(MAX_ERROR), gross.scale(-54)))?.wrapping_add(1);
    for estimate in estimates {
        let size = wei(Float::from_u64(estimate.sum.unsigned_abs()).mul(unit))?;
        estimate.value = SignedWad::from_wei(if estimate.sum < 0 {
            size.wrapping_neg()
        } else {
            size
        });
        estimate.error = Wad::from_wei(error.cast_unsigned());
    }
    Ok(())
}

/// The nearest wei, for what is below 2¹²⁵.
fn wei(x: Float) -> Result<i128, RevaluationError> {
    if x.exponent >= 125 {
        return Err(RevaluationError::AmountOverflow);
    }
    Ok(x.nearest().cast_signed())
}
