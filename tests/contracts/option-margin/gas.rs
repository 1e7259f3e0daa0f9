//! The cost of a margin.

use crate::support::Asked;
use contract_tests::margin::{Margining, margin_context, positions};
use contract_tests::pricing::WAD;
use contract_tests::snapshot::{Figures, check};

/// `docs/protocol/margin.md` compares these figures with those that a peer states.
#[test]
fn gas_is_as_stated() {
    let mut stage = Margining::set();
    let slices: Vec<_> = [1, 7, 14, 30, 60, 90, 180, 365]
        .map(|days| stage.slice(days))
        .into();
    let mut figures = Figures::new();
    let mut note = |name: &str, gas: u64| {
        println!("{gas:>9}  {name}");
        figures.insert(name.to_owned(), gas);
        gas
    };
    for count in [1, 8, 16, 32] {
        let legs = positions(&slices, count);
        let mut asked = Asked {
            slices: slices[..count.min(8)].to_vec(),
            legs,
            context: margin_context(),
            cash: 0,
        };
        let plural = if count == 1 { "" } else { "s" };
        let gas = stage.gas(asked.margin());
        let gas = note(&format!("option-margin margin of {count} leg{plural}"), gas);
        assert!(gas <= 1_000_000);
        if count == 32 {
            let left = stage
                .try_ask(asked.margin())
                .expect("an answer")
                .maintenance;
            asked.cash = 3_000 * WAD.cast_signed() - left;
            let gas = stage.gas(asked.distance());
            let gas = note("option-margin distance of 32 legs", gas);
            assert!(gas <= 32_000_000);
            let gas = stage.gas(asked.scenarios());
            note("option-margin scenarios of 32 legs", gas);
        }
    }
    let all = positions(&slices, 64);
    let two = all.chunks(32).map(|legs| {
        let asked = Asked {
            slices: slices.clone(),
            legs: legs.to_vec(),
            context: margin_context(),
            cash: 0,
        };
        stage.gas(asked.margin())
    });
    note("option-margin margin of 64 legs in two accounts", two.sum());
    check("gas-margin", &figures);
}
