//! The points of the distribution, as moves of the market.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: the ranges are stated beside each step"
)]

use math::exponential::exp_signed;
use math::wide::sign_mask;
use math::{Approximation, Float, Wad};

use super::points::{
    FIRST_COS, FIRST_SIN, POINTS, RADII, TURN_COS, TURN_SIN, VOL_ALONE, VOL_BY_SPOT,
};
use crate::claim::SpotMove;
use crate::constants::WAD_FLOAT;
use crate::real::{Small, float_of};
use crate::revaluation::RevaluationError;

/// The maximum standard deviation of a day's move of the spot's logarithm: a half, which is a volatility of 955%.
pub const MAX_DAY: Wad = Wad::from_wei(math::WAD / 2);

/// Fractional bits of a move.
const MOVE_BITS: u32 = 40;

/// Fractional bits of a number of standard deviations.
const DEVIATION_BITS: u32 = 28;

/// Fractional bits of its factor.
const FACTOR_BITS: u32 = 30;

/// The sum of all weights: 125·POINTS².
pub(super) const WHOLE: i128 = 125 * (POINTS * POINTS) as i128;

/// The moves of spot and volatilities on one of the days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Of the logarithm of the spot, 40 fractional bits.
    spot: i64,
    /// Of the logarithm of a 30-day volatility, 40 fractional bits.
    vol: i64,
}

/// Returns the days, wildest first. `day` is the standard deviation of the spot's logarithm.
///
/// # Errors
/// [`RevaluationError::VolFactorOutOfRange`] above [`MAX_DAY`].
pub fn draws(day: Wad) -> Result<impl Iterator<Item = Draw>, RevaluationError> {
    if day > MAX_DAY {
        return Err(RevaluationError::VolFactorOutOfRange);
    }
    let day = float_of(day).to_fixed(FACTOR_BITS.cast_signed());
    let mut direction = Direction {
        cos: FIRST_COS,
        sin: FIRST_SIN,
    };
    Ok(RADII.iter().map(move |radius| {
        let [one, two] = direction.at(*radius);
        direction.turn();
        // Below 2⁴·2²⁸ times at most 2²⁹.
        let shift = DEVIATION_BITS + FACTOR_BITS - MOVE_BITS;
        Draw {
            spot: (one * day) >> shift,
            vol: (one * VOL_BY_SPOT + two * VOL_ALONE) >> shift,
        }
    }))
}

/// Returns the weight of a draw, of [`WHOLE`]: 125·(2j + 1).
pub(super) const fn weight(draw: usize) -> i128 {
    125 * (2 * draw as i128 + 1)
}

/// A unit vector, 62 fractional bits.
struct Direction {
    cos: i64,
    sin: i64,
}

impl Direction {
    /// Returns the point of this direction at a distance with 12 fractional bits, in standard deviations.
    const fn at(&self, radius: u16) -> [i64; 2] {
        // 47 and 16 bits; 59 fractional ones.
        const SHIFT: u32 = 47 + 12 - DEVIATION_BITS;
        let r = radius as i64;
        [
            ((self.cos >> 15) * r) >> SHIFT,
            ((self.sin >> 15) * r) >> SHIFT,
        ]
    }

    /// Turns the vector by the golden angle. Each step has an error below 2⁻⁶¹.
    fn turn(&mut self) {
        let by = |a: i64, b: i64| i128::from(a) * i128::from(b);
        let cos = by(self.cos, TURN_COS) - by(self.sin, TURN_SIN);
        let sin = by(self.cos, TURN_SIN) + by(self.sin, TURN_COS);
        (self.cos, self.sin) = ((cos >> 62) as i64, (sin >> 62) as i64);
    }
}

impl Draw {
    /// Returns the move of the logarithm of a 30-day volatility, 40 fractional bits.
    pub(super) const fn vol(&self) -> i64 {
        self.vol
    }

    /// Returns the factor on the spot.
    pub(super) fn spot_factor<A: Approximation>(&self) -> Float {
        exponential::<A>(self.spot)
    }

