//! What is stored for roles and waiting changes.

use alloy_primitives::B256;
use layout::Layout;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageAddress, StorageBool, StorageMap, StorageU256, StorageU64};

/// Roles, the pause and the changes that wait. The first field of every contract's root struct.
#[storage]
#[derive(Layout)]
pub struct Authority {
    pub(crate) owner: StorageAddress,
    pub(crate) paused: StorageBool,
    pub(crate) pending_owner: StorageAddress,
    pub(crate) guardian: StorageAddress,
    pub(crate) changes: StorageMap<B256, PendingChange>,
}

/// A change that waits. Absent when `eta` is 0.
#[storage]
#[derive(Layout)]
pub struct PendingChange {
    pub(crate) value: StorageU256,
    pub(crate) eta: StorageU64,
}
