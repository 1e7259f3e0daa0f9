//! An oracle on a feed whose rounds the test writes.

use alloy_primitives::aliases::U80;
use alloy_primitives::{I256, U256};
use contract_tests::feeds::{DECIMALS, Oracle, ScriptedFeed, UNIT, own_feed};
use contract_tests::send;

pub(crate) const WAD: u128 = 1_000_000_000_000_000_000;

/// Returns a stage with a feed that answers exactly what the test writes.
pub(crate) fn scripted() -> Oracle {
    let mut stage = Oracle::set();
    let spot = own_feed(&mut stage.node, stage.user, "ScriptedFeed", Some(DECIMALS));
    stage.on(spot)
}

/// Makes the scripted feed answer a round as its latest.
pub(crate) fn tell(stage: &mut Oracle, id: u64, answer: I256, updated: U256, answered_in: u64) {
    let call = ScriptedFeed::setRoundCall {
        id: U80::from(id),
        answer,
        started: updated,
        updated,
        answeredIn: U80::from(answered_in),
    };
    send(&mut stage.node, stage.user, stage.feeds.spot, call).expect("told");
}

pub(crate) fn dollars(price: i128) -> I256 {
    I256::try_from(price * UNIT).expect("a price")
}
