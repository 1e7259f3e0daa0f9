//! What oracle, risk manager, vault and market hand each other. A module for each contract that is asked; refusals and
//! events stand with the contracts.

extern crate alloc;

pub mod oracle;
pub mod pricing;
pub mod sol;
pub mod trading;
pub mod vault;
