//! The laws of the clearing ledger, searched for a break. `STRIKEPOOL_LEDGER_STEPS` sets how many steps.

use adversary::mutants::{assert_no_gains, catch};
use adversary::rules::{Rule, Rules};
use adversary::runs::{books, wide};

/// Books for each mutant, before random steps are tried; the rarest is caught in the 374th.
const BOOKS: u64 = 1_000;

fn steps() -> u64 {
    let said = std::env::var("STRIKEPOOL_LEDGER_STEPS").ok();
    said.and_then(|text| text.parse().ok()).unwrap_or(100_000)
}

#[test]
fn any_order_of_calls_by_anyone_breaks_no_law() {
    let report = wide(Rules::default(), steps(), 1, true);
    assert_no_gains(&report.gains);
    // What a run cannot meet it does not prove.
    for met in [
        "steps in clearing",
        "steps with a loan",
        "steps with unpaid claims",
        "orders compared, the pool lacks cash",
        "orders compared, with a write-off",
        "closes paid below what must stay",
        "runs that end insolvent",
        "tenths of bonds paid",
        "the fund pays",
        "hand over",
    ] {
        assert!(report.counts.contains_key(met), "never met: {met}");
    }
}

#[test]
fn two_expiries_past_at_once_end_alike_in_any_order() {
    let report = books(Rules::default(), steps() / 50, 1);
    assert_no_gains(&report.gains);
    for met in [
        "orders compared, two expiries",
        "orders compared, the pool lacks cash",
        "runs that end insolvent",
    ] {
        assert!(report.counts.contains_key(met), "never met: {met}");
    }
}

#[test]
fn a_ledger_that_lacks_one_rule_breaks_a_law() {
    std::panic::set_hook(Box::new(|_| ()));
    let missed: Vec<Rule> = Rule::ALL
        .into_iter()
        .filter(|rule| catch(*rule, BOOKS).is_none())
        .collect();
    let _ = std::panic::take_hook();
    assert!(missed.is_empty(), "not caught: {missed:?}");
}
