//! Laws that any measure of this kind keeps.

use crate::book::{Book, any_book, dollars, gains, measured};
use crate::support::{cases, random};

mod both_figures {
    use super::*;

    #[test]
    fn grow_with_the_book_and_shift_with_certain_money() {
        let mut r = random(11);
        for _ in 0..cases() {
            let book = gains(&mut r);
            let [at_risk, shortfall] = measured(&book);
            assert!(shortfall >= at_risk);
            let factor = r.i128(1..1_000);
            let grown: Vec<_> = book.iter().map(|gain| gain * factor).collect();
            for (got, one) in measured(&grown).into_iter().zip([at_risk, shortfall]) {
                // Each is rounded up once.
                assert!(
                    got <= one * factor && got > (one - 1) * factor,
                    "{got} {one}"
                );
            }
            let money = r.i128(-(1 << 80)..1 << 80);
            let richer: Vec<_> = book.iter().map(|gain| gain + money).collect();
            assert_eq!(measured(&richer), [at_risk - money, shortfall - money]);
        }
    }

    #[test]
    fn never_rise_when_no_day_loses_more() {
        let mut r = random(12);
        for _ in 0..cases() {
            let book = gains(&mut r);
            let better: Vec<_> = book
                .iter()
                .map(|gain| gain + r.i128(0..1 << 60) * i128::from(r.bool()))
                .collect();
            let (one, two) = (measured(&book), measured(&better));
            assert!(two[0] <= one[0] && two[1] <= one[1]);
        }
    }

    #[test]
    fn of_a_book_scale_with_it() {
        let mut r = random(13);
        for _ in 0..cases() / 400 {
            let book = any_book(&mut r);
            let twice = book.scaled(2.0);
            for (one, two) in [
                (book.in_full(), twice.in_full()),
                (book.estimate(), twice.estimate()),
            ] {
                for (one, two) in dollars(&one).into_iter().zip(dollars(&two)) {
                    assert!(
                        (2.0 * one - two).abs() < 1e-9 * (1.0 + one.abs()),
                        "{one} {two}"
                    );
                }
            }
        }
    }
}

mod shortfall {
    use super::*;

    #[test]
    fn of_two_books_is_no_more_than_of_each_by_itself() {
        let mut r = random(14);
        for _ in 0..cases() {
            let (one, two) = (gains(&mut r), gains(&mut r));
            let sum: Vec<_> = one.iter().zip(&two).map(|(a, b)| a + b).collect();
            let [[_, one], [_, two], [_, sum]] = [one, two, sum].map(|book| measured(&book));
            // Each is rounded up once.
            assert!(sum <= one + two, "{sum} {one} {two}");
        }
        for _ in 0..cases() / 400 {
            let (one, two) = (any_book(&mut r), any_book(&mut r));
            let two = Book {
                volatility: one.volatility,
                ..two
            };
            let [each, other, both] =
                [&one, &two, &one.with(&two)].map(|book| dollars(&book.in_full())[1]);
            assert!(both <= each + other + 1e-6 * (1.0 + each.abs() + other.abs()));
        }
    }
}
