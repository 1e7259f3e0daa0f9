//! What is stored for roles and waiting changes.

use layout::Layout;
use slots::{AddressWord, Table, Word};
use stylus_sdk::prelude::*;

/// Roles, the pause and the changes that wait. The first field of every contract's root struct.
#[storage]
#[derive(Layout)]
pub struct Authority {
    pub(crate) owner: AddressWord,
    pub(crate) pending_owner: AddressWord,
    pub(crate) guardian: AddressWord,
    /// Whether it is paused: 0 or 1.
    pub(crate) paused: Word,
    /// By key: the value of a change that waits, and when it can be executed; 0 for none.
    pub(crate) changes: Table,
}
