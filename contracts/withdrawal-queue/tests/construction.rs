//! Construction and parameters of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use access::{key, Access, AccessOutOfBounds, AccessUnknownKey, AccessZeroAddress};
use alloy_primitives::{Address, U256};
use stylus_sdk::testing::TestVM;
use withdrawal_queue::*;

const OWNER: Address = Address::repeat_byte(0x01);
const GUARDIAN: Address = Address::repeat_byte(0x02);
const VAULT: Address = Address::repeat_byte(0x10);
const ASSET: Address = Address::repeat_byte(0x11);

fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(OWNER);
    // asset() of the vault.
    let answer = ASSET.into_word().to_vec();
    vm.mock_static_call(VAULT, vec![0x38, 0xd5, 0x2e, 0x0f], Ok(answer));
    vm
}

fn constructed(vm: &TestVM) -> WithdrawalQueue {
    let mut contract = WithdrawalQueue::from(vm);
    assert_eq!(contract.constructor(OWNER, GUARDIAN, VAULT), Ok(()));
    contract
}

#[test]
fn construction_fills_roles_and_modules() {
    let vm = chain();
    let contract = constructed(&vm);
    assert_eq!(contract.owner(), OWNER);
    assert_eq!(contract.guardian(), GUARDIAN);
    assert_eq!(contract.vault(), VAULT);
    assert_eq!(contract.asset(), ASSET);
    let now = vm.snapshot().block_timestamp;
    let (waiting, owed, epochs, closable) = contract.queue();
    assert_eq!((waiting, owed, epochs), (U256::ZERO, U256::ZERO, 0));
    assert_eq!(closable, now + 86_400);
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| Err(AccessZeroAddress { key: key(name) }.into());
    let construct =
        |owner, vault| WithdrawalQueue::from(&chain()).constructor(owner, Address::ZERO, vault);
    assert_eq!(construct(Address::ZERO, VAULT), zero("owner"));
    assert_eq!(construct(OWNER, Address::ZERO), zero("vault"));
    assert_eq!(construct(OWNER, VAULT), Ok(()));
}

#[test]
fn the_epoch_is_an_hour_to_a_week_and_changes_after_the_delay() {
    let vm = chain();
    let mut contract = constructed(&vm);
    let secs = key("epochSecs");
    let (min, max) = (U256::from(3_600), U256::from(604_800));
    assert_eq!(contract.setting(secs), Ok((U256::from(86_400), min, max)));
    for value in [3_599, 604_801].map(U256::from) {
        let key = secs;
        let error = AccessOutOfBounds {
            key,
            value,
            min,
            max,
        };
        assert_eq!(contract.schedule(secs, value), Err(error.into()));
    }
    assert_eq!(contract.schedule(secs, min), Ok(()));
    vm.set_block_timestamp(vm.snapshot().block_timestamp + access::changes::DELAY_SECS);
    let (_, _, _, closable) = contract.queue();
    assert_eq!(contract.execute(secs), Ok(()));
    assert_eq!(contract.setting(secs), Ok((min, min, max)));
    let (.., sooner) = contract.queue();
    assert_eq!(closable - sooner, 86_400 - 3_600);
    let other = key("vault");
    let error = AccessUnknownKey { key: other };
    assert_eq!(contract.setting(other), Err(error.into()));
}
