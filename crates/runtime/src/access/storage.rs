//! What is stored of who governs the contract.

use crate::slots::{AddressWord, Word};
use layout::Layout;
use stylus_sdk::prelude::*;

/// Who governs the contract, and whether it is paused. The first field of every governed contract's root struct.
#[storage]
#[derive(Layout)]
pub struct Authority {
    /// The contract `authority`.
    pub(crate) address: AddressWord,
    /// Whether it is paused: 0 or 1.
    pub(crate) paused: Word,
}
