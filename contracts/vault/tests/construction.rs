//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{key, Access, AccessAlreadyWired, AccessZeroAddress};
use alloy_primitives::{Address, B256};

use vault::*;

use stylus_sdk::testing::TestVM;

const OWNER: Address = Address::repeat_byte(0x01);
const GUARDIAN: Address = Address::repeat_byte(0x02);
const ASSET: Address = Address::repeat_byte(0x10);
const RISK_MANAGER: Address = Address::repeat_byte(0x11);

/// What a module is set to, as anybody can read it.
fn module_of(contract: &Vault, name: &str) -> Address {
    let (value, _, _) = contract.setting(key(name)).expect("a key");
    access::address_of(value).expect("an address")
}

fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(OWNER);
    // decimals() of the asset: 6.
    let answer = B256::with_last_byte(6).to_vec();
    vm.mock_static_call(ASSET, vec![0x31, 0x3c, 0xe5, 0x67], Ok(answer));
    vm
}

#[test]
fn construction_fills_roles_and_modules() {
    let mut contract = Vault::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, ASSET, RISK_MANAGER),
        Ok(())
    );
    assert_eq!(contract.owner(), OWNER);
    assert_eq!(contract.guardian(), GUARDIAN);
    assert!(!contract.paused());
    assert_eq!(module_of(&contract, "riskManager"), RISK_MANAGER);
    assert_eq!(module_of(&contract, "market"), Address::ZERO);
    assert_eq!(module_of(&contract, "liquidator"), Address::ZERO);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    assert_eq!(
        Vault::from(&chain()).constructor(Address::ZERO, GUARDIAN, ASSET, RISK_MANAGER),
        Err(zero("owner"))
    );
    assert_eq!(
        Vault::from(&chain()).constructor(OWNER, GUARDIAN, Address::ZERO, RISK_MANAGER),
        Err(zero("asset"))
    );
    assert_eq!(
        Vault::from(&chain()).constructor(OWNER, GUARDIAN, ASSET, Address::ZERO),
        Err(zero("riskManager"))
    );
}

#[test]
fn construction_needs_no_guardian() {
    let mut contract = Vault::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, Address::ZERO, ASSET, RISK_MANAGER),
        Ok(())
    );
    assert_eq!(contract.guardian(), Address::ZERO);
}

#[test]
fn market_is_wired_once_by_the_owner() {
    let mut contract = Vault::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, ASSET, RISK_MANAGER),
        Ok(())
    );
    let module = Address::repeat_byte(0x99);
    assert_eq!(contract.wire(key("market"), module), Ok(()));
    assert_eq!(module_of(&contract, "market"), module);
    let key = key("market");
    assert_eq!(
        contract.wire(key, OWNER),
        Err(AccessAlreadyWired { key, module }.into())
    );
}

#[test]
fn liquidator_is_wired_once_by_the_owner() {
    let mut contract = Vault::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, ASSET, RISK_MANAGER),
        Ok(())
    );
    let module = Address::repeat_byte(0x99);
    assert_eq!(contract.wire(key("liquidator"), module), Ok(()));
    assert_eq!(module_of(&contract, "liquidator"), module);
    let key = key("liquidator");
    assert_eq!(
        contract.wire(key, OWNER),
        Err(AccessAlreadyWired { key, module }.into())
    );
}

#[test]
fn queue_is_wired_once_by_the_owner() {
    let mut contract = Vault::from(&chain());
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, ASSET, RISK_MANAGER),
        Ok(())
    );
    let module = Address::repeat_byte(0x99);
    assert_eq!(contract.wire(key("queue"), module), Ok(()));
    assert_eq!(module_of(&contract, "queue"), module);
    let key = key("queue");
    assert_eq!(
        contract.wire(key, OWNER),
        Err(AccessAlreadyWired { key, module }.into())
    );
}

#[test]
fn modules_are_replaced_after_the_delay() {
    let vm = chain();
    let mut contract = Vault::from(&vm);
    assert_eq!(
        contract.constructor(OWNER, GUARDIAN, ASSET, RISK_MANAGER),
        Ok(())
    );
    let replacement = Address::repeat_byte(0x99);
    assert_eq!(
        contract.schedule(key("riskManager"), access::value_of(replacement)),
        Ok(())
    );
    vm.set_block_timestamp(vm.snapshot().block_timestamp + access::changes::DELAY_SECS);
    assert_eq!(contract.execute(key("riskManager")), Ok(()));
    assert_eq!(module_of(&contract, "riskManager"), replacement);
}
