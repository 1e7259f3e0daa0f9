//! ABI values as 32-byte words, read and written by hand.
//!
//! The general decoder that `sol!` generates walks a tree of tokens for every type anew; in a contract of many
//! functions that is half of its code. Here every type is a few calls of the same few functions. `tests/words.rs` shows
//! that the two agree on every kind of value.

use crate::name::{same, Name};
use crate::refusal::{CallMalformed, Refusal};
use alloc::vec::Vec;
use alloy_primitives::{Address, FixedBytes, B256, U256};
use core::marker::PhantomData;

/// Bytes of a word.
pub const WORD: usize = 32;

/// Calldata behind the selector, read word by word.
///
/// A fault is remembered, reading goes on with zeros, and [`Words::finish`] reports it: one check a call instead of
/// one a word. Nothing may be done with the values before it.
#[derive(Debug)]
pub struct Words<'a> {
    data: &'a [u8],
    next: usize,
    fault: Option<usize>,
}

impl<'a> Words<'a> {
    /// Starts at the first word.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            next: 0,
            fault: None,
        }
    }

    /// # Errors
    /// `CallMalformed` with the byte where the first word stands that is missing or out of its type's range.
    #[inline(never)]
    pub fn finish(&self) -> Result<(), Refusal> {
        let Some(byte) = self.fault else {
            return Ok(());
        };
        let position = U256::from_limbs([byte as u64, 0, 0, 0]);
        Err(CallMalformed { position }.into())
    }

    fn blame(&mut self, byte: usize) {
        if self.fault.is_none() {
            self.fault = Some(byte);
        }
    }

    /// The next word as it stands; zeros when it is missing.
    #[inline(never)]
    fn word(&mut self) -> &'a [u8; WORD] {
        let start = self.next;
        if let Some(word) = self.data.get(start..).and_then(|rest| rest.first_chunk()) {
            self.next = start.wrapping_add(WORD);
            return word;
        }
        self.blame(start);
        &[0; WORD]
    }

    /// The next word as a number of at most 64 bits and at most `greatest`.
    #[inline(never)]
    fn small(&mut self, greatest: u64) -> u64 {
        let start = self.next;
        let [a, b, c, value] = limbs(self.word());
        let value = u64::from_be(value);
        if a | b | c != 0 || value > greatest {
            self.blame(start);
        }
        value
    }

    /// The next word as a number of at most 128 bits.
    #[inline(never)]
    fn wide(&mut self) -> u128 {
        let start = self.next;
        let [a, b, high, low] = limbs(self.word());
        if a | b != 0 {
            self.blame(start);
        }
        joined(high, low)
    }

    /// The next word as a number of two's complement that fits 128 bits.
    #[inline(never)]
    fn signed(&mut self) -> i128 {
        let start = self.next;
        let [a, b, high, low] = limbs(self.word());
        let value = joined(high, low).cast_signed();
        let sign = if value < 0 { u64::MAX } else { 0 };
        if a != sign || b != sign {
            self.blame(start);
        }
        value
    }

    /// Goes to where the next word's offset points, reads the length there, and returns the way back. A length that the
    /// data cannot hold is a fault, and then 0.
    #[inline(never)]
    pub(crate) fn enter(&mut self, element_bytes: usize) -> (usize, usize) {
        let start = self.next;
        let offset = self.small(u64::from(u32::MAX));
        let back = self.next;
        self.next = usize::try_from(offset).unwrap_or(usize::MAX);
        let length = self.small(u64::from(u32::MAX));
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let room = self.data.len().saturating_sub(self.next);
        if self.fault.is_none() && length.saturating_mul(element_bytes) <= room {
            return (back, length);
        }
        self.blame(start);
        (back, 0)
    }

    pub(crate) fn leave(&mut self, back: usize) {
        self.next = back;
    }
}

/// The number that a word stands for.
#[must_use]
#[inline(never)]
pub fn number_of(word: &[u8; WORD]) -> U256 {
    let [a, b, c, d] = limbs(word).map(u64::from_be);
    U256::from_limbs([d, c, b, a])
}

/// The word that stands for a number.
#[must_use]
#[inline(never)]
pub fn word_of(number: &U256) -> [u8; WORD] {
    let mut word = [0; WORD];
    let (places, _) = word.as_chunks_mut::<8>();
    for (place, limb) in places.iter_mut().rev().zip(number.as_limbs()) {
        *place = limb.to_be_bytes();
    }
    word
}

