//! Construction and parameters of the contract, natively.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

use alloy_primitives::{Address, U256};
use runtime::access::{key, AccessOutOfBounds, AccessUnknownKey, AccessZeroAddress, Governed};
use stylus_sdk::prelude::*;
use stylus_sdk::testing::TestVM;
use withdrawal_queue::*;

const AUTHORITY: Address = Address::repeat_byte(0x01);
const VAULT: Address = Address::repeat_byte(0x10);
const ASSET: Address = Address::repeat_byte(0x11);

fn chain() -> TestVM {
    let vm = TestVM::default();
    vm.set_sender(AUTHORITY);
    // asset() of the vault.
    let answer = ASSET.into_word().to_vec();
    vm.mock_static_call(VAULT, vec![0x38, 0xd5, 0x2e, 0x0f], Ok(answer));
    vm
}

fn constructed(vm: &TestVM) -> WithdrawalQueue {
    let mut contract = WithdrawalQueue::from(vm);
    assert_eq!(contract.constructor(AUTHORITY, VAULT), Ok(()));
    contract
}

#[test]
fn construction_fills_roles_and_modules() {
    let vm = chain();
    let contract = constructed(&vm);
    assert_eq!(contract.authority().address(), AUTHORITY);
    assert_eq!(contract.vault(), VAULT);
    assert_eq!(contract.asset(), ASSET);
    let now = vm.snapshot().block_timestamp;
    let (waiting, owed, epochs, closable) = contract.queue();
    assert_eq!((waiting, owed, epochs), (U256::ZERO, U256::ZERO, 0));
    assert_eq!(closable, now - now % 3_600 + 3_600);
    assert_eq!(contract.epoch(), (now / 3_600, closable, now / 3_600));
}

#[test]
fn construction_names_the_address_that_is_missing() {
    let zero = |name| Err(AccessZeroAddress { key: key(name) }.into());
    let construct =
        |authority, vault| WithdrawalQueue::from(&chain()).constructor(authority, vault);
    assert_eq!(construct(Address::ZERO, VAULT), zero("authority"));
    assert_eq!(construct(AUTHORITY, Address::ZERO), zero("vault"));
    assert_eq!(construct(AUTHORITY, VAULT), Ok(()));
}

#[test]
fn the_epoch_is_ten_minutes_to_a_week() {
    let mut contract = constructed(&chain());
    let secs = key("epochSecs");
    let (min, max) = (U256::from(600), U256::from(604_800));
    let neither = 3;
    let setting = |contract: &WithdrawalQueue| runtime::access::setting(contract, secs);
    assert_eq!(
        setting(&contract),
        Ok((U256::from(3_600), min, max, neither))
    );
    for value in [599, 604_801].map(U256::from) {
        let key = secs;
        let error = AccessOutOfBounds {
            key,
            value,
            min,
            max,
        };
        assert_eq!(
            runtime::access::change(&mut contract, secs, value),
            Err(error.into())
        );
    }
    let now = contract.vm().block_timestamp();
    let (number, ..) = contract.epoch();
    for length in [min, max, min] {
        assert_eq!(runtime::access::change(&mut contract, secs, length), Ok(()));
        assert_eq!(setting(&contract), Ok((length, min, max, neither)));
        let secs: u64 = length.to();
        let end = now - now % secs + secs;
        // The epoch that runs keeps its number.
        assert_eq!(contract.epoch(), (number, end, number));
        assert_eq!(contract.queue().3, end);
    }
    let key = key("vault");
    let error = AccessUnknownKey { key };
    assert_eq!(runtime::access::setting(&contract, key), Err(error.into()));
}

#[test]
fn the_breaker_trips_and_holds_within_bounds() {
    let mut contract = constructed(&chain());
    let neither = 3;
    for (name, first, min, max) in [
        ("breakerFallBps", 1_000, 300, 5_000),
        ("breakerHoldSecs", 43_200, 3_600, 172_800),
    ] {
        let [first, min, max] = [first, min, max].map(U256::from);
        let key = key(name);
        let setting = runtime::access::setting(&contract, key);
        assert_eq!(setting, Ok((first, min, max, neither)));
        for value in [min - U256::ONE, max + U256::ONE] {
            let error = AccessOutOfBounds {
                key,
                value,
                min,
                max,
            };
            assert_eq!(
                runtime::access::change(&mut contract, key, value),
                Err(error.into())
            );
        }
        assert_eq!(runtime::access::change(&mut contract, key, max), Ok(()));
        let setting = runtime::access::setting(&contract, key);
        assert_eq!(setting, Ok((max, min, max, neither)));
    }
    // Each has its own part of the word that they share with the epochs.
    let (.., epochs, closable) = contract.queue();
    let now = contract.vm().block_timestamp();
    assert_eq!((epochs, closable), (0, now - now % 3_600 + 3_600));
    let first = runtime::access::setting(&contract, key("breakerFallBps"));
    assert_eq!(first.map(|it| it.0), Ok(U256::from(5_000)));
}
