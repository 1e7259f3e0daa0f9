//! Chooses the series that makes room for a new one in a full expiry.

use crate::{Position, Series};
use alloy_primitives::U256;

/// Bits after the point of a [`distance`]. Two strikes of the listing grid differ by far more.
const FRACTION: u32 = 31;

/// Returns how far a strike is from the spot: the larger of the two over the smaller, which rises with |ln(K/S)|.
///
/// Both fit 96 bits. A spot of zero has the maximum distance.
#[must_use]
pub const fn distance(strike: u128, spot: u128) -> u128 {
    let (small, large) = if strike < spot {
        (strike, spot)
    } else {
        (spot, strike)
    };
    match (large << FRACTION).checked_div(small) {
        Some(ratio) => ratio,
        None => u128::MAX,
    }
}

/// Returns the place of the series that a new one may displace: in the same expiry, never traded, and further from the
/// spot than the new one. Of these it is the furthest, and the first of several that are equally far. `None` if there
/// is none.
///
/// A displaced series was further than the new one. So while the spot stays, it cannot come back in the place of its
/// successor, and nobody can list in circles.
#[must_use]
pub fn displaced(words: &[U256], series: &Series, spot: u128) -> Option<usize> {
    let mut furthest = distance(series.strike, spot);
    let mut found = None;
    for (place, word) in words.iter().enumerate() {
        let Some(position) = Position::of_word(*word) else {
            continue;
        };
        if position.series.expiry != series.expiry || Position::is_traded(*word) {
            continue;
        }
        let far = distance(position.series.strike, spot);
        if far > furthest {
            (furthest, found) = (far, Some(place));
        }
    }
    found
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the numbers of these tests are small"
)]
mod tests {
    use super::*;
    extern crate std;
    use fastrand::Rng;
    use std::vec::Vec;

    const EXPIRY: u64 = 1_800_000_000;
    const ONE: u128 = 1_000_000_000_000_000_000;

    fn series(kind: u8, strike: u128) -> Series {
        Series::new(EXPIRY, kind, strike * ONE).unwrap()
    }

    /// Returns a word, marked as traded if its quantity is not zero.
    fn word(kind: u8, strike: u128, quantity: i128) -> U256 {
        let series = series(kind, strike);
        let word = Position::new(series, quantity).unwrap().word();
        if quantity == 0 {
            word
        } else {
            Position::marked_traded(word)
        }
    }

    #[test]
    fn half_the_spot_is_as_far_as_twice_of_it() {
        assert_eq!(distance(1_000, 2_000), distance(4_000, 2_000));
        assert!(distance(1_950, 2_000) > distance(2_050, 2_000));
        assert_eq!(distance(2_000, 2_000), 1 << 31);
        assert_eq!(distance(5, 0), u128::MAX);
        assert!(distance(1, crate::MAX_STRIKE) > distance(2, crate::MAX_STRIKE));
    }

    #[test]
    fn the_furthest_series_never_traded_goes_and_no_other() {
        let words = [
            word(0, 2_500, 0),
            word(0, 3_900, 5),
            word(1, 1_100, 0),
            word(0, 1_100, 0),
            word(0, 2_000, 0),
        ];
        let spot = 2_000 * ONE;
        assert_eq!(displaced(&words, &series(2, 2_100), spot), Some(2));
        assert_eq!(displaced(&words[..2], &series(2, 2_100), spot), Some(0));
        assert_eq!(displaced(&words[..2], &series(2, 2_500), spot), None);
        assert_eq!(displaced(&words[1..2], &series(2, 2_000), spot), None);
        let later = Series::new(EXPIRY + 1, 0, 2_000 * ONE).unwrap();
        assert_eq!(displaced(&words, &later, spot), None);
    }

    #[test]
    fn nobody_lists_in_circles() {
        let mut r = Rng::with_seed(24);
        for _ in 0..200 {
            let spot = r.u128(1..100_000) * ONE / 10;
            let strike = |r: &mut Rng| spot / ONE / 2 + r.u128(1..spot / ONE * 3 / 2 + 3);
            let mut words: Vec<_> = (0..24)
                .map(|_| word(r.u8(..4), strike(&mut r), i128::from(r.u8(..4) == 0)))
                .collect();
            let held: Vec<_> = words
                .iter()
                .map(|w| Position::of_word(*w).unwrap())
                .collect();
            let mut last = u128::MAX;
            // Every displacement lowers the sum of distances, so the displacements end.
            for _ in 0..400 {
                let new = series(r.u8(..4), strike(&mut r));
                let sum = |words: &[U256]| -> u128 {
                    let strikes = words.iter().map(|w| Position::of_word(*w).unwrap());
                    strikes.map(|p| distance(p.series.strike, spot)).sum()
                };
                if let Some(place) = displaced(&words, &new, spot) {
                    assert_eq!(held[place].quantity, 0);
                    words[place] = Position::new(new, 0).unwrap().word();
                    assert!(sum(&words) < last);
                    last = sum(&words);
                }
            }
        }
    }
}
