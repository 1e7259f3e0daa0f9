//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{key, AccessZeroAddress, Governed};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use liquidator::*;
use stylus_sdk::function_selector;
use stylus_sdk::testing::TestVM;

const AUTHORITY: Address = Address::repeat_byte(0x01);
const ASSET: Address = Address::repeat_byte(0x10);
const MARKET: Address = Address::repeat_byte(0x11);
const RISK_MANAGER: Address = Address::repeat_byte(0x12);
const ORACLE: Address = Address::repeat_byte(0x13);
const VAULT: Address = Address::repeat_byte(0x14);

/// A chain on which the vault answers that its asset is `asset`.
fn chain(asset: Address) -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(AUTHORITY);
    vm.mock_static_call(
        VAULT,
        function_selector!("asset").to_vec(),
        Ok(asset.abi_encode()),
    );
    vm.mock_static_call(
        ASSET,
        function_selector!("decimals").to_vec(),
        Ok(U256::from(6).abi_encode()),
    );
    vm
}

#[test]
fn construction_fills_roles_and_modules() {
    let mut contract = Liquidator::from(&chain(ASSET));
    assert_eq!(
        contract.constructor(AUTHORITY, ASSET, MARKET, RISK_MANAGER, ORACLE, VAULT),
        Ok(())
    );
    assert_eq!(contract.authority().address(), AUTHORITY);
    assert!(!contract.authority().paused());
    assert_eq!(contract.asset(), ASSET);
    assert_eq!(contract.market(), MARKET);
    assert_eq!(contract.risk_manager(), RISK_MANAGER);
    assert_eq!(contract.oracle(), ORACLE);
    assert_eq!(contract.vault(), VAULT);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    assert_eq!(
        Liquidator::from(&chain(ASSET)).constructor(
            Address::ZERO,
            ASSET,
            MARKET,
            RISK_MANAGER,
            ORACLE,
            VAULT
        ),
        Err(zero("authority"))
    );
    assert_eq!(
        Liquidator::from(&chain(ASSET)).constructor(
            AUTHORITY,
            Address::ZERO,
            MARKET,
            RISK_MANAGER,
            ORACLE,
            VAULT
        ),
        Err(zero("asset"))
    );
    assert_eq!(
        Liquidator::from(&chain(ASSET)).constructor(
            AUTHORITY,
            ASSET,
            Address::ZERO,
            RISK_MANAGER,
            ORACLE,
            VAULT
        ),
        Err(zero("market"))
    );
    assert_eq!(
        Liquidator::from(&chain(ASSET)).constructor(
            AUTHORITY,
            ASSET,
            MARKET,
            Address::ZERO,
            ORACLE,
            VAULT
        ),
        Err(zero("riskManager"))
    );
    assert_eq!(
        Liquidator::from(&chain(ASSET)).constructor(
            AUTHORITY,
            ASSET,
            MARKET,
            RISK_MANAGER,
            Address::ZERO,
            VAULT
        ),
        Err(zero("oracle"))
    );
    assert_eq!(
        Liquidator::from(&chain(ASSET)).constructor(
            AUTHORITY,
            ASSET,
            MARKET,
            RISK_MANAGER,
            ORACLE,
            Address::ZERO
        ),
        Err(zero("vault"))
    );
}

#[test]
fn construction_refuses_a_vault_over_another_asset() {
    let vault_asset = Address::repeat_byte(0x77);
    assert_eq!(
        Liquidator::from(&chain(vault_asset)).constructor(
            AUTHORITY,
            ASSET,
            MARKET,
            RISK_MANAGER,
            ORACLE,
            VAULT
        ),
        Err(LiquidatorAssetMismatch {
            asset: ASSET,
            vaultAsset: vault_asset
        }
        .into())
    );
}

#[test]
fn construction_refuses_a_vault_that_does_not_say_its_asset() {
    let vm = chain(ASSET);
    vm.mock_static_call(VAULT, function_selector!("asset").to_vec(), Err(vec![]));
    assert_eq!(
        Liquidator::from(&vm).constructor(AUTHORITY, ASSET, MARKET, RISK_MANAGER, ORACLE, VAULT),
        Err(LiquidatorVaultUnreadable { vault: VAULT }.into())
    );
}

#[test]
fn the_authority_replaces_every_module() {
    let mut contract = Liquidator::from(&chain(ASSET));
    assert_eq!(
        contract.constructor(AUTHORITY, ASSET, MARKET, RISK_MANAGER, ORACLE, VAULT),
        Ok(())
    );
    let value = access::value_of(Address::repeat_byte(0x99));
    for name in ["market", "riskManager", "oracle", "vault"] {
        assert_eq!(access::change(&mut contract, key(name), value), Ok(()));
        let (current, ..) = access::setting(&contract, key(name)).expect("a module");
        assert_eq!(current, value, "{name}");
    }
}
