//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{key, Access, AccessAlreadyWired, AccessZeroAddress};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use interfaces::Refusal;
use market::*;
use stylus_sdk::function_selector;
use stylus_sdk::testing::TestVM;

const OWNER: Address = Address::repeat_byte(0x01);
const GUARDIAN: Address = Address::repeat_byte(0x02);
const ASSET: Address = Address::repeat_byte(0x10);
const ORACLE: Address = Address::repeat_byte(0x11);
const RISK_MANAGER: Address = Address::repeat_byte(0x13);
const VAULT: Address = Address::repeat_byte(0x14);

/// Owner, guardian, asset, oracle, risk manager, vault.
const SOUND: [Address; 6] = [OWNER, GUARDIAN, ASSET, ORACLE, RISK_MANAGER, VAULT];

/// A chain on which the asset has so many decimals, and the vault answers that its own is `asset`.
fn chain(asset: Address, decimals: u64) -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(OWNER);
    let answers = |whom, selector: [u8; 4], answer| {
        vm.mock_static_call(whom, selector.to_vec(), Ok(answer));
    };
    answers(VAULT, function_selector!("asset"), asset.abi_encode());
    let decimals = U256::from(decimals).abi_encode();
    answers(ASSET, function_selector!("decimals"), decimals);
    vm
}

fn construct(vm: &TestVM, with: [Address; 6]) -> (Market, Result<(), Refusal>) {
    let mut contract = Market::from(vm);
    let [owner, guardian, asset, oracle, risk_manager, vault] = with;
    let result = contract.constructor(owner, guardian, asset, oracle, risk_manager, vault);
    (contract, result)
}

fn constructed(vm: &TestVM) -> Market {
    let (contract, result) = construct(vm, SOUND);
    assert_eq!(result, Ok(()));
    contract
}

#[test]
fn construction_fills_roles_and_modules() {
    let contract = constructed(&chain(ASSET, 6));
    assert_eq!(contract.owner(), OWNER);
    assert_eq!(contract.guardian(), GUARDIAN);
    assert!(!contract.paused());
    assert_eq!(contract.asset(), ASSET);
    assert_eq!(contract.oracle(), ORACLE);
    assert_eq!(contract.risk_manager(), RISK_MANAGER);
    assert_eq!(contract.vault(), VAULT);
    assert_eq!(contract.liquidator(), Address::ZERO);
    assert_eq!(contract.treasury(), Address::ZERO);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let names = ["owner", "", "asset", "oracle", "riskManager", "vault"];
    for (place, name) in names.into_iter().enumerate() {
        let mut with = SOUND;
        with[place] = Address::ZERO;
        let expected = if name.is_empty() {
            Ok(())
        } else {
            Err(AccessZeroAddress { key: key(name) }.into())
        };
        assert_eq!(construct(&chain(ASSET, 6), with).1, expected, "{name}");
    }
}

#[test]
fn construction_refuses_a_vault_over_another_asset() {
    let vault_asset = Address::repeat_byte(0x77);
    let mismatch = MarketAssetMismatch {
        asset: ASSET,
        vaultAsset: vault_asset,
    };
    let (_, result) = construct(&chain(vault_asset, 6), SOUND);
    assert_eq!(result, Err(mismatch.into()));
}

#[test]
fn construction_refuses_a_vault_that_does_not_say_its_asset() {
    let vm = chain(ASSET, 6);
    vm.mock_static_call(VAULT, function_selector!("asset").to_vec(), Err(vec![]));
    let unreadable = MarketVaultUnreadable { vault: VAULT };
    assert_eq!(construct(&vm, SOUND).1, Err(unreadable.into()));
}

#[test]
fn construction_refuses_an_asset_of_too_few_or_too_many_decimals() {
    for decimals in [0, 5, 19, 255] {
        let refused = MarketDecimals {
            decimals: U256::from(decimals),
        };
        let (_, result) = construct(&chain(ASSET, decimals), SOUND);
        assert_eq!(result, Err(refused.into()));
    }
    for decimals in [6, 18] {
        constructed(&chain(ASSET, decimals));
    }
}

#[test]
fn liquidator_and_treasury_are_wired_once_by_the_owner() {
    let mut contract = constructed(&chain(ASSET, 6));
    let module = Address::repeat_byte(0x99);
    for name in ["liquidator", "treasury"] {
        let key = key(name);
        assert_eq!(contract.wire(key, module), Ok(()));
        let wired = AccessAlreadyWired { key, module };
        assert_eq!(contract.wire(key, OWNER), Err(wired.into()));
    }
    assert_eq!(contract.liquidator(), module);
    assert_eq!(contract.treasury(), module);
}

#[test]
fn modules_are_replaced_after_the_delay() {
    let vm = chain(ASSET, 6);
    let mut contract = constructed(&vm);
    let replacement = Address::repeat_byte(0x99);
    let names = ["oracle", "riskManager", "vault"];
    for name in names {
        let value = access::value_of(replacement);
        assert_eq!(contract.schedule(key(name), value), Ok(()));
    }
    vm.set_block_timestamp(vm.snapshot().block_timestamp + access::changes::DELAY_SECS);
    for name in names {
        assert_eq!(contract.execute(key(name)), Ok(()));
    }
    assert_eq!(contract.oracle(), replacement);
    assert_eq!(contract.risk_manager(), replacement);
    assert_eq!(contract.vault(), replacement);
}
