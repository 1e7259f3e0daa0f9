//! The worst days of a book, and their losses.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "gains are below 2¹⁰² and weights below 2²⁵"
)]

use math::SignedWad;

use super::draws::{WHOLE, weight};
use super::points::POINTS;
use crate::revaluation::RevaluationError;

/// The part of the days whose mean is the expected shortfall: the worst 2.5%.
const SHORTFALL: i128 = WHOLE / 40;

/// Value at risk is the mean loss of the days from the worst 2% to the worst 3%. The loss of a single one of 512 days
/// has an error of up to 5%, the mean of a hundredth of all days one of 2%.
const AT_RISK: [i128; 2] = [WHOLE / 50, WHOLE * 3 / 100];

/// The maximum number of bits of a gain.
const GAIN_BITS: u32 = 101;

/// Bits of a day's number.
const PLACE_BITS: u32 = POINTS.trailing_zeros();

/// The possible loss of a book in a day, USD, rounded up; below zero if it gains on its worst days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// The loss that 97.5% of the days do not exceed: the mean of the losses that 97% to 98% of days do not exceed.
    pub value_at_risk: SignedWad,
    /// The mean loss of the worst 2.5% of days. It is at least the value at risk.
    pub shortfall: SignedWad,
}

/// Reads the tail from gains in wei, which are in the order of [`super::draws`] and are overwritten.
///
/// # Errors
/// [`RevaluationError::ResultsMismatch`] unless there is one gain for each draw,
/// [`RevaluationError::AmountOverflow`] if one has more than 101 bits.
pub fn worst(gains: &mut [i128]) -> Result<Tail, RevaluationError> {
    if gains.len() != POINTS {
        return Err(RevaluationError::ResultsMismatch);
    }
    for (place, gain) in gains.iter_mut().enumerate() {
        if gain.unsigned_abs() >> GAIN_BITS != 0 {
            return Err(RevaluationError::AmountOverflow);
        }
        // The key contains the index, so that equal gains have an order too.
        *gain = (*gain << PLACE_BITS) | place as i128;
    }
    for root in (0..POINTS / 2).rev() {
        sink(gains, root);
    }
    let (mut shortfall, mut at_risk, mut before) = (0, 0, 0);
    let mut left = gains;
    while before < AT_RISK[1] {
        let Some((key, rest)) = take_min(left) else {
            break;
        };
        left = rest;
        let place = (key & (POINTS as i128 - 1)) as usize;
        let loss = -(key >> PLACE_BITS);
        let after = before + weight(place);
        shortfall += loss * (after.min(SHORTFALL) - before.min(SHORTFALL));
        let within = |x: i128| x.clamp(AT_RISK[0], AT_RISK[1]);
        at_risk += loss * (within(after) - within(before));
        before = after;
    }
    Ok(Tail {
        value_at_risk: mean_up(at_risk, AT_RISK[1] - AT_RISK[0]),
        shortfall: mean_up(shortfall, SHORTFALL),
    })
}

const fn mean_up(sum: i128, weight: i128) -> SignedWad {
    SignedWad::from_wei(-(-sum).div_euclid(weight))
}

/// Returns the minimum key of a heap, and the heap of the other keys.
fn take_min(heap: &mut [i128]) -> Option<(i128, &mut [i128])> {
    let (last, rest) = heap.split_last_mut()?;
    let min = match rest.first_mut() {
        Some(first) => core::mem::replace(first, *last),
        None => *last,
    };
    sink(rest, 0);
    Some((min, rest))
}

/// Moves a key down until no key below it in the heap is lower.
fn sink(heap: &mut [i128], mut place: usize) {
    let Some(key) = heap.get(place).copied() else {
        return;
    };
    let mut lesser = 2 * place + 1;
    while let Some(mut least) = heap.get(lesser).copied() {
        if let Some(other) = heap.get(lesser + 1).copied().filter(|other| *other < least) {
            (lesser, least) = (lesser + 1, other);
        }
        if least >= key {
            break;
        }
        // The key's place stays open until it is at rest.
        if let Some(open) = heap.get_mut(place) {
            *open = least;
        }
        place = lesser;
        lesser = 2 * place + 1;
    }
    if let Some(open) = heap.get_mut(place) {
        *open = key;
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    /// Returns the same by sorting.
    fn sorted(gains: &[i128]) -> Tail {
        let mut all: Vec<_> = gains.iter().enumerate().map(|(j, g)| (*g, j)).collect();
        all.sort_unstable();
        // Each unit of weight alone would be 32 million, so this uses each level's part of it.
        let until = |level: i128| {
            let (mut sum, mut left) = (0, level);
            for (gain, place) in &all {
                let part = weight(*place).min(left);
                sum -= gain * part;
                left -= part;
            }
            sum
        };
        Tail {
            shortfall: mean_up(until(SHORTFALL), SHORTFALL),
            value_at_risk: mean_up(
                until(AT_RISK[1]) - until(AT_RISK[0]),
                AT_RISK[1] - AT_RISK[0],
            ),
        }
    }

    #[test]
    fn are_those_of_a_sorted_list() {
        let mut random = fastrand::Rng::with_seed(1);
        for round in 0..300 {
            let range = 1i128 << (round % 100);
            let mut gains: Vec<_> = (0..POINTS).map(|_| random.i128(-range..=range)).collect();
            let expected = sorted(&gains);
            assert_eq!(worst(&mut gains), Ok(expected));
            assert!(expected.shortfall >= expected.value_at_risk);
        }
    }

    #[test]
    fn of_equal_gains_are_that_gain() {
        for gain in [-7, 0, 9] {
            let tail = worst(&mut [gain; POINTS]).unwrap();
            assert_eq!(tail.shortfall.wei(), -gain);
            assert_eq!(tail.value_at_risk.wei(), -gain);
        }
    }

    #[test]
    fn take_one_gain_for_each_draw_and_none_too_large() {
        assert_eq!(
            worst(&mut [0; POINTS - 1]),
            Err(RevaluationError::ResultsMismatch)
        );
        let mut gains = [0; POINTS];
        gains[5] = -(1 << GAIN_BITS);
        assert_eq!(worst(&mut gains), Err(RevaluationError::AmountOverflow));
        let mut whole = [1 - (1 << GAIN_BITS); POINTS];
        assert_eq!(
            worst(&mut whole).unwrap().shortfall.wei(),
            (1 << GAIN_BITS) - 1
        );
    }
}
