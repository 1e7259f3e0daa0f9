//! Storage records: typed structs in storage words.
//!
//! [`record!`](crate::record) declares a struct with the bits of each field, and from that comes how it is packed and
//! unpacked. [`Cell`] keeps one record in a slot, [`Cells`] a fixed number of them, [`Records`] one for each key. All
//! read and write whole words by [`slots`](crate::slots), so a record costs what its words cost.
//!
//! Bits are counted from the low end of the first word, as Solidity packs a struct. They are the layout on chain: a
//! field that moves reads what another one wrote.
//!
//! The bits of a field are constants: what cuts and puts it is always inlined, so that it folds to a shift or two.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::inline_always,
    reason = "fields are cut out of words, at places below 256 known while compiling"
)]

use crate::slots::{storage_type, Entry, Table, Word, WordArray};
use crate::words::{number_of, word_of};
use alloy_primitives::{Address, B256};
use core::marker::PhantomData;
use stylus_sdk::host::VM;
use stylus_sdk::storage::{StorageGuardMut, StorageType};

pub use alloy_primitives::U256;

/// How a value lies in storage words. [`record!`](crate::record) writes it.
pub trait Record {
    /// What it is in memory.
    type Value;
    /// Its words: `[U256; N]`.
    type Words: AsRef<[U256]> + AsMut<[U256]> + Default;
    /// The words of a value. Fields must fit their bits: what is wider is cut off.
    fn pack(value: &Self::Value) -> Self::Words;
    /// The value of its words.
    fn unpack(words: &Self::Words) -> Self::Value;
}

/// A number, flag or address: a field of a record, a key, or a record of its own.
pub trait Bits: Sized {
    /// How many bits it has.
    const WIDTH: u32;
    /// Whether the highest of them is a sign.
    const SIGNED: bool = false;
    /// The value of a number, whose higher bits do not count.
    fn of_number(number: U256) -> Self;
    /// The number of the value.
    fn number(&self) -> U256;
}

impl<T: Bits> Record for T {
    type Value = T;
    type Words = [U256; 1];

    fn pack(value: &T) -> [U256; 1] {
        [value.number()]
    }

    fn unpack([word]: &[U256; 1]) -> T {
        T::of_number(*word)
    }
}

macro_rules! small {
    ($($type:ident $unsigned:ident $signed:literal),+) => { $(
        impl Bits for $type {
            const WIDTH: u32 = Self::BITS;
            const SIGNED: bool = $signed;
            #[allow(clippy::unnecessary_cast, reason = "the widest is the type cut")]
            fn of_number(number: U256) -> Self {
                let [low, ..] = number.into_limbs();
                low as Self
            }
            #[allow(
                clippy::cast_lossless,
                clippy::unnecessary_cast,
                reason = "the widest is the type put"
            )]
            fn number(&self) -> U256 {
                U256::from_limbs([*self as $unsigned as u64, 0, 0, 0])
            }
        }
    )+ };
}

small!(u8 u8 false, u16 u16 false, u32 u32 false, u64 u64 false, i64 u64 true);

impl Bits for bool {
    const WIDTH: u32 = 1;

    fn of_number(number: U256) -> Self {
        let [low, ..] = number.into_limbs();
        low & 1 != 0
    }

    fn number(&self) -> U256 {
        u8::from(*self).number()
    }
}

impl Bits for u128 {
    const WIDTH: u32 = Self::BITS;

    fn of_number(number: U256) -> Self {
        let [low, high, ..] = number.into_limbs();
        Self::from(high) << 64 | Self::from(low)
    }

    fn number(&self) -> U256 {
        U256::from_limbs([*self as u64, (*self >> 64) as u64, 0, 0])
    }
}

impl Bits for i128 {
    const WIDTH: u32 = Self::BITS;
    const SIGNED: bool = true;

    fn of_number(number: U256) -> Self {
        u128::of_number(number).cast_signed()
    }

    fn number(&self) -> U256 {
        self.cast_unsigned().number()
    }
}

impl Bits for U256 {
    const WIDTH: u32 = 256;

    fn of_number(number: U256) -> Self {
        number
    }

    fn number(&self) -> U256 {
        *self
    }
}

impl Bits for B256 {
    const WIDTH: u32 = 256;

    fn of_number(number: U256) -> Self {
        Self::new(word_of(&number))
    }

    fn number(&self) -> U256 {
        number_of(&self.0)
    }
}

impl Bits for Address {
    const WIDTH: u32 = 160;

    #[inline(never)]
    fn of_number(number: U256) -> Self {
        Self::from_word(B256::of_number(number))
    }

    #[inline(never)]
    fn number(&self) -> U256 {
        self.into_word().number()
    }
}

