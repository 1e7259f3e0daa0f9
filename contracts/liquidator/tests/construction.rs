//! Construction of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use liquidator::*;
use runtime::access::{key, setting, AccessZeroAddress, Governed};
use stylus_sdk::function_selector;
use stylus_sdk::testing::TestVM;

const AUTHORITY: Address = Address::repeat_byte(0x01);
const ASSET: Address = Address::repeat_byte(0x10);
const MARKET: Address = Address::repeat_byte(0x11);

/// Returns a chain on which the market names its asset, which has 6 decimals.
fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(AUTHORITY);
    vm.mock_static_call(
        MARKET,
        function_selector!("asset").to_vec(),
        Ok(ASSET.abi_encode()),
    );
    vm.mock_static_call(
        ASSET,
        function_selector!("decimals").to_vec(),
        Ok(U256::from(6).abi_encode()),
    );
    vm
}

#[test]
fn construction_fills_in_the_authority_the_market_and_the_terms_of_the_fund() {
    let mut contract = Liquidator::from(&chain());
    assert_eq!(contract.constructor(AUTHORITY, MARKET), Ok(()));
    assert_eq!(contract.authority().address(), AUTHORITY);
    assert!(!contract.authority().paused());
    assert_eq!(contract.market(), MARKET);
    let current = |name| {
        let (value, ..) = setting(&contract, key(name)).expect("a parameter");
        value
    };
    assert_eq!(current("fundTargetTokens"), U256::from(100_000));
    assert_eq!(current("fundGrant"), U256::ZERO);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| AccessZeroAddress { key: key(name) }.into();
    let construct = |authority, market| Liquidator::from(&chain()).constructor(authority, market);
    assert_eq!(construct(Address::ZERO, MARKET), Err(zero("authority")));
    assert_eq!(construct(AUTHORITY, Address::ZERO), Err(zero("market")));
}
