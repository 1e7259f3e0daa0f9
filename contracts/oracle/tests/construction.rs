//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use alloy_primitives::Address;
use runtime::access::{key, AccessZeroAddress, Governed};

use oracle::*;

use stylus_sdk::testing::TestVM;

const AUTHORITY: Address = Address::repeat_byte(0x01);
const SPOT_FEED: Address = Address::repeat_byte(0x10);
const SEQUENCER_FEED: Address = Address::repeat_byte(0x11);

fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(AUTHORITY);
    vm
}

#[test]
fn construction_fills_roles_and_modules() {
    let mut contract = Oracle::from(&chain());
    assert_eq!(
        contract.constructor(AUTHORITY, SPOT_FEED, SEQUENCER_FEED),
        Ok(())
    );
    assert_eq!(contract.authority().address(), AUTHORITY);
    assert!(!contract.authority().paused());
    assert_eq!(contract.spot_feed(), SPOT_FEED);
    assert_eq!(contract.sequencer_feed(), SEQUENCER_FEED);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    assert_eq!(
        Oracle::from(&chain()).constructor(Address::ZERO, SPOT_FEED, SEQUENCER_FEED),
        Err(zero("authority"))
    );
    assert_eq!(
        Oracle::from(&chain()).constructor(AUTHORITY, Address::ZERO, SEQUENCER_FEED),
        Err(zero("spotFeed"))
    );
    assert_eq!(
        Oracle::from(&chain()).constructor(AUTHORITY, SPOT_FEED, Address::ZERO),
        Err(zero("sequencerFeed"))
    );
}

#[test]
fn the_authority_replaces_every_module() {
    let mut contract = Oracle::from(&chain());
    assert_eq!(
        contract.constructor(AUTHORITY, SPOT_FEED, SEQUENCER_FEED),
        Ok(())
    );
    let value = runtime::access::value_of(Address::repeat_byte(0x99));
    for name in ["spotFeed", "sequencerFeed"] {
        assert_eq!(
            runtime::access::change(&mut contract, key(name), value),
            Ok(())
        );
        let (current, ..) = runtime::access::setting(&contract, key(name)).expect("a module");
        assert_eq!(current, value, "{name}");
    }
}
