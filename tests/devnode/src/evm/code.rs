//! Kinds of contract code by their first bytes.

use alloy::primitives::{Address, Bytes};

use crate::config::Arbos;

/// First bytes of a whole program.
pub const CLASSIC_PREFIX: [u8; 3] = [0xef, 0xf0, 0x00];
/// First bytes of a piece of a program.
pub const FRAGMENT_PREFIX: [u8; 3] = [0xef, 0xf0, 0x01];
/// First bytes of a program that names its pieces.
pub const ROOT_PREFIX: [u8; 3] = [0xef, 0xf0, 0x02];

/// Whether code has to be run as a Stylus program.
#[must_use]
pub fn is_program(code: &[u8], arbos: Arbos) -> bool {
    is_classic(code) || (arbos >= Arbos::V60 && is_root(code))
}

/// Whether code that begins with `0xEF` may nevertheless be deployed.
#[must_use]
pub fn may_deploy(code: &[u8], arbos: Arbos) -> bool {
    is_program(code, arbos) || (arbos >= Arbos::V60 && is_fragment(code))
}

pub(crate) fn is_classic(code: &[u8]) -> bool {
    code.len() > 3 && code.starts_with(&CLASSIC_PREFIX)
}

pub(crate) fn is_fragment(code: &[u8]) -> bool {
    code.len() > 3 && code.starts_with(&FRAGMENT_PREFIX)
}

pub(crate) fn is_root(code: &[u8]) -> bool {
    code.len() >= 8 && code.starts_with(&ROOT_PREFIX) && (code.len() - 8).is_multiple_of(20)
}

/// A root program's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    pub(crate) dictionary: u8,
    pub(crate) wasm_bytes: u32,
    pub(crate) fragments: Vec<Address>,
}

impl Root {
    pub(crate) fn parse(code: &Bytes) -> Option<Self> {
        if !is_root(code) {
            return None;
        }
        let (header, addresses) = code.split_at(8);
        let length = [header[4], header[5], header[6], header[7]];
        Some(Self {
            dictionary: header[3],
            wasm_bytes: u32::from_be_bytes(length),
            fragments: addresses.chunks_exact(20).map(Address::from_slice).collect(),
        })
    }
}
