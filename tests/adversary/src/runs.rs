//! Many runs, one seed after another.

use crate::driver::{Counts, Driver, Gains, Stress, focused};
use crate::rules::Rules;

/// Steps of a run.
const RUN_STEPS: u64 = 600;

/// What many runs brought.
#[derive(Debug, Default)]
pub struct Report {
    /// Steps made.
    pub steps: u64,
    /// Runs, or books.
    pub runs: u64,
    /// What happened, and how often.
    pub counts: Counts,
    /// Who gained around which call.
    pub gains: Gains,
}

/// Makes so many random steps.
///
/// # Panics
/// When a law breaks; the message names seed, step and call.
#[must_use]
pub fn wide(rules: Rules, steps: u64, first_seed: u64, look_for_gains: bool) -> Report {
    let mut report = Report::default();
    let mut seed = first_seed;
    while report.steps < steps {
        let length = RUN_STEPS.min(steps - report.steps);
        run(rules, seed, length, look_for_gains, &mut report);
        report.steps += length;
        report.runs += 1;
        seed += 1;
    }
    report
}

fn run(rules: Rules, seed: u64, length: u64, look_for_gains: bool, report: &mut Report) {
    let mut driver = Driver::new(rules, seed, Stress::of(seed));
    let place = Place { what: "run", seed };
    for step in 0..length {
        driver.step();
        if step % 20 == 19 {
            driver.assert_orders(3);
        }
        if look_for_gains && step % 25 == 24 {
            driver.look_for_gains(&mut report.gains);
        }
    }
    driver.end();
    drop(place);
    for (what, times) in driver.counts {
        *report.counts.entry(what).or_default() += times;
    }
}

/// Plays so many small books.
///
/// # Panics
/// When a law breaks; the message names the seed.
#[must_use]
pub fn books(rules: Rules, books: u64, first_seed: u64) -> Report {
    let mut report = Report::default();
    for seed in first_seed..first_seed + books {
        let place = Place { what: "book", seed };
        focused(rules, seed, &mut report.counts, &mut report.gains);
        drop(place);
        report.runs += 1;
    }
    report
}

/// Says on a panic which run it was, so that it can be repeated.
struct Place {
    what: &'static str,
    seed: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("in the {} of seed {}", self.what, self.seed);
        }
    }
}