/// Four parts of a word in order, each as it stands: what is compared with nought or all ones needs no reordering.
fn limbs(word: &[u8; WORD]) -> [u64; 4] {
    let (limbs, _) = word.as_chunks::<8>();
    [0, 1, 2, 3].map(|place| limbs.get(place).map_or(0, |limb| u64::from_ne_bytes(*limb)))
}

fn joined(high: u64, low: u64) -> u128 {
    u128::from(u64::from_be(high)) << 64 | u128::from(u64::from_be(low))
}

/// What is written: words in order, and behind them what they point to, in one buffer.
#[derive(Debug)]
pub struct Encoding {
    bytes: Vec<u8>,
    /// Where offsets are counted from: behind the selector.
    base: usize,
    /// Where the next word goes: within the head while that is being filled, else at the end.
    next: usize,
}

impl Encoding {
    /// Starts with a selector or nothing, and leaves `head` bytes for the words that follow it.
    #[must_use]
    #[inline(never)]
    pub fn after(prefix: &[u8], head: usize) -> Self {
        let base = prefix.len();
        let end = base.wrapping_add(head);
        let mut bytes = Vec::with_capacity(end);
        bytes.extend_from_slice(prefix);
        bytes.resize(end, 0);
        Self {
            bytes,
            base,
            next: base,
        }
    }

    /// The bytes written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    #[inline(never)]
    fn word(&mut self, word: &[u8; WORD]) {
        let end = self.next.wrapping_add(WORD);
        if self.next == self.bytes.len() {
            self.bytes.extend_from_slice(word);
        } else if let Some(place) = self.bytes.get_mut(self.next..end) {
            place.copy_from_slice(word);
        }
        self.next = end;
    }

    /// A number of 128 bits behind its sign, which is nought or all ones.
    #[inline(never)]
    fn number(&mut self, sign: u64, high: u64, low: u64) {
        let mut word = [0; WORD];
        let (limbs, _) = word.as_chunks_mut::<8>();
        for (limb, value) in limbs
            .iter_mut()
            .zip([sign, sign, high.to_be(), low.to_be()])
        {
            *limb = value.to_ne_bytes();
        }
        self.word(&word);
    }

    fn small(&mut self, value: u64) {
        self.number(0, 0, value);
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
    fn wide(&mut self, sign: u64, value: u128) {
        self.number(sign, (value >> 64) as u64, value as u64);
    }

    /// Writes the offset of what comes at the end, goes there, writes its length, and returns the way back.
    #[inline(never)]
    pub(crate) fn enter(&mut self, length: usize, bytes: usize) -> usize {
        let end = self.bytes.len();
        self.small(end.wrapping_sub(self.base) as u64);
        let back = self.next;
        self.next = end;
        self.bytes.reserve_exact(bytes.wrapping_add(WORD));
        self.small(length as u64);
        back
    }

    pub(crate) fn leave(&mut self, back: usize) {
        self.next = back;
    }
}

/// A value that the ABI knows.
pub trait Value: Sized {
    /// Its type in a function's signature; a struct goes by its name.
    const NAME: Name;
    /// Bytes it takes where it stands: an offset's when it is dynamic.
    const HEAD: usize = WORD;
    /// Whether it stands elsewhere and an offset points to it.
    const DYNAMIC: bool = false;
    /// The names of a struct's fields, in their order.
    const FIELDS: &'static [&'static str] = &[];
    /// Takes it from where the reader is.
    fn read(words: &mut Words<'_>) -> Self;
    /// Puts it behind what is written.
    fn write(&self, out: &mut Encoding);
}

macro_rules! small {
    ($($type:ident $name:literal),+) => { $(
        impl Value for $type {
            const NAME: Name = Name::new($name);
            #[allow(
                clippy::cast_possible_truncation,
                clippy::unnecessary_cast,
                reason = "the reader has checked the width; the widest is the type read"
            )]
            fn read(words: &mut Words<'_>) -> Self {
                words.small(u64::from(Self::MAX)) as Self
            }
            fn write(&self, out: &mut Encoding) {
                out.small(u64::from(*self));
            }
        }
    )+ };
}

small!(u8 "uint8", u16 "uint16", u32 "uint32", u64 "uint64");

impl Value for u128 {
    const NAME: Name = Name::new("uint128");
    fn read(words: &mut Words<'_>) -> Self {
        words.wide()
    }
    fn write(&self, out: &mut Encoding) {
        out.wide(0, *self);
    }
}

impl Value for i128 {
    const NAME: Name = Name::new("int128");
    fn read(words: &mut Words<'_>) -> Self {
        words.signed()
    }
    fn write(&self, out: &mut Encoding) {
        let sign = if *self < 0 { u64::MAX } else { 0 };
        out.wide(sign, self.cast_unsigned());
    }
}

