//! Tuples: what a function takes or returns.

use super::{Encoding, Value, Words};
use crate::name::Name;
use crate::refusal::Refusal;
use alloc::vec::Vec;

/// The values that a function takes or returns.
pub trait Values: Sized {
    /// The names of their types, in parentheses.
    const NAME: Name;
    /// Reads them from the start of the data.
    ///
    /// # Errors
    /// `CallMalformed`.
    fn decode(data: &[u8]) -> Result<Self, Refusal>;
    /// Encodes them after a prefix.
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

/// The words of an answer, unchanged, to be passed on.
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
    /// Decodes the answer.
    ///
    /// # Errors
    /// `CallMalformed`.
    pub fn read_as<T: Value>(&self) -> Result<T, Refusal> {
        let (value,) = <(T,)>::decode(&self.0)?;
        Ok(value)
    }
    /// Returns the bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}
