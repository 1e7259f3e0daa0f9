//! An upper bound of the estimated expected shortfall of a day, without evaluating the days.
//!
//! Expected shortfall is sub-additive: that of a sum is at most the sum of those of its terms. A book's estimate is a
//! sum of five terms, each a sensitivity times a power of the day's moves, and the shortfall of such a power alone is
//! a constant of the distribution. A second-order term that gains on every day counts as zero.

use math::{SignedWad, WAD, Wad};

use crate::exposure::Figures;

/// The wildest day for which the constants hold, as a standard deviation of the spot's logarithm: 1/8, a volatility of
/// 239%. Divided by their power of the day, the shortfalls of the spot's moves only grow with it.
const WILDEST: Wad = Wad::from_wei(WAD / 8);

/// Shortfalls over the points of the distribution. They are rounded up by at least one part in five hundred, more than
/// the rounding of the estimate itself; a test derives each of them again. Of |r|/day for the spot's relative move r,
/// of r²/day², of |y| for the volatility's move y, of y², of |r·y|/day.
const SPOT: Wad = thousandths(4_963);
const SPOT_SQUARE: Wad = thousandths(27_609);
const VOL: Wad = thousandths(229);
const VOL_SQUARE: Wad = thousandths(56);
const CROSS: Wad = thousandths(775);

/// The minimum of the bound, which covers the rounding of small figures.
const MIN: u128 = 1_000_000;

const fn thousandths(value: u128) -> Wad {
    Wad::from_wei(value.wrapping_mul(WAD / 1_000))
}

/// Returns an upper bound of the expected shortfall that [`super::Slopes`] gives for a book of these figures, USD;
/// `day` is the standard deviation of the spot's logarithm. `None` if the day is too wild or a product does not fit.
#[must_use]
pub fn max_shortfall(book: &Figures, day: Wad) -> Option<Wad> {
    if day > WILDEST {
        return None;
    }
    let times = |a: Wad, b: Wad| a.mul_up(b).ok();
    let size = |x: SignedWad| Wad::from_wei(x.wei().unsigned_abs());
    let owed = |x: SignedWad| Wad::from_wei(x.wei().min(0).unsigned_abs().div_ceil(2));
    let terms = [
        times(times(size(book.slope), day)?, SPOT)?,
        times(times(times(owed(book.gamma), day)?, day)?, SPOT_SQUARE)?,
        times(size(book.vol_slope), VOL)?,
        times(owed(book.volga), VOL_SQUARE)?,
        times(times(size(book.vanna), day)?, CROSS)?,
    ];
    let sum = terms
        .iter()
        .try_fold(MIN, |sum, term| sum.checked_add(term.wei()));
    sum.map(Wad::from_wei)
}

#[cfg(test)]
#[allow(
    clippy::cast_precision_loss,
    clippy::arithmetic_side_effects,
    reason = "figures are compared as floats"
)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::super::draws::{WHOLE, draws, weight};
    use super::super::points::POINTS;
    use super::super::{Slopes, points};
    use super::*;
    use math::Compact;

    fn shortfall(mut losses: Vec<(f64, f64)>) -> f64 {
        losses.sort_by(|one, two| two.0.total_cmp(&one.0));
        let (mut left, mut sum) = (1.0 / 40.0, 0.0);
        for (loss, share) in losses {
            let taken = share.min(left);
            sum += loss * taken;
            left -= taken;
        }
        sum * 40.0
    }

    /// Returns the constants at a day, from its moves.
    fn constants(day: f64) -> [f64; 5] {
        let wei = (day * 1e18) as u128;
        let days: Vec<_> = draws(Wad::from_wei(wei)).unwrap().collect();
        assert_eq!(days.len(), points::POINTS);
        let each = |of: &dyn Fn(f64, f64) -> f64| {
            let losses = days.iter().enumerate().map(|(place, draw)| {
                let float = draw.spot_factor::<Compact>();
                let factor = float.mantissa as f64 * 2f64.powi(float.exponent - 63);
                // A fall counts as the rise with the same logarithm, which is larger.
                let r = factor.max(factor.recip()) - 1.0;
                let y = draw.vol() as f64 / 2f64.powi(40);
                (of(r, y.abs()), weight(place) as f64 / WHOLE as f64)
            });
            shortfall(losses.collect())
        };
        [
            each(&|r, _| r / day),
            each(&|r, _| r * r / day / day),
            each(&|_, y| y),
            each(&|_, y| y * y),
            each(&|r, y| r * y / day),
        ]
    }

    #[test]
    fn the_constants_are_those_of_the_wildest_day() {
        let stated = [SPOT, SPOT_SQUARE, VOL, VOL_SQUARE, CROSS].map(|c| c.wei() as f64 / 1e18);
        for day in [1.0 / 8.0, 0.06, 0.03, 0.001] {
            for (derived, stated) in constants(day).into_iter().zip(stated) {
                assert!(derived * 1.002 < stated, "{day}: {derived} {stated}");
            }
        }
        for (derived, stated) in constants(1.0 / 8.0).into_iter().zip(stated) {
            assert!(derived * 1.02 > stated, "{derived} {stated}");
        }
    }

    #[test]
    fn no_estimate_is_above_it() {
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random
        };
        let mut gains = [0; POINTS];
        for _ in 0..400 {
            let mut figure = || {
                let size = i128::from(next() >> 1) << (next() % 30);
                SignedWad::from_wei(if next() % 2 == 0 { size } else { -size })
            };
            let book = Figures {
                slope: figure(),
                gamma: figure(),
                vol_slope: figure(),
                volga: figure(),
                vanna: figure(),
                ..Figures::default()
            };
            let day = Wad::from_wei(u128::from(next()) % (WAD / 8));
            let tail = Slopes::of(&book).unwrap();
            let tail = tail.tail::<Compact>(day, &mut gains).unwrap();
            let max = max_shortfall(&book, day).unwrap();
            assert!(tail.shortfall.wei() <= max.wei().cast_signed(), "{book:?}");
        }
    }

    #[test]
    fn a_day_that_is_too_wild_has_none() {
        assert!(max_shortfall(&Figures::default(), Wad::from_wei(WAD / 8 + 1)).is_none());
        assert_eq!(
            max_shortfall(&Figures::default(), WILDEST),
            Some(Wad::from_wei(MIN))
        );
    }
}