/// A limb of a number, zero beyond its ends.
#[inline(always)]
fn limb(number: &U256, place: i32) -> u64 {
    match place {
        0..4 => number.as_limbs()[place as usize],
        _ => 0,
    }
}

/// A number without what is above its lowest `width` bits.
#[inline(always)]
fn masked(number: U256, width: u32) -> U256 {
    let part = |place: u32| {
        let part = number.as_limbs()[place as usize];
        match width.saturating_sub(64 * place) {
            0 => 0,
            width @ 1..64 => part & ((1 << width) - 1),
            _ => part,
        }
    };
    U256::from_limbs([part(0), part(1), part(2), part(3)])
}

/// A number moved by so many bits to the high end, or to the low end when negative.
#[inline(always)]
fn shifted(number: U256, bits: i32) -> U256 {
    let (limbs, bits) = (bits.div_euclid(64), bits.rem_euclid(64));
    let part = |place: i32| {
        let low = limb(&number, place - limbs);
        match bits {
            0 => low,
            _ => low << bits | limb(&number, place - limbs - 1) >> (64 - bits),
        }
    };
    U256::from_limbs([part(0), part(1), part(2), part(3)])
}

/// The bits of both.
#[inline(always)]
fn either(one: U256, other: U256) -> U256 {
    let part = |place: usize| one.as_limbs()[place] | other.as_limbs()[place];
    U256::from_limbs([part(0), part(1), part(2), part(3)])
}

/// The field of these bits of a word.
#[doc(hidden)]
#[inline(always)]
pub fn cut<T: Bits>(word: &U256, from: u32, to: u32) -> T {
    let width = to - from;
    let number = masked(shifted(*word, -(from as i32)), width);
    let sign = shifted(number, 1 - width as i32).as_limbs()[0];
    if T::SIGNED && width < T::WIDTH && sign != 0 {
        return T::of_number(either(number, shifted(U256::MAX, width as i32)));
    }
    T::of_number(number)
}

/// Puts a field at these bits of a word, which are zero.
#[doc(hidden)]
#[inline(always)]
pub fn put<T: Bits>(word: &mut U256, from: u32, to: u32, field: &T) {
    let placed = shifted(masked(field.number(), to - from), from as i32);
    *word = either(*word, placed);
}

/// Checks the bits of a field while compiling, given where the field before it ends.
#[doc(hidden)]
pub const fn check<T: Bits>(before: u32, from: u32, to: u32, words: u32) {
    assert!(
        before <= from && from < to,
        "fields rise and do not overlap"
    );
    assert!(from / 256 == (to - 1) / 256, "a field lies in one word");
    assert!(to <= words * 256, "a field lies within the words");
    let width = to - from;
    assert!(width <= T::WIDTH, "a field has no more bits than its type");
}

