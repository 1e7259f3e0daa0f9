//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{key, Access, AccessAlreadyWired, AccessZeroAddress};
use alloy_primitives::Address;

use risk_manager::*;

use stylus_sdk::testing::TestVM;

const OWNER: Address = Address::repeat_byte(0x01);
const GUARDIAN: Address = Address::repeat_byte(0x02);
const OPTION_PRICER: Address = Address::repeat_byte(0x10);
const ORACLE: Address = Address::repeat_byte(0x11);

fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(OWNER);
    vm
}

#[test]
fn construction_fills_roles_and_modules() {
    let mut contract = RiskManager::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, OPTION_PRICER, ORACLE),
        Ok(())
    );
    assert_eq!(contract.owner(), OWNER);
    assert_eq!(contract.guardian(), GUARDIAN);
    assert!(!contract.paused());
    assert_eq!(contract.option_pricer(), OPTION_PRICER);
    assert_eq!(contract.oracle(), ORACLE);
    assert_eq!(contract.market(), Address::ZERO);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    assert_eq!(
        RiskManager::from(&chain()).constructor(Address::ZERO, GUARDIAN, OPTION_PRICER, ORACLE),
        Err(zero("owner"))
    );
    assert_eq!(
        RiskManager::from(&chain()).constructor(OWNER, GUARDIAN, Address::ZERO, ORACLE),
        Err(zero("optionPricer"))
    );
    assert_eq!(
        RiskManager::from(&chain()).constructor(OWNER, GUARDIAN, OPTION_PRICER, Address::ZERO),
        Err(zero("oracle"))
    );
}

#[test]
fn construction_needs_no_guardian() {
    let mut contract = RiskManager::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, Address::ZERO, OPTION_PRICER, ORACLE),
        Ok(())
    );
    assert_eq!(contract.guardian(), Address::ZERO);
}

#[test]
fn market_is_wired_once_by_the_owner() {
    let mut contract = RiskManager::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, OPTION_PRICER, ORACLE),
        Ok(())
    );
    let module = Address::repeat_byte(0x99);
    assert_eq!(contract.wire(key("market"), module), Ok(()));
    assert_eq!(contract.market(), module);
    let key = key("market");
    assert_eq!(
        contract.wire(key, OWNER),
        Err(AccessAlreadyWired { key, module }.into())
    );
}

#[test]
fn modules_are_replaced_after_the_delay() {
    let vm = chain();
    let mut contract = RiskManager::from(&vm);
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, OPTION_PRICER, ORACLE),
        Ok(())
    );
    let replacement = Address::repeat_byte(0x99);
    assert_eq!(
        contract.schedule(key("optionPricer"), access::value_of(replacement)),
        Ok(())
    );
    assert_eq!(
        contract.schedule(key("oracle"), access::value_of(replacement)),
        Ok(())
    );
    vm.set_block_timestamp(vm.snapshot().block_timestamp + access::changes::DELAY_SECS);
    assert_eq!(contract.execute(key("optionPricer")), Ok(()));
    assert_eq!(contract.option_pricer(), replacement);
    assert_eq!(contract.execute(key("oracle")), Ok(()));
    assert_eq!(contract.oracle(), replacement);
}
