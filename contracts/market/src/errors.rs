//! The errors of the contract, each with the figures that explain it.

pub use abi::market::errors::*;
pub(crate) use ledger::{argument, overflow};
