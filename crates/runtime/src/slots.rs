//! Storage in whole words.
//!
//! The SDK's types pack values of any width into slots, and each use of each type is code of its own: a third of a
//! contract. Here everything is a word, read and written by the same two functions. Slots are numbered as Solidity
//! numbers them, and mappings hash as Solidity's do.
//!
//! What shares a word, or takes more than one, is a record: a struct declared by [`record!`](crate::record) with the
//! bits of each field. [`Cell`](crate::records::Cell), [`Cells`](crate::records::Cells) and
//! [`Records`](crate::records::Records) are [`Word`], [`WordArray`] and [`Table`] with the type of what they hold.
//!
//! The types are fields of a contract's root struct, whose slots are small numbers.

use crate::words::{number_of, word_of};
use alloy_primitives::{Address, B256, U256};
use stylus_sdk::host::VM;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageGuardMut, StorageType};

/// A word.
#[derive(Debug)]
pub struct Word {
    slot: u64,
    vm: VM,
}

/// An address in a word of its own.
#[derive(Debug)]
pub struct AddressWord(Word);

/// A fixed number of consecutive words.
#[derive(Debug)]
pub struct WordArray<const N: usize> {
    slot: u64,
    vm: VM,
}

/// A fixed number of consecutive addresses, a word each.
#[derive(Debug)]
pub struct AddressArray<const N: usize>(WordArray<N>);

/// Words by key: a mapping to a word or, with places, to a struct of words. The words of a key follow each other from
/// the hash of key and slot.
#[derive(Debug)]
pub struct Table {
    slot: u64,
    vm: VM,
}

/// The slot where the words of a key of a [`Table`] begin.
#[derive(Clone, Copy, Debug)]
pub struct Entry(U256);

#[inline(never)]
fn load(vm: &VM, slot: U256) -> U256 {
    number_of(&vm.storage_load_bytes32(slot).0)
}

#[inline(never)]
fn save(vm: &VM, slot: U256, value: U256) {
    // SAFETY: A writer has borrowed the contract mutably, and every read goes through the same cache.
    unsafe { vm.storage_cache_bytes32(slot, B256::new(word_of(&value))) }
}

const fn numbered(slot: u64) -> U256 {
    U256::from_limbs([slot, 0, 0, 0])
}

const fn number(slot: U256) -> u64 {
    let [low, ..] = slot.into_limbs();
    low
}

impl Word {
    /// Returns the word.
    #[must_use]
    pub fn get(&self) -> U256 {
        load(&self.vm, numbered(self.slot))
    }

    /// Replaces the word.
    pub fn set(&mut self, value: U256) {
        save(&self.vm, numbered(self.slot), value);
    }
}

impl AddressWord {
    /// Returns the address; zero if there is none.
    #[must_use]
    #[inline(never)]
    pub fn get(&self) -> Address {
        Address::from_word(B256::new(word_of(&self.0.get())))
    }

    /// Replaces the address.
    #[inline(never)]
    pub fn set(&mut self, address: Address) {
        self.0.set(number_of(&address.into_word().0));
    }
}

impl<const N: usize> WordArray<N> {
    fn slot_of(&self, place: usize) -> Option<U256> {
        let slot = self.slot.checked_add(place as u64)?;
        (place < N).then_some(numbered(slot))
    }

    /// Returns a word; zero after the last place.
    #[must_use]
    pub fn get(&self, place: usize) -> U256 {
        let slot = self.slot_of(place);
        slot.map_or(U256::ZERO, |slot| load(&self.vm, slot))
    }

    /// Replaces a word. Does nothing after the last place.
    pub fn set(&mut self, place: usize, value: U256) {
        if let Some(slot) = self.slot_of(place) {
            save(&self.vm, slot, value);
        }
    }
}

impl<const N: usize> AddressArray<N> {
    /// Returns an address; zero if there is none, and after the last place.
    #[must_use]
    #[inline(never)]
    pub fn get(&self, place: usize) -> Address {
        Address::from_word(B256::new(word_of(&self.0.get(place))))
    }

    /// Returns the word of an address.
    #[must_use]
    pub fn word(&self, place: usize) -> U256 {
        self.0.get(place)
    }

    /// Replaces the word of an address, which has at most 160 bits. Does nothing after the last place.
    pub fn set_word(&mut self, place: usize, word: U256) {
        self.0.set(place, word);
    }
}

impl Table {
    /// Returns the slot where the words of a key begin.
    #[must_use]
    #[inline(never)]
    pub fn entry(&self, key: U256) -> Entry {
        Entry(hashed(&self.vm, key, numbered(self.slot)))
    }

    /// As [`Self::entry`], of a key of 64 bits.
    #[must_use]
    #[inline(never)]
    pub fn entry_at(&self, key: u64) -> Entry {
        self.entry(numbered(key))
    }

    /// As [`Self::entry`], of a mapping to mappings.
    #[must_use]
    pub fn entry_of(&self, outer: U256, inner: U256) -> Entry {
        let Entry(slot) = self.entry(outer);
        Entry(hashed(&self.vm, inner, slot))
    }

    /// Returns the word at a place of an entry.
    #[must_use]
    #[inline(never)]
    pub fn get(&self, Entry(slot): Entry, place: u64) -> U256 {
        load(&self.vm, slot.wrapping_add(numbered(place)))
    }

    /// Replaces the word at a place of an entry.
    #[inline(never)]
    pub fn set(&mut self, Entry(slot): Entry, place: u64, value: U256) {
        save(&self.vm, slot.wrapping_add(numbered(place)), value);
    }
}

/// Returns keccak256(key ++ slot), where Solidity places a mapping's values.
#[inline(never)]
fn hashed(vm: &VM, key: U256, slot: U256) -> U256 {
    let preimage = [word_of(&key), word_of(&slot)];
    number_of(&vm.native_keccak256(preimage.as_flattened()).0)
}

macro_rules! storage_type {
    ({$($generics:tt)*} $name:ty, $slots:expr, |$slot:ident, $host:ident| $new:expr) => {
        impl<$($generics)*> StorageType for $name {
            type Wraps<'a> = Self;
            type WrapsMut<'a> = StorageGuardMut<'a, Self>;
            const REQUIRED_SLOTS: usize = $slots;

            unsafe fn new($slot: U256, _: u8, $host: VM) -> Self {
                $new
            }

            fn load<'s>(self) -> Self
            where
                Self: 's,
            {
                self
            }

            fn load_mut<'s>(self) -> StorageGuardMut<'s, Self>
            where
                Self: 's,
            {
                StorageGuardMut::new(self)
            }
        }
    };
}

pub(crate) use storage_type;

storage_type!({} Word, 0, |slot, vm| Self {
    slot: number(slot),
    vm
});
storage_type!({} AddressWord, 0, |slot, vm| Self(Word {
    slot: number(slot),
    vm
}));
storage_type!({const N: usize} WordArray<N>, N, |slot, vm| Self { slot: number(slot), vm });
storage_type!({const N: usize} AddressArray<N>, N, |slot, vm| Self(WordArray {
    slot: number(slot),
    vm
}));
storage_type!({} Table, 0, |slot, vm| Self {
    slot: number(slot),
    vm
});
