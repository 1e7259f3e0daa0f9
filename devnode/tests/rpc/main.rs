//! JSON-RPC as clients see it.

#[path = "../common/mod.rs"]
mod common;

mod call;
