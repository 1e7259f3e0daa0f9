//! Changes of a list of positions.

use crate::position::{MAX_QUANTITY, Position, Series};
use alloc::vec::Vec;
use alloy_primitives::U256;

/// How one order changes the position in a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The quantity before.
    pub before: i128,
    /// The quantity after.
    pub after: i128,
}

/// The reason why a position cannot change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListError {
    /// The new quantity is above the maximum.
    TooMuch,
}

impl Change {
    /// Returns whether any part of the order opens: it starts from zero, or goes through zero to the other side.
    #[must_use]
    pub const fn opens(&self) -> bool {
        let grows = self.after.unsigned_abs() > self.before.unsigned_abs();
        let crosses = self.before != 0 && self.after != 0 && (self.before < 0) != (self.after < 0);
        grows || crosses
    }
}

/// Returns the place of a series in a list of words, `None` if it is not there, and what an order changes in it.
///
/// # Errors
/// [`ListError::TooMuch`] above [`MAX_QUANTITY`].
pub fn change(
    words: &[U256],
    series: &Series,
    quantity: i128,
) -> Result<(Option<usize>, Change), ListError> {
    let place = words.iter().position(|word| Position::is_of(*word, series));
    let held = place
        .and_then(|place| words.get(place))
        .and_then(|word| Position::of_word(*word));
    let before = held.map_or(0, |position| position.quantity);
    let after = before.checked_add(quantity).ok_or(ListError::TooMuch)?;
    if after.unsigned_abs() > MAX_QUANTITY.unsigned_abs() {
        return Err(ListError::TooMuch);
    }
    Ok((place, Change { before, after }))
}

/// Splits a list into runs of neighbours that are alike, each as long as possible. Unlike `chunk_by` it cannot panic.
pub fn runs<T>(list: &[T], alike: impl Fn(&T, &T) -> bool) -> impl Iterator<Item = &[T]> {
    let mut rest = list;
    core::iter::from_fn(move || {
        let (first, others) = rest.split_first()?;
        let more = others.iter().take_while(|other| alike(first, other));
        let (run, left) = rest.split_at_checked(more.count().saturating_add(1))?;
        rest = left;
        Some(run)
    })
}

/// Removes the word at a place, and moves the last word there. Unlike `swap_remove` it cannot panic.
#[inline(never)]
pub fn take_out(words: &mut Vec<U256>, place: usize) {
    if let Some(last) = words.pop()
        && let Some(slot) = words.get_mut(place)
    {
        *slot = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_is_told_from_closing() {
        let opens = |before, after| Change { before, after }.opens();
        assert!(opens(0, 5) && opens(0, -5) && opens(5, 6) && opens(-5, -6));
        assert!(opens(5, -1) && opens(-5, 1));
        assert!(!opens(5, 4) && !opens(5, 0) && !opens(-5, -4) && !opens(-5, 0));
    }

    #[test]
    fn runs_are_those_of_chunk_by() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..1_000 {
            let list: Vec<u8> = (0..rng.usize(..12)).map(|_| rng.u8(..3)).collect();
            let expected: Vec<&[u8]> = list.chunk_by(|a, b| a == b).collect();
            assert_eq!(runs(&list, |a, b| a == b).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_series_is_found_where_it_stands() {
        let series = |strike| Series::new(1_800_000_000, 0, strike).unwrap();
        let words = [7, 8, 9].map(|strike| {
            let quantity = i128::try_from(strike).unwrap();
            Position::new(series(strike), quantity).unwrap().word()
        });
        let (place, found) = change(&words, &series(8), -10).unwrap();
        assert_eq!(place, Some(1));
        assert_eq!((found.before, found.after), (8, -2));
        let (place, found) = change(&words, &series(10), 3).unwrap();
        assert_eq!((place, found.before, found.after), (None, 0, 3));
    }

    #[test]
    fn the_last_takes_the_place_of_what_is_taken_out() {
        let number = |value: u64| U256::from(value);
        let mut words = [1, 2, 3].map(number).to_vec();
        take_out(&mut words, 0);
        assert_eq!(words, [3, 2].map(number));
        take_out(&mut words, 1);
        assert_eq!(words, [3].map(number));
        take_out(&mut words, 0);
        take_out(&mut words, 0);
        assert!(words.is_empty());
    }

    #[test]
    fn too_much_is_refused() {
        let series = Series::new(1_800_000_000, 0, 1).unwrap();
        let words = [Position::new(series, MAX_QUANTITY).unwrap().word()];
        assert_eq!(change(&words, &series, 1), Err(ListError::TooMuch));
        assert_eq!(change(&words, &series, i128::MAX), Err(ListError::TooMuch));
        assert!(change(&words, &series, -1).is_ok());
    }
}
