//! What the contract stores.

use layout::Layout;
use runtime::slots::{AddressWord, Table};
use stylus_sdk::prelude::*;

/// Governs all contracts of the protocol: who may change what, and when.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Authority {
    pub(crate) owner: AddressWord,
    pub(crate) pending_owner: AddressWord,
    pub(crate) guardian: AddressWord,
    /// By contract and key: the value of a waiting change, and when it can be executed; 0 for none.
    pub(crate) changes: Table,
}
