//! An embedded development node that runs Stylus and EVM contracts with Nitro's gas.

pub mod api;
pub mod arbos;
pub mod artifact;
pub mod chain;
pub mod config;
pub mod error;
pub mod evm;
pub mod rpc;
pub mod trace;

pub use api::{Devnode, Snapshot};
