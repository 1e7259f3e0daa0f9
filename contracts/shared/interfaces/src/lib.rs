//! What the contracts call of each other, and how ABI text and storage layout are taken from the code.

extern crate alloc;

#[cfg(feature = "export-abi")]
pub mod export;
#[cfg(feature = "export-abi")]
pub mod layout;

mod solidity;
