//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use alloy_primitives::Address;
use runtime::access::{key, AccessZeroAddress, Governed};

use risk_manager::*;

use stylus_sdk::testing::TestVM;

const AUTHORITY: Address = Address::repeat_byte(0x01);
const OPTION_PRICER: Address = Address::repeat_byte(0x10);
const ORACLE: Address = Address::repeat_byte(0x11);

fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(AUTHORITY);
    vm
}

#[test]
fn construction_fills_roles_and_modules() {
    let mut contract = RiskManager::from(&chain());
    assert_eq!(
        contract.constructor(AUTHORITY, OPTION_PRICER, ORACLE),
        Ok(())
    );
    assert_eq!(contract.authority().address(), AUTHORITY);
    assert!(!contract.authority().paused());
    assert_eq!(contract.option_pricer(), OPTION_PRICER);
    assert_eq!(contract.oracle(), ORACLE);
    assert_eq!(contract.market(), Address::ZERO);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    assert_eq!(
        RiskManager::from(&chain()).constructor(Address::ZERO, OPTION_PRICER, ORACLE),
        Err(zero("authority"))
    );
    assert_eq!(
        RiskManager::from(&chain()).constructor(AUTHORITY, Address::ZERO, ORACLE),
        Err(zero("optionPricer"))
    );
    assert_eq!(
        RiskManager::from(&chain()).constructor(AUTHORITY, OPTION_PRICER, Address::ZERO),
        Err(zero("oracle"))
    );
}

#[test]
fn the_authority_replaces_every_module() {
    let mut contract = RiskManager::from(&chain());
    assert_eq!(
        contract.constructor(AUTHORITY, OPTION_PRICER, ORACLE),
        Ok(())
    );
    let value = runtime::access::value_of(Address::repeat_byte(0x99));
    for name in ["optionPricer", "oracle", "market"] {
        assert_eq!(
            runtime::access::change(&mut contract, key(name), value),
            Ok(())
        );
        let (current, ..) = runtime::access::setting(&contract, key(name)).expect("a module");
        assert_eq!(current, value, "{name}");
    }
}
