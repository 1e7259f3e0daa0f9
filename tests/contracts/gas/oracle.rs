//! The cost of the oracle on Chainlink's mock aggregators, including the gas of the feeds.

use alloy_sol_types::SolCall;
use contract_tests::cache;
use contract_tests::feeds::{IOracle, Oracle, UNIT};

/// Returns each figure twice: with the oracle in the cache and without.
pub(crate) fn of_the_oracle(note: &mut dyn FnMut(&str, u64) -> u64) {
    for cached in [true, false] {
        let mut stage = Oracle::set();
        if cached {
            cache(&mut stage.node, &[stage.oracle]);
        }
        let suffix = if cached { "" } else { ", not cached" };
        let mut note = |name: &str, gas| note(&format!("oracle {name}{suffix}"), gas);
        of_prices(&mut stage, &mut note);
        of_expiries(&mut stage, &mut note);
    }
}

/// Returns the gas of the frame that answers a call, with everything that it calls, but without the transaction around
/// it.
fn whole<C: SolCall>(stage: &mut Oracle, call: C) -> u64 {
    stage.node.start_metering();
    let from = stage.user;
    assert!(stage.send_as(from, call).is_ok(), "it answers");
    stage.node.stop_metering().contracts[&stage.oracle].gas
}

fn of_prices(stage: &mut Oracle, note: &mut dyn FnMut(&str, u64) -> u64) {
    let observe = IOracle::observeCall { settling: 0 };
    note("observe, new source", whole(stage, observe.clone()));
    note("observe, same round", whole(stage, observe.clone()));
    stage.node.warp(60);
    stage.push(2_010);
    // A trade of one leg has 350,000 gas for everything.
    assert!(note("observe, new round", whole(stage, observe)) <= 70_000);
    let snapshot = IOracle::snapshotCall { settling: 0 };
    assert!(note("snapshot", whole(stage, snapshot)) <= 65_000);
}

fn of_expiries(stage: &mut Oracle, note: &mut dyn FnMut(&str, u64) -> u64) {
    let expiry = stage.now() + 3_600;
    stage.node.warp_to(expiry - 1_800).expect("later");
    stage.push(2_000);
    for _ in 0..8 {
        stage.node.warp(60);
        stage.push(2_000);
    }
    let observe = IOracle::observeCall { settling: expiry };
    let snapshot = IOracle::snapshotCall { settling: expiry };
    note(
        "snapshot, average of 9 rounds",
        whole(stage, snapshot.clone()),
    );
    note(
        "observe, average of 9 rounds",
        whole(stage, observe.clone()),
    );
    note("snapshot, average kept", whole(stage, snapshot));
    stage.node.warp(60);
    stage.push(2_000);
    note("observe, average and one round", whole(stage, observe));

    of_proofs(stage, note);
}

/// Returns a list of a seed and this many rounds, one per minute.
fn of_proofs(stage: &mut Oracle, note: &mut dyn FnMut(&str, u64) -> u64) {
    for rounds in [2, 29] {
        let expiry = stage.now() + 3_600;
        stage.node.warp_to(expiry).expect("later");
        let feeds = stage.feeds;
        let first = 100 * rounds;
        for number in 0..=rounds {
            let updated = expiry - 1_800 + 60 * number;
            feeds.write(&mut stage.node, first + number, 2_000 * UNIT, updated);
        }
        let ids = (first..=first + rounds).map(u128::from).collect();
        let call = IOracle::proveExpiryCall {
            expiry,
            roundIds: ids,
        };
        let name = format!("proveExpiry, {} rounds", rounds + 1);
        note(&name, whole(stage, call));
    }
}
