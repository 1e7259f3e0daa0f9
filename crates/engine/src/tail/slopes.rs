//! Gains of a day, estimated from sums of sensitivities.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "fixed-point kernel: the ranges are stated beside each step"
)]

use math::{Approximation, Float, SignedWad, Wad};

use super::draws::{Draw, draws};
use super::points::POINTS;
use super::worst::{Tail, worst};
use crate::exposure::Figures;
use crate::real::{Real, less};
use crate::revaluation::RevaluationError;

/// Fractional bits of a relative move of the spot.
const SPOT_BITS: u32 = 32;

/// Bits of a coefficient. With a relative move below 2⁸ and its square below 2¹⁶, both with 32 fractional bits, sums
/// of five products stay below 2¹¹⁰.
const COEFFICIENT_BITS: i32 = 58;

/// The maximum exponent of a coefficient in wei. A gain has less than 20 bits more.
const MAX_EXPONENT: i32 = 100;

/// The gain of a book as a polynomial of second order in r, the relative move of the spot, and y, the move of the
/// logarithm of a 30-day volatility. USD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slopes {
    /// The coefficients of r, r²/2, y, y²/2 and r·y.
    coefficients: [i64; 5],
    /// The shift of a gain with 32 fractional bits down to wei.
    shift: i32,
}

impl Slopes {
    /// Returns the polynomial for a book with these figures.
    ///
    /// # Errors
    /// [`RevaluationError::AmountOverflow`] if one of them is 2¹⁰⁰ wei or more.
    pub fn of(book: &Figures) -> Result<Self, RevaluationError> {
        let wei = |x: SignedWad| Real::new(x.wei() < 0, Float::from_u128(x.wei().unsigned_abs()));
        let all = [
            wei(book.slope),
            wei(book.gamma),
            wei(book.vol_slope),
            wei(book.volga),
            wei(book.vanna),
        ];
        let mut largest = Float::ZERO;
        for one in all {
            if less(largest, one.magnitude) {
                largest = one.magnitude;
            }
        }
        if largest.is_zero() {
            return Ok(Self {
                coefficients: [0; 5],
                shift: 0,
            });
        }
        if largest.exponent > MAX_EXPONENT {
            return Err(RevaluationError::AmountOverflow);
        }
        // The largest coefficient has all of its bits, the others those of the same weight.
        let fraction = COEFFICIENT_BITS - 1 - largest.exponent;
        Ok(Self {
            coefficients: all.map(|one| {
                let size = one.magnitude.to_fixed(fraction);
                if one.negative { -size } else { size }
            }),
            shift: fraction + SPOT_BITS.cast_signed(),
        })
    }

    /// Returns the gain of a day, wei, rounded down.
    fn gain<A: Approximation>(&self, draw: &Draw) -> i128 {
        let [slope, gamma, vol, volga, vanna] = self.coefficients.map(i128::from);
        let moved = draw.spot_factor::<A>().to_fixed(SPOT_BITS.cast_signed());
        let r = i128::from(moved - (1 << SPOT_BITS));
        // Converted from 40 fractional bits; below 1.
        let y = i128::from(draw.vol() >> 8);
        let half = |square: i128| square >> (SPOT_BITS + 1);
        let gain = slope * r
            + gamma * half(r * r)
            + vol * y
            + volga * half(y * y)
            + vanna * ((r * y) >> SPOT_BITS);
        // With coefficients of exponent 100 it is shifted up by less than 12; with small ones, out.
        if self.shift >= 0 {
            gain >> self.shift.min(127)
        } else {
            gain << -self.shift
        }
    }

    /// Returns the tail of the book. `day` is the standard deviation of the spot's logarithm; `gains` is overwritten.
    ///
    /// # Errors
    /// As [`draws`] and [`worst`].
    pub fn tail<A: Approximation>(
        &self,
        day: Wad,
        gains: &mut [i128],
    ) -> Result<Tail, RevaluationError> {
        if gains.len() != POINTS {
            return Err(RevaluationError::ResultsMismatch);
        }
        for (gain, draw) in gains.iter_mut().zip(draws(day)?) {
            *gain = self.gain::<A>(&draw);
        }
        worst(gains)
    }
}
