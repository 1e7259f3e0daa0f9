//! The stored authority of a contract.

use crate::slots::{AddressWord, Word};
use layout::Layout;
use stylus_sdk::prelude::*;

/// The authority of a contract, and whether the contract is paused. The first field of every governed contract's root
/// struct.
#[storage]
#[derive(Layout)]
pub struct Authority {
    /// The contract `authority`.
    pub(crate) address: AddressWord,
    /// Whether it is paused: 0 or 1.
    pub(crate) paused: Word,
}