/// Declares a record: a struct, the words it takes and the bits of each field; or, with `layout … of`, the same for a
/// struct that stands elsewhere.
///
/// ```
/// runtime::record! {
///     /// What governance agreed on.
///     pub struct Terms[1] {
///         /// Whole tokens.
///         pub cap_tokens: u64 = 0..64,
///         /// Basis points.
///         pub fee_bps: u16 = 64..80,
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    (@of $name:ident $value:ident [$words:literal] {
        $($field:ident: $type:ty = $from:literal .. $to:literal,)+
    }) => {
        const _: () = {
            let end = 0;
            $(
                $crate::records::check::<$type>(end, $from, $to, $words);
                let end = $to;
            )+
            let _ = end;
        };

        impl $crate::records::Record for $name {
            type Value = $value;
            type Words = [$crate::records::U256; $words];

            fn pack(value: &$value) -> Self::Words {
                let mut words = Self::Words::default();
                $($crate::records::put::<$type>(
                    &mut words[$from / 256], $from % 256, ($to - 1) % 256 + 1, &value.$field,
                );)+
                words
            }

            fn unpack(words: &Self::Words) -> $value {
                $value {
                    $($field: $crate::records::cut::<$type>(
                        &words[$from / 256], $from % 256, ($to - 1) % 256 + 1,
                    ),)+
                }
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident [$words:literal] {
        $($(#[$doc:meta])* $field_vis:vis $field:ident: $type:ty = $from:literal .. $to:literal,)+
    }) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$doc])* $field_vis $field: $type,)+
        }
        $crate::record!(@of $name $name [$words] { $($field: $type = $from .. $to,)+ });
    };
    ($(#[$meta:meta])* $vis:vis layout $name:ident of $value:ident [$words:literal] {
        $($(#[$doc:meta])* $field:ident: $type:ty = $from:literal .. $to:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug)]
        $vis enum $name {}
        $crate::record!(@of $name $value [$words] { $($field: $type = $from .. $to,)+ });
    };
}

/// A record in a slot of its own.
#[derive(Debug)]
pub struct Cell<R>(Word, PhantomData<R>);

impl<R: Record<Words = [U256; 1]>> Cell<R> {
    /// The record.
    #[must_use]
    #[inline(never)]
    pub fn get(&self) -> R::Value {
        R::unpack(&[self.0.get()])
    }

    /// Replaces the record.
    #[inline(never)]
    pub fn set(&mut self, value: &R::Value) {
        let [word] = R::pack(value);
        self.0.set(word);
    }
}

/// A fixed number of records one after another, a slot each.
#[derive(Debug)]
pub struct Cells<R, const N: usize>(WordArray<N>, PhantomData<R>);

impl<R: Record<Words = [U256; 1]>, const N: usize> Cells<R, N> {
    /// A record; that of an empty slot beyond the last.
    #[must_use]
    #[inline(never)]
    pub fn get(&self, place: usize) -> R::Value {
        R::unpack(&[self.0.get(place)])
    }

    /// Replaces a record; there is none beyond the last.
    #[inline(never)]
    pub fn set(&mut self, place: usize, value: &R::Value) {
        let [word] = R::pack(value);
        self.0.set(place, word);
    }
}

/// What finds an entry of [`Records`]: a number or an address, or a pair of them for a mapping to mappings.
pub trait Key {
    /// Where the words of the key begin.
    fn entry(&self, table: &Table) -> Entry;
}

impl Key for U256 {
    fn entry(&self, table: &Table) -> Entry {
        table.entry(*self)
    }
}

impl Key for Address {
    fn entry(&self, table: &Table) -> Entry {
        table.entry(self.number())
    }
}

impl Key for u64 {
    fn entry(&self, table: &Table) -> Entry {
        table.entry_at(*self)
    }
}

impl Key for u32 {
    fn entry(&self, table: &Table) -> Entry {
        table.entry_at((*self).into())
    }
}

impl<A: Bits, B: Bits> Key for (A, B) {
    fn entry(&self, table: &Table) -> Entry {
        let (outer, inner) = self;
        table.entry_of(outer.number(), inner.number())
    }
}

/// Records by key: a mapping of Solidity's to a struct of the record's words.
#[derive(Debug)]
pub struct Records<K, R>(Table, PhantomData<(K, R)>);

impl<K: Key, R: Record> Records<K, R> {
    /// The record of a key.
    #[must_use]
    #[inline(never)]
    pub fn read(&self, key: K) -> R::Value {
        self.at(self.entry(key))
    }

    /// Replaces the record of a key.
    #[inline(never)]
    pub fn write(&mut self, key: K, value: &R::Value) {
        self.put(self.entry(key), value);
    }

    /// Where the record of a key begins, for more than one use of it.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a key is a word or two")]
    pub fn entry(&self, key: K) -> Entry {
        key.entry(&self.0)
    }

    /// The record of an entry.
    #[must_use]
    #[inline(never)]
    pub fn at(&self, entry: Entry) -> R::Value {
        let mut words = R::Words::default();
        for (place, word) in (0..).zip(words.as_mut()) {
            *word = self.0.get(entry, place);
        }
        R::unpack(&words)
    }

    /// Replaces the record of an entry.
    #[inline(never)]
    pub fn put(&mut self, entry: Entry, value: &R::Value) {
        for (place, word) in (0..).zip(R::pack(value).as_ref()) {
            self.0.set(entry, place, *word);
        }
    }

    /// A word at a place behind the record of an entry, for a list whose length the record has.
    #[must_use]
    pub fn behind(&self, entry: Entry, place: u64) -> U256 {
        self.0.get(entry, Self::end().wrapping_add(place))
    }

    /// Replaces a word behind the record of an entry.
    pub fn set_behind(&mut self, entry: Entry, place: u64, word: U256) {
        let place = Self::end().wrapping_add(place);
        self.0.set(entry, place, word);
    }

    fn end() -> u64 {
        R::Words::default().as_ref().len() as u64
    }
}

storage_type!({R: 'static} Cell<R>, 0, |slot, vm| Self(
    Word::new(slot, 0, vm),
    PhantomData
));
storage_type!({R: 'static, const N: usize} Cells<R, N>, N, |slot, vm| Self(
    WordArray::new(slot, 0, vm),
    PhantomData
));
storage_type!({K: 'static, R: 'static} Records<K, R>, 0, |slot, vm| Self(
    Table::new(slot, 0, vm),
    PhantomData
));
