//! ABI values as 32-byte words, read and written by hand.
//!
//! The general decoder that `sol!` generates walks a tree of tokens for every type; in a contract with many functions
//! that is half of its code. Here every type is a few calls of the same few functions. `tests/words.rs` shows that the
//! two agree on every kind of value.

mod dynamic;
mod encoding;
mod reader;
mod tuples;

pub use dynamic::{place, Bytes, Raw, Text};
pub use encoding::Encoding;
pub use reader::Words;
pub use tuples::{Handed, Values};

use crate::name::Name;
use alloy_primitives::{Address, FixedBytes, B256, U256};

/// The bytes of a word.
pub const WORD: usize = 32;

/// Returns the number in a word.
#[must_use]
#[inline(never)]
pub fn number_of(word: &[u8; WORD]) -> U256 {
    let [a, b, c, d] = limbs(word).map(u64::from_be);
    U256::from_limbs([d, c, b, a])
}

/// Returns the word with this number.
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

/// Returns the four parts of a word in order, each with its bytes as they are: a comparison with zero or all ones
/// needs no reordering.
fn limbs(word: &[u8; WORD]) -> [u64; 4] {
    let (limbs, _) = word.as_chunks::<8>();
    [0, 1, 2, 3].map(|place| limbs.get(place).map_or(0, |limb| u64::from_ne_bytes(*limb)))
}

fn joined(high: u64, low: u64) -> u128 {
    u128::from(u64::from_be(high)) << 64 | u128::from(u64::from_be(low))
}

/// A value that the ABI knows.
pub trait Value: Sized {
    /// Its type in the signature of a function. A struct has its own name.
    const NAME: Name;
    /// The bytes that it takes in place; those of an offset if it is dynamic.
    const HEAD: usize = WORD;
    /// Whether it is elsewhere and an offset points to it.
    const DYNAMIC: bool = false;
    /// The names of a struct's fields, in their order.
    const FIELDS: &'static [&'static str] = &[];
    /// Reads the value at the reader's place.
    fn read(words: &mut Words<'_>) -> Self;
    /// Appends the value.
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
        let [a, b, c, d, padding @ ..] = *words.word();
        if padding.iter().any(|byte| *byte != 0) {
            words.blame(start);
        }
        Self::new([a, b, c, d])
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

/// Implements [`Value`] for a Solidity struct. Its fields have one word each, and are named in their order.
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
