//! What the pricing contracts take, return and refuse with, and how the engine's types are read from it.

mod book;
mod errors;
pub mod sol;
mod types;

pub use book::*;
pub use errors::*;
pub use types::*;

/// Types and errors as Solidity text, for the ABI export.
#[cfg(feature = "export-abi")]
pub const SOLIDITY: [&str; 2] = [types::SOLIDITY, errors::SOLIDITY];