    /// Returns the move of the spot.
    ///
    /// # Errors
    /// [`RevaluationError::SpotOutOfRange`].
    pub fn spot_move<A: Approximation>(&self, spot: Wad) -> Result<SpotMove, RevaluationError> {
        let factor = self.spot_factor::<A>().by(WAD_FLOAT).nearest();
        SpotMove::new(spot, Wad::from_wei(factor))
    }

    /// Returns the factor on the volatilities of an expiry whose time has this power.
    #[must_use]
    pub fn vol_factor<A: Approximation>(&self, power: Float) -> Wad {
        // Below 2² with 32 fractional bits, times less than 2⁴⁰.
        let power = i128::from(power.to_fixed(32));
        let log = ((power * i128::from(self.vol)) >> 32) as i64;
        Wad::from_wei(exponential::<A>(log).by(WAD_FLOAT).nearest())
    }
}

/// Returns e^x for x with 40 fractional bits.
#[inline(never)]
fn exponential<A: Approximation>(x: i64) -> Float {
    let size = u128::from(x.unsigned_abs()) << (64 - MOVE_BITS);
    exp_signed::<A>(size, sign_mask(i128::from(x).cast_unsigned()))
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "figures are compared as floats")]
mod tests {
    use super::*;
    use crate::revaluation::{MAX_VOL_FACTOR, VolRow};
    use math::{Compact, WAD};

    fn standard() -> impl Iterator<Item = (f64, f64, f64)> {
        let scale = |x: i64| x as f64 / 2f64.powi(40);
        // A deviation of a quarter, so that no digit is lost.
        let all = draws(Wad::from_wei(WAD / 4)).unwrap();
        all.enumerate().map(move |(place, draw)| {
            let share = weight(place) as f64 / WHOLE as f64;
            let one = scale(draw.spot) * 4.0;
            let two = (scale(draw.vol) / 0.06 + 0.4 * one) / (1.0 - 0.16f64).sqrt();
            (one, two, share)
        })
    }

    fn mean(of: impl Fn(f64, f64) -> f64) -> f64 {
        standard()
            .map(|(one, two, share)| of(one, two) * share)
            .sum()
    }

    #[test]
    fn the_weights_add_up() {
        assert_eq!((0..POINTS).map(weight).sum::<i128>(), WHOLE);
    }

    #[test]
    fn have_the_moments_of_the_distribution() {
        assert!((mean(|_, _| 1.0) - 1.0).abs() < 1e-12);
        for (power, expected, within) in [(1, 0.0, 1e-3), (2, 1.0, 5e-3), (3, 0.0, 0.04)] {
            let one = mean(|one, _| one.powi(power));
            let two = mean(|_, two| two.powi(power));
            assert!((one - expected).abs() < within, "{power} {one}");
            assert!((two - expected).abs() < within, "{power} {two}");
        }
        let cross = mean(|one, two| one * two);
        assert!(cross.abs() < 2e-3, "{cross}");
        // 3·(0.9·a⁴ + 0.1·2.3⁴) with 0.9·a² + 0.1·2.3² = 1.
        let calm = (1.0 - 0.529f64) / 0.9;
        let kurtosis = 3.0 * (0.9 * calm * calm + 0.1 * 2.3f64.powi(4));
        let got = mean(|one, _| one.powi(4));
        assert!((got / kurtosis - 1.0).abs() < 0.02, "{got} {kurtosis}");
    }

    #[test]
    fn every_factor_on_a_volatility_is_within_what_a_book_may_be_revalued_with() {
        // f of a day, the maximum.
        let power = crate::exposure::VolShock::new::<Compact>(0).power();
        let spot = Wad::from_wei(2_000 * WAD);
        for draw in draws(MAX_DAY).unwrap() {
            let factor = draw.vol_factor::<Compact>(power);
            assert!(factor > Wad::from_wei(WAD / 10) && factor < MAX_VOL_FACTOR);
            let to = draw.spot_move::<Compact>(spot).unwrap();
            assert!(VolRow::new(factor, &[to]).is_ok());
        }
    }

    #[test]
    fn too_wild_a_day_is_refused() {
        let beyond = Wad::from_wei(MAX_DAY.wei() + 1);
        assert!(draws(beyond).is_err());
    }
}
