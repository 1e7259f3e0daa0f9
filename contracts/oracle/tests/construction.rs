//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{key, Access, AccessZeroAddress};
use alloy_primitives::Address;

use oracle::*;

use stylus_sdk::testing::TestVM;

const OWNER: Address = Address::repeat_byte(0x01);
const GUARDIAN: Address = Address::repeat_byte(0x02);
const SPOT_FEED: Address = Address::repeat_byte(0x10);
const SEQUENCER_FEED: Address = Address::repeat_byte(0x11);

fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(OWNER);
    vm
}

#[test]
fn construction_fills_roles_and_modules() {
    let mut contract = Oracle::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, SPOT_FEED, SEQUENCER_FEED),
        Ok(())
    );
    assert_eq!(contract.owner(), OWNER);
    assert_eq!(contract.guardian(), GUARDIAN);
    assert!(!contract.paused());
    assert_eq!(contract.spot_feed(), SPOT_FEED);
    assert_eq!(contract.sequencer_feed(), SEQUENCER_FEED);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    assert_eq!(
        Oracle::from(&chain()).constructor(Address::ZERO, GUARDIAN, SPOT_FEED, SEQUENCER_FEED),
        Err(zero("owner"))
    );
    assert_eq!(
        Oracle::from(&chain()).constructor(OWNER, GUARDIAN, Address::ZERO, SEQUENCER_FEED),
        Err(zero("spotFeed"))
    );
    assert_eq!(
        Oracle::from(&chain()).constructor(OWNER, GUARDIAN, SPOT_FEED, Address::ZERO),
        Err(zero("sequencerFeed"))
    );
}

#[test]
fn construction_needs_no_guardian() {
    let mut contract = Oracle::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, Address::ZERO, SPOT_FEED, SEQUENCER_FEED),
        Ok(())
    );
    assert_eq!(contract.guardian(), Address::ZERO);
}

#[test]
fn modules_are_replaced_after_the_delay() {
    let vm = chain();
    let mut contract = Oracle::from(&vm);
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, SPOT_FEED, SEQUENCER_FEED),
        Ok(())
    );
    let replacement = Address::repeat_byte(0x99);
    assert_eq!(
        contract.schedule(key("spotFeed"), access::value_of(replacement)),
        Ok(())
    );
    assert_eq!(
        contract.schedule(key("sequencerFeed"), access::value_of(replacement)),
        Ok(())
    );
    vm.set_block_timestamp(vm.snapshot().block_timestamp + access::changes::DELAY_SECS);
    assert_eq!(contract.execute(key("spotFeed")), Ok(()));
    assert_eq!(contract.spot_feed(), replacement);
    assert_eq!(contract.execute(key("sequencerFeed")), Ok(()));
    assert_eq!(contract.sequencer_feed(), replacement);
}
