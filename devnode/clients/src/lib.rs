//! Tests of the devnode from outside: a plain JSON-RPC client, and anvil to compare it with.

pub mod anvil;
pub mod rpc;

/// Why a comparison ended.
pub type Failure = Box<dyn std::error::Error>;
