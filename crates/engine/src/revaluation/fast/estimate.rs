//! Sums of values with an error bound.

use math::{Float, SignedWad, Wad};

use super::MAX_ERROR;
use crate::real::{Small, sum};
use crate::revaluation::RevaluationError;

/// The value of a book in a scenario, and its error bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Estimate {
    /// While legs are added, in the unit that the largest leg sets.
    pub(super) sum: i64,
    value: SignedWad,
    error: Wad,
}

impl Estimate {
    /// Returns the value in the middle.
    #[must_use]
    pub const fn value(&self) -> SignedWad {
        self.value
    }

    /// Returns the error bound, in both directions.
    #[must_use]
    pub const fn error(&self) -> Wad {
        self.error
    }

    /// Returns a lower bound of the true value.
    #[must_use]
    pub const fn against_holder(&self) -> SignedWad {
        SignedWad::from_wei(
            self.value
                .wei()
                .wrapping_sub(self.error.wei().cast_signed()),
        )
    }

    /// Returns an upper bound of the true value.
    #[must_use]
    pub const fn for_holder(&self) -> SignedWad {
        SignedWad::from_wei(
            self.value
                .wei()
                .wrapping_add(self.error.wei().cast_signed()),
        )
    }
}

/// Converts the sums into wei, with `unit` wei per unit, and adds the error bound of a book whose notional is `gross`
/// units.
pub(super) fn finish(
    unit: Float,
    gross: u64,
    estimates: &mut [Estimate],
) -> Result<(), RevaluationError> {
    // Conversion and rounding lose less than 2⁻⁵⁶ of four times the notional.
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

/// Returns the nearest wei, for a number below 2¹²⁵.
fn wei(x: Float) -> Result<i128, RevaluationError> {
    if x.exponent >= 125 {
        return Err(RevaluationError::AmountOverflow);
    }
    Ok(x.nearest().cast_signed())
}
