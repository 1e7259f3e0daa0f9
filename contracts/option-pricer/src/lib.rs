//! Holds volatility surfaces and prices options and books on them.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
#![cfg_attr(
    feature = "export-abi",
    allow(
        missing_docs,
        reason = "the SDK's macro adds items of its own without a word on them"
    )
)]

extern crate alloc;

mod admin;
mod storage;

pub use storage::OptionPricer;

use access::AccessError;
use alloy_primitives::Address;
use stylus_sdk::prelude::*;

#[public]
#[implements(Access)]
impl OptionPricer {
    /// Fills the roles and the modules that exist already. `owner` is passed on, never taken from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    #[constructor]
    pub fn constructor(&mut self, owner: Address, guardian: Address) -> Result<(), AccessError> {
        self.authority.initialize(owner, guardian)?;
        Ok(())
    }
}

access::implement_access!(OptionPricer);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let access = Interface::of::<AccessStylusAbiStruct>(&access::SOLIDITY);
    run::<OptionPricer>(&[], &[access]);
}
