//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{address_of, key, Access, AccessAlreadyWired, AccessZeroAddress};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use interfaces::Refusal;
use stylus_sdk::function_selector;
use stylus_sdk::testing::TestVM;
use vault::*;

const OWNER: Address = Address::repeat_byte(0x01);
const GUARDIAN: Address = Address::repeat_byte(0x02);
const ASSET: Address = Address::repeat_byte(0x10);
const RISK_MANAGER: Address = Address::repeat_byte(0x11);

/// Owner, guardian, asset, risk manager.
const SOUND: [Address; 4] = [OWNER, GUARDIAN, ASSET, RISK_MANAGER];

/// A chain on which the asset has so many decimals.
fn chain(decimals: u64) -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(OWNER);
    vm.mock_static_call(
        ASSET,
        function_selector!("decimals").to_vec(),
        Ok(U256::from(decimals).abi_encode()),
    );
    vm
}

fn construct(vm: &TestVM, with: [Address; 4]) -> (Vault, Result<(), Refusal>) {
    let mut contract = Vault::from(vm);
    let [owner, guardian, asset, risk_manager] = with;
    let result = contract.constructor(owner, guardian, asset, risk_manager);
    (contract, result)
}

fn constructed(vm: &TestVM) -> Vault {
    let (contract, result) = construct(vm, SOUND);
    assert_eq!(result, Ok(()));
    contract
}

fn module(contract: &Vault, name: &str) -> Address {
    let (value, ..) = contract.setting(key(name)).expect("a module");
    address_of(value).expect("an address")
}

#[test]
fn construction_fills_roles_and_modules() {
    let contract = constructed(&chain(6));
    assert_eq!(contract.owner(), OWNER);
    assert_eq!(contract.guardian(), GUARDIAN);
    assert!(!contract.paused());
    assert_eq!(module(&contract, "riskManager"), RISK_MANAGER);
    for unwired in ["market", "liquidator", "queue"] {
        assert_eq!(module(&contract, unwired), Address::ZERO);
    }
}

#[test]
fn construction_names_the_address_that_is_missing() {
    for (place, name) in ["owner", "", "asset", "riskManager"]
        .into_iter()
        .enumerate()
    {
        let mut with = SOUND;
        with[place] = Address::ZERO;
        let expected = if name.is_empty() {
            Ok(())
        } else {
            Err(AccessZeroAddress { key: key(name) }.into())
        };
        assert_eq!(construct(&chain(6), with).1, expected, "{name}");
    }
}

#[test]
fn construction_refuses_an_asset_of_too_few_or_too_many_decimals() {
    for decimals in [0, 5, 19, 255] {
        let refused = VaultDecimals {
            decimals: U256::from(decimals),
        };
        assert_eq!(construct(&chain(decimals), SOUND).1, Err(refused.into()));
    }
    for decimals in [6, 18] {
        constructed(&chain(decimals));
    }
}

#[test]
fn market_liquidator_and_queue_are_wired_once_by_the_owner() {
    let mut contract = constructed(&chain(6));
    let address = Address::repeat_byte(0x99);
    for name in ["market", "liquidator", "queue"] {
        assert_eq!(contract.wire(key(name), address), Ok(()));
        assert_eq!(module(&contract, name), address);
        let wired = AccessAlreadyWired {
            key: key(name),
            module: address,
        };
        assert_eq!(contract.wire(key(name), OWNER), Err(wired.into()));
    }
}

#[test]
fn modules_are_replaced_after_the_delay() {
    let vm = chain(6);
    let mut contract = constructed(&vm);
    let replacement = Address::repeat_byte(0x99);
    let value = access::value_of(replacement);
    assert_eq!(contract.schedule(key("riskManager"), value), Ok(()));
    vm.set_block_timestamp(vm.snapshot().block_timestamp + access::changes::DELAY_SECS);
    assert_eq!(contract.execute(key("riskManager")), Ok(()));
    assert_eq!(module(&contract, "riskManager"), replacement);
}
