//! Construction and wiring of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{key, Access, AccessAlreadyWired, AccessZeroAddress};
use alloy_primitives::Address;
use alloy_sol_types::SolValue;
use market::*;
use stylus_sdk::function_selector;
use stylus_sdk::testing::TestVM;

const OWNER: Address = Address::repeat_byte(0x01);
const GUARDIAN: Address = Address::repeat_byte(0x02);
const ASSET: Address = Address::repeat_byte(0x10);
const ORACLE: Address = Address::repeat_byte(0x11);
const OPTION_PRICER: Address = Address::repeat_byte(0x12);
const RISK_MANAGER: Address = Address::repeat_byte(0x13);
const VAULT: Address = Address::repeat_byte(0x14);

/// A chain on which the vault answers that its asset is `asset`.
fn chain(asset: Address) -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(OWNER);
    vm.mock_static_call(
        VAULT,
        function_selector!("asset").to_vec(),
        Ok(asset.abi_encode()),
    );
    vm
}

#[test]
fn construction_fills_roles_and_modules() {
    let mut contract = Market::from(&chain(ASSET));
    assert_eq!(
        contract.constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Ok(())
    );
    assert_eq!(contract.owner(), OWNER);
    assert_eq!(contract.guardian(), GUARDIAN);
    assert!(!contract.paused());
    assert_eq!(contract.asset(), ASSET);
    assert_eq!(contract.oracle(), ORACLE);
    assert_eq!(contract.option_pricer(), OPTION_PRICER);
    assert_eq!(contract.risk_manager(), RISK_MANAGER);
    assert_eq!(contract.vault(), VAULT);
    assert_eq!(contract.liquidator(), Address::ZERO);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    assert_eq!(
        Market::from(&chain(ASSET)).constructor(
            Address::ZERO,
            GUARDIAN,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Err(zero("owner"))
    );
    assert_eq!(
        Market::from(&chain(ASSET)).constructor(
            OWNER,
            GUARDIAN,
            Address::ZERO,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Err(zero("asset"))
    );
    assert_eq!(
        Market::from(&chain(ASSET)).constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            Address::ZERO,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Err(zero("oracle"))
    );
    assert_eq!(
        Market::from(&chain(ASSET)).constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            ORACLE,
            Address::ZERO,
            RISK_MANAGER,
            VAULT
        ),
        Err(zero("optionPricer"))
    );
    assert_eq!(
        Market::from(&chain(ASSET)).constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            Address::ZERO,
            VAULT
        ),
        Err(zero("riskManager"))
    );
    assert_eq!(
        Market::from(&chain(ASSET)).constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            Address::ZERO
        ),
        Err(zero("vault"))
    );
}

#[test]
fn construction_needs_no_guardian() {
    let mut contract = Market::from(&chain(ASSET));
    assert_eq!(
        contract.constructor(
            OWNER,
            Address::ZERO,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Ok(())
    );
    assert_eq!(contract.guardian(), Address::ZERO);
}

#[test]
fn construction_refuses_a_vault_over_another_asset() {
    let vault_asset = Address::repeat_byte(0x77);
    assert_eq!(
        Market::from(&chain(vault_asset)).constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Err(MarketAssetMismatch {
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
        Market::from(&vm).constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Err(MarketVaultUnreadable { vault: VAULT }.into())
    );
}

#[test]
fn liquidator_is_wired_once_by_the_owner() {
    let mut contract = Market::from(&chain(ASSET));
    assert_eq!(
        contract.constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Ok(())
    );
    let module = Address::repeat_byte(0x99);
    assert_eq!(contract.wire(key("liquidator"), module), Ok(()));
    assert_eq!(contract.liquidator(), module);
    let key = key("liquidator");
    assert_eq!(
        contract.wire(key, OWNER),
        Err(AccessAlreadyWired { key, module }.into())
    );
}

#[test]
fn modules_are_replaced_after_the_delay() {
    let vm = chain(ASSET);
    let mut contract = Market::from(&vm);
    assert_eq!(
        contract.constructor(
            OWNER,
            GUARDIAN,
            ASSET,
            ORACLE,
            OPTION_PRICER,
            RISK_MANAGER,
            VAULT
        ),
        Ok(())
    );
    let replacement = Address::repeat_byte(0x99);
    assert_eq!(
        contract.schedule(key("oracle"), access::value_of(replacement)),
        Ok(())
    );
    assert_eq!(
        contract.schedule(key("optionPricer"), access::value_of(replacement)),
        Ok(())
    );
    assert_eq!(
        contract.schedule(key("riskManager"), access::value_of(replacement)),
        Ok(())
    );
    assert_eq!(
        contract.schedule(key("vault"), access::value_of(replacement)),
        Ok(())
    );
    vm.set_block_timestamp(vm.snapshot().block_timestamp + access::changes::DELAY_SECS);
    assert_eq!(contract.execute(key("oracle")), Ok(()));
    assert_eq!(contract.oracle(), replacement);
    assert_eq!(contract.execute(key("optionPricer")), Ok(()));
    assert_eq!(contract.option_pricer(), replacement);
    assert_eq!(contract.execute(key("riskManager")), Ok(()));
    assert_eq!(contract.risk_manager(), replacement);
    assert_eq!(contract.execute(key("vault")), Ok(()));
    assert_eq!(contract.vault(), replacement);
}
