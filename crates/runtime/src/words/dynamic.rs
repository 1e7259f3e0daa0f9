//! Values of no fixed length: bytes, text, arrays.

use super::{Encoding, Value, Words, WORD};
use crate::name::{same, Name};
use crate::refusal::Refusal;
use alloc::vec::Vec;
use core::marker::PhantomData;

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

/// Returns how many words behind a struct's first one of its fields stands.
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
