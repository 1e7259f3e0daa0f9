//! Values without a fixed length: bytes, text, arrays.

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

/// The ABI's `string`. The reader has to check that what it reads is UTF-8.
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

/// Returns the place of a struct's field, in words after its first one.
///
/// # Panics
/// While compiling, if there is no such field.
#[must_use]
pub const fn place<T: Value>(field: &str) -> usize {
    let mut place = 0;
    while !same(Name::new(T::FIELDS[place]), field) {
        place += 1;
    }
    place
}

/// An array that is inspected and passed on unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw<T> {
    bytes: Vec<u8>,
    values: PhantomData<T>,
}

impl<T: Value> Raw<T> {
    /// Reads one field of each value, `place` words after its first one ([`place`] returns that by name). The other
    /// fields are left for the receiver of the array.
    ///
    /// # Errors
    /// `CallMalformed` for a field that is out of the range of its type, with the byte counted from the array's first.
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
