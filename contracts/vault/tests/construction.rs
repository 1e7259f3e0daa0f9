//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use runtime::access::{address_of, key, AccessZeroAddress, Governed};
use runtime::Refusal;
use stylus_sdk::function_selector;
use stylus_sdk::testing::TestVM;
use vault::*;

const AUTHORITY: Address = Address::repeat_byte(0x01);
const ASSET: Address = Address::repeat_byte(0x10);
const RISK_MANAGER: Address = Address::repeat_byte(0x11);

/// Authority, asset, risk manager.
const SOUND: [Address; 3] = [AUTHORITY, ASSET, RISK_MANAGER];

/// Returns a chain on which the asset has this many decimals.
fn chain(decimals: u64) -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(AUTHORITY);
    vm.mock_static_call(
        ASSET,
        function_selector!("decimals").to_vec(),
        Ok(U256::from(decimals).abi_encode()),
    );
    vm
}

fn construct(vm: &TestVM, with: [Address; 3]) -> (Vault, Result<(), Refusal>) {
    let mut contract = Vault::from(vm);
    let [authority, asset, risk_manager] = with;
    let result = contract.constructor(authority, asset, risk_manager);
    (contract, result)
}

fn constructed(vm: &TestVM) -> Vault {
    let (contract, result) = construct(vm, SOUND);
    assert_eq!(result, Ok(()));
    contract
}

fn module(contract: &Vault, name: &str) -> Address {
    let (value, ..) = runtime::access::setting(contract, key(name)).expect("a module");
    address_of(value).expect("an address")
}

#[test]
fn construction_fills_roles_and_modules() {
    let contract = constructed(&chain(6));
    assert_eq!(contract.authority().address(), AUTHORITY);
    assert!(!contract.authority().paused());
    assert_eq!(module(&contract, "riskManager"), RISK_MANAGER);
    for unwired in ["market", "queue"] {
        assert_eq!(module(&contract, unwired), Address::ZERO);
    }
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let names = ["authority", "asset", "riskManager"];
    for (place, name) in names.into_iter().enumerate() {
        let mut with = SOUND;
        with[place] = Address::ZERO;
        let missing = AccessZeroAddress { key: key(name) };
        assert_eq!(construct(&chain(6), with).1, Err(missing.into()), "{name}");
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
fn the_authority_replaces_every_module() {
    let vm = chain(6);
    let mut contract = constructed(&vm);
    let new = Address::repeat_byte(0x99);
    let value = runtime::access::value_of(new);
    for name in ["riskManager", "market", "queue"] {
        // The chain of the test answers every call with what was told last.
        let (asked, selector, answer) = if name == "riskManager" {
            (
                RISK_MANAGER,
                function_selector!("heldSeries"),
                Address::ZERO,
            )
        } else {
            (new, function_selector!("market"), new)
        };
        vm.mock_static_call(asked, selector.to_vec(), Ok(answer.abi_encode()));
        assert_eq!(
            runtime::access::change(&mut contract, key(name), value),
            Ok(())
        );
        let (current, ..) = runtime::access::setting(&contract, key(name)).expect("a module");
        assert_eq!(current, value, "{name}");
    }
}