impl Value for bool {
    const NAME: Name = Name::new("bool");
    fn read(words: &mut Words<'_>) -> Self {
        words.small(1) != 0
    }
    fn write(&self, out: &mut Encoding) {
        out.small(u64::from(*self));
    }
}

impl Value for U256 {
    const NAME: Name = Name::new("uint256");
    fn read(words: &mut Words<'_>) -> Self {
        number_of(words.word())
    }
    fn write(&self, out: &mut Encoding) {
        out.word(&word_of(self));
    }
}

impl Value for B256 {
    const NAME: Name = Name::new("bytes32");
    fn read(words: &mut Words<'_>) -> Self {
        Self::new(*words.word())
    }
    fn write(&self, out: &mut Encoding) {
        out.word(self);
    }
}

impl Value for FixedBytes<4> {
    const NAME: Name = Name::new("bytes4");
    fn read(words: &mut Words<'_>) -> Self {
        let start = words.next;
        let word = words.word();
        let (value, padding) = word.split_at(4);
        if padding.iter().any(|byte| *byte != 0) {
            words.blame(start);
        }
        Self::from_slice(value)
    }
    fn write(&self, out: &mut Encoding) {
        let mut word = [0; WORD];
        word[..4].copy_from_slice(self.as_slice());
        out.word(&word);
    }
}

impl Value for Address {
    const NAME: Name = Name::new("address");
    fn read(words: &mut Words<'_>) -> Self {
        let start = words.next;
        let word = words.word();
        if word[..12] != [0; 12] {
            words.blame(start);
        }
        Self::from_word(B256::new(*word))
    }
    fn write(&self, out: &mut Encoding) {
        out.word(&self.into_word());
    }
}

/// The ABI's `bytes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Value for Bytes {
    const NAME: Name = Name::new("bytes");
    const DYNAMIC: bool = true;
    fn read(words: &mut Words<'_>) -> Self {
        let (back, length) = words.enter(1);
        let start = words.next;
        let bytes = words.data.get(start..start.saturating_add(length));
        let bytes = bytes.unwrap_or_default().to_vec();
        words.leave(back);
        Self(bytes)
    }
    fn write(&self, out: &mut Encoding) {
        let back = out.enter(self.0.len(), self.0.len());
        for chunk in self.0.chunks(WORD) {
            let mut word = [0; WORD];
            word[..chunk.len()].copy_from_slice(chunk);
            out.word(&word);
        }
        out.leave(back);
    }
}

/// The ABI's `string`. Whether what is read is UTF-8 is for its reader to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Bytes);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Bytes(text.as_bytes().to_vec()))
    }
}

impl Value for Text {
    const NAME: Name = Name::new("string");
    const DYNAMIC: bool = true;
    fn read(words: &mut Words<'_>) -> Self {
        Self(Bytes::read(words))
    }
    fn write(&self, out: &mut Encoding) {
        self.0.write(out);
    }
}

impl<T: Value> Value for Vec<T> {
    const NAME: Name = T::NAME.then("[]");
    const DYNAMIC: bool = true;
    fn read(words: &mut Words<'_>) -> Self {
        const { assert!(!T::DYNAMIC, "an array holds static values") };
        let (back, length) = words.enter(T::HEAD);
        let values = (0..length).map(|_| T::read(words)).collect();
        words.leave(back);
        values
    }
    fn write(&self, out: &mut Encoding) {
        let back = out.enter(self.len(), self.len().wrapping_mul(T::HEAD));
        for value in self {
            value.write(out);
        }
        out.leave(back);
    }
}

/// How many words behind a struct's first one of its fields stands.
///
/// # Panics
/// While compiling, when there is no such field.
#[must_use]
pub const fn place<T: Value>(field: &str) -> usize {
    let mut place = 0;
    while !same(Name::new(T::FIELDS[place]), field) {
        place += 1;
    }
    place
}

/// An array that is looked at and handed on as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw<T> {
    bytes: Vec<u8>,
    values: PhantomData<T>,
}

impl<T: Value> Raw<T> {
    /// One field of each value, which stands `place` words behind its first ([`place`] knows where by name). The other
    /// fields are left for whoever the array is handed on to.
    ///
    /// # Errors
    /// `CallMalformed` for one that is out of its type's range, with the byte counted from the array's first.
    pub fn column<F: Value>(&self, place: usize) -> impl Iterator<Item = Result<F, Refusal>> + '_ {
        let mut words = Words::new(&self.bytes);
        let count = self.bytes.len().checked_div(T::HEAD).unwrap_or(0);
        (0..count).map(move |value| {
            words.next = value
                .wrapping_mul(T::HEAD)
                .wrapping_add(place.wrapping_mul(WORD));
            let field = F::read(&mut words);
            words.finish()?;
            Ok(field)
        })
    }
}

