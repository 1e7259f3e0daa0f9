//! Records: their bits, and where they are stored.
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

extern crate alloc;

use alloy_primitives::{keccak256, Address, B256, U256};
use runtime::record;
use runtime::records::{Cell, Cells, Record, Records};
use runtime::slots::Word;
use stylus_sdk::prelude::*;
use stylus_sdk::testing::TestVM;

record! {
    /// Fields of all widths, within limbs and across them.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct Mixed[2] {
        price: u128 = 0..96,
        time: u64 = 96..128,
        small: u8 = 131..136,
        age: u32 = 136..153,
        flag: bool = 153..154,
        wide: u128 = 160..256,
        who: Address = 290..450,
        level: i128 = 450..512,
    }
}

struct Pair {
    one: u128,
    other: i64,
}

record! {
    layout PairWord of Pair[1] {
        one: u128 = 0..128,
        other: i64 = 192..256,
    }
}

#[storage]
struct Store {
    first: Word,
    cell: Cell<PairWord>,
    cells: Cells<u64, 3>,
    records: Records<Address, Mixed>,
    nested: Records<(u64, B256), U256>,
    flags: Records<u32, bool>,
}

const MOST: Mixed = Mixed {
    price: (1 << 96) - 1,
    time: u32::MAX as u64,
    small: 31,
    age: (1 << 17) - 1,
    flag: true,
    wide: (1 << 96) - 1,
    who: Address::repeat_byte(0xff),
    level: -1,
};

#[test]
fn a_record_comes_back_as_it_was() {
    for level in [-(1 << 61), -1, 0, 1, (1 << 61) - 1] {
        for mixed in [MOST, Mixed::default()] {
            let mixed = Mixed { level, ..mixed };
            assert_eq!(Mixed::unpack(&Mixed::pack(&mixed)), mixed);
        }
    }
}

#[test]
fn every_field_has_its_bits_and_no_others() {
    let ones = |from: u32, to: u32| (U256::MAX >> (256 - (to - from))) << from;
    let none = Mixed::default;
    let cases = [
        (
            Mixed {
                price: u128::MAX,
                ..none()
            },
            [ones(0, 96), U256::ZERO],
        ),
        (
            Mixed {
                time: u64::MAX,
                ..none()
            },
            [ones(96, 128), U256::ZERO],
        ),
        (
            Mixed {
                small: u8::MAX,
                ..none()
            },
            [ones(131, 136), U256::ZERO],
        ),
        (
            Mixed {
                age: u32::MAX,
                ..none()
            },
            [ones(136, 153), U256::ZERO],
        ),
        (
            Mixed {
                flag: true,
                ..none()
            },
            [ones(153, 154), U256::ZERO],
        ),
        (
            Mixed {
                wide: u128::MAX,
                ..none()
            },
            [ones(160, 256), U256::ZERO],
        ),
        (
            Mixed {
                who: MOST.who,
                ..none()
            },
            [U256::ZERO, ones(34, 194)],
        ),
        (
            Mixed {
                level: -1,
                ..none()
            },
            [U256::ZERO, ones(194, 256)],
        ),
    ];
    for (mixed, words) in cases {
        assert_eq!(Mixed::pack(&mixed), words, "{mixed:?}");
    }
    // Bits of no field do not count.
    assert_eq!(Mixed::unpack(&[U256::MAX; 2]), MOST);
}

fn word_at(vm: &TestVM, slot: U256) -> U256 {
    vm.get_storage(slot).into()
}

/// The slot of a key as Solidity computes it.
fn hashed(key: impl Into<U256>, slot: U256) -> U256 {
    let preimage = [key.into().to_be_bytes::<32>(), slot.to_be_bytes()].concat();
    keccak256(preimage).into()
}

#[test]
fn records_stand_where_solidity_puts_them() {
    let vm = TestVM::default();
    let mut store = Store::from(&vm);
    assert_eq!(store.first.get(), U256::ZERO);
    store.cell.set(&Pair { one: 7, other: -1 });
    store.cells.set(2, &9);
    store.cells.set(3, &10);
    let who = Address::repeat_byte(0x11);
    store.records.write(who, &MOST);
    let key = B256::repeat_byte(0x22);
    store.nested.write((3, key), &U256::from(5));
    store.flags.write(1, &true);
    let pair = store.cell.get();
    assert_eq!((pair.one, pair.other), (7, -1));
    assert_eq!([1, 2, 3].map(|place| store.cells.get(place)), [0, 9, 0]);
    assert_eq!(store.records.read(who), MOST);
    assert_eq!(store.records.read(Address::ZERO), Mixed::default());
    assert_eq!(store.nested.read((3, key)), U256::from(5));
    assert_eq!([0, 1].map(|key| store.flags.read(key)), [false, true]);

    let number = |slot: u64| U256::from(slot);
    let pair = number(7) | number(u64::MAX) << 192;
    assert_eq!(word_at(&vm, number(1)), pair);
    assert_eq!(word_at(&vm, number(4)), number(9));
    let start = hashed(who.into_word(), number(5));
    for (place, word) in Mixed::pack(&MOST).into_iter().enumerate() {
        assert_eq!(word_at(&vm, start + U256::from(place)), word);
    }
    let nested = hashed(key, hashed(number(3), number(6)));
    assert_eq!(word_at(&vm, nested), number(5));
    assert_eq!(word_at(&vm, hashed(number(1), number(7))), number(1));
}

#[test]
fn words_follow_a_record() {
    let vm = TestVM::default();
    let mut store = Store::from(&vm);
    let who = Address::repeat_byte(0x11);
    let entry = store.records.entry(who);
    store.records.put(entry, &MOST);
    store.records.set_behind(entry, 1, U256::from(8));
    assert_eq!(store.records.at(entry), MOST);
    assert_eq!(store.records.behind(entry, 0), U256::ZERO);
    assert_eq!(store.records.behind(entry, 1), U256::from(8));
    let start = hashed(who.into_word(), U256::from(5));
    assert_eq!(word_at(&vm, start + U256::from(3)), U256::from(8));
}
