//! JSON-RPC as clients see it.

#[path = "../common/mod.rs"]
mod common;

mod bad_input;
mod call;
mod client;
mod helpers;
mod logs;
mod proof;
mod send;
mod server;
mod simulate;
mod trace;
