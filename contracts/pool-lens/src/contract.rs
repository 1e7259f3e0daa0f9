//! The contract as the SDK sees it.
#![allow(
    missing_docs,
    reason = "the SDK's macro adds an entrypoint without a word on it"
)]

use layout::Layout;
use stylus_sdk::prelude::*;

/// The contract; it stores nothing.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct PoolLens {}
