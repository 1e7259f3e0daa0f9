//! What the contracts call of each other, and how ABI text and storage layout are taken from the code.

extern crate alloc;

mod calls;
#[cfg(feature = "export-abi")]
pub mod export;
#[cfg(feature = "export-abi")]
pub mod layout;
mod refusals;
mod solidity;

#[cfg(test)]
mod agreement;

pub use calls::IVault;
