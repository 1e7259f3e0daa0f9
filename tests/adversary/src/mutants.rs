//! The ledger with one rule taken away: each has to be caught.

use crate::driver::{Counts, Driver, Gains, Stress, focused};
use crate::rules::{Rule, Rules};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs of a mutant that no book catches, and their length.
const RUNS: u64 = 48;
const RUN_STEPS: u64 = 800;

/// How a mutant was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// Where: the number of the book, or of the run.
    pub place: String,
    /// The law that broke.
    pub law: String,
}

/// Plays books, then runs, without this rule until a law breaks.
#[must_use]
pub fn catch(rule: Rule, books: u64) -> Option<Caught> {
    let rules = Rules {
        without: Some(rule),
    };
    for number in 0..books {
        let law = law_broken(|| {
            let mut gains = Gains::new();
            focused(rules, 10_000 + number, &mut Counts::new(), &mut gains);
            assert_no_gains(&gains);
        });
        if let Some(law) = law {
            let place = format!("book {number}");
            return Some(Caught { place, law });
        }
    }
    for seed in 0..RUNS {
        let law = law_broken(|| play(rules, seed));
        if let Some(law) = law {
            let place = format!("run {seed}");
            return Some(Caught { place, law });
        }
    }
    None
}

fn play(rules: Rules, seed: u64) {
    let mut driver = Driver::new(rules, seed, Stress::of(seed));
    let mut gains = Gains::new();
    for step in 0..RUN_STEPS {
        driver.step();
        if step % 20 == 19 {
            driver.assert_orders(3);
        }
        if step % 10 == 9 {
            driver.look_for_gains(&mut gains);
            assert_no_gains(&gains);
        }
    }
    driver.end();
}

/// L9: nobody gains around a call, but who leaves at once around a liquidation: therefore the queue alone pays leavers.
///
/// # Panics
/// Naming who gained.
pub fn assert_no_gains(gains: &Gains) {
    for (what, (times, largest)) in gains {
        let named = what == "leave, liquidate, join";
        assert!(named, "L9: {what} gained up to {largest}, {times} times");
    }
}

/// The message of the law that a run breaks.
fn law_broken(run: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(run)).err()?;
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    let text = text.unwrap_or("a panic without a message");
    // The first sentence: what follows are figures.
    Some(
        text.lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(70)
            .collect(),
    )
}