impl<T: Value> Value for Raw<T> {
    const NAME: Name = T::NAME.then("[]");
    const DYNAMIC: bool = true;
    fn read(words: &mut Words<'_>) -> Self {
        const { assert!(!T::DYNAMIC, "an array holds static values") };
        let (back, length) = words.enter(T::HEAD);
        let start = words.next;
        let end = start.saturating_add(length.saturating_mul(T::HEAD));
        let bytes = words.data.get(start..end).unwrap_or_default().to_vec();
        words.leave(back);
        Self {
            bytes,
            values: PhantomData,
        }
    }
    fn write(&self, out: &mut Encoding) {
        let length = self.bytes.len().checked_div(T::HEAD).unwrap_or(0);
        let back = out.enter(length, self.bytes.len());
        out.bytes.extend_from_slice(&self.bytes);
        out.leave(back);
    }
}

/// What a function takes or returns: values side by side.
pub trait Values: Sized {
    /// Their types in parentheses.
    const NAME: Name;
    /// Takes them from the start of the data.
    ///
    /// # Errors
    /// `CallMalformed`.
    fn decode(data: &[u8]) -> Result<Self, Refusal>;
    /// Their encoding behind a prefix.
    fn encode(&self, prefix: &[u8]) -> Vec<u8>;
}

macro_rules! tuples {
    ($(($($type:ident $index:tt),*))+) => { $(
        impl<$($type: Value),*> Values for ($($type,)*) {
            const NAME: Name = Name::new("(")$(.and($type::NAME))*.then(")");
            #[allow(unused_mut, unused_variables, clippy::unused_unit, reason = "for the empty tuple")]
            #[inline(never)]
            fn decode(data: &[u8]) -> Result<Self, Refusal> {
                let mut words = Words::new(data);
                let values = ($($type::read(&mut words),)*);
                words.finish()?;
                Ok(values)
            }
            #[allow(unused_mut, reason = "for the empty tuple")]
            #[inline(never)]
            fn encode(&self, prefix: &[u8]) -> Vec<u8> {
                let mut out = Encoding::after(prefix, const { 0 $(+ $type::HEAD)* });
                $(self.$index.write(&mut out);)*
                out.finish()
            }
        }
    )+ };
}

tuples! {
    ()
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
}

/// Makes a Solidity struct a [`Value`]. Its fields are of one word each, and named in their order.
#[macro_export]
macro_rules! values {
    ($($name:ident { $($field:ident),+ $(,)? })+) => { $(
        $crate::alone!($name);
        impl $crate::words::Value for $name {
            const NAME: $crate::name::Name = $crate::name::Name::new(stringify!($name));
            const HEAD: usize = $crate::words::WORD * Self::FIELDS.len();
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];
            fn read(words: &mut $crate::words::Words<'_>) -> Self {
                Self { $($field: $crate::words::Value::read(words)),+ }
            }
            fn write(&self, out: &mut $crate::words::Encoding) {
                $($crate::words::Value::write(&self.$field, out);)+
            }
        }
    )+ };
}

/// A struct of static fields by another name, for the tuples of `sol_interface!`.
macro_rules! inner {
    ($(($($type:ident $index:tt),*))+) => { $(
        impl<$($type: Value),*> Value for ($($type,)*) {
            const NAME: Name = Name::new("tuple");
            const HEAD: usize = 0 $(+ $type::HEAD)*;
            fn read(words: &mut Words<'_>) -> Self {
                ($($type::read(words),)*)
            }
            fn write(&self, out: &mut Encoding) {
                $(self.$index.write(out);)*
            }
        }
    )+ };
}
inner! {
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
}

/// The words of an answer as they stand, `N` of them at least, to be handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed(Vec<u8>);

impl Value for Handed {
    const NAME: Name = Name::new("handed");
    const HEAD: usize = 0;
    fn read(words: &mut Words<'_>) -> Self {
        Self(words.data.to_vec())
    }
    fn write(&self, out: &mut Encoding) {
        out.bytes.extend_from_slice(&self.0);
    }
}
impl Handed {
    /// What it stands for.
    ///
    /// # Errors
    /// `CallMalformed`.
    pub fn read_as<T: Value>(&self) -> Result<T, Refusal> {
        let (value,) = <(T,)>::decode(&self.0)?;
        Ok(value)
    }
    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}
