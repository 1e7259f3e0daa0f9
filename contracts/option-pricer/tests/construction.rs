//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{key, Access, AccessUnknownKey, AccessZeroAddress};
use alloy_primitives::Address;

use option_pricer::*;

use stylus_sdk::testing::TestVM;

const OWNER: Address = Address::repeat_byte(0x01);
const GUARDIAN: Address = Address::repeat_byte(0x02);

fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(OWNER);
    vm
}

#[test]
fn construction_fills_roles_and_modules() {
    let mut contract = OptionPricer::from(&chain());
    assert_eq!(contract.constructor(OWNER, GUARDIAN), Ok(()));
    assert_eq!(contract.owner(), OWNER);
    assert_eq!(contract.guardian(), GUARDIAN);
    assert!(!contract.paused());
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    assert_eq!(
        OptionPricer::from(&chain()).constructor(Address::ZERO, GUARDIAN),
        Err(zero("owner"))
    );
}

#[test]
fn construction_needs_no_guardian() {
    let mut contract = OptionPricer::from(&chain());
    assert_eq!(contract.constructor(OWNER, Address::ZERO), Ok(()));
    assert_eq!(contract.guardian(), Address::ZERO);
}

#[test]
fn no_module_can_be_wired() {
    let mut contract = OptionPricer::from(&chain());
    assert_eq!(contract.constructor(OWNER, GUARDIAN), Ok(()));
    let key = key("oracle");
    assert_eq!(
        contract.wire(key, OWNER),
        Err(AccessUnknownKey { key }.into())
    );
}
