//! Holds volatility surfaces and prices options and books on them.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod interface;
mod storage;

pub use interface::IOptionPricer;
pub use storage::OptionPricer;

use alloy_primitives::Address;
use interfaces::{routes, Refusal};

impl OptionPricer {
    /// Fills the roles and the modules that exist already. `owner` is passed on, never taken from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    pub fn constructor(&mut self, owner: Address, guardian: Address) -> Result<(), Refusal> {
        self.authority.initialize(owner, guardian)?;
        Ok(())
    }
}

routes!(OptionPricer by IOptionPricer {
    constructor(owner, guardian);
} else access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let own = Interface {
        name: "IOptionPricer",
        declarations: &[interface::SOLIDITY],
    };
    run::<OptionPricer>(own, &[access::INTERFACE]);
}
