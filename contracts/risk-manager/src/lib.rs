//! Keeps the pool's book and its limits, and says what margin an account needs.
//!
//! Wired after deployment, because they are deployed later: `market`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod interface;
mod storage;

pub use interface::IRiskManager;
pub use storage::RiskManager;

use access::changes;
use alloy_primitives::Address;
use interfaces::{routes, Refusal};

impl RiskManager {
    /// Fills the roles and the modules that exist already. `owner` is passed on, never taken from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    pub fn constructor(
        &mut self,
        owner: Address,
        guardian: Address,
        option_pricer: Address,
        oracle: Address,
    ) -> Result<(), Refusal> {
        self.authority.initialize(owner, guardian)?;
        for (key, module) in [
            (admin::OPTION_PRICER, option_pricer),
            (admin::ORACLE, oracle),
        ] {
            changes::install(self, key, module)?;
        }
        Ok(())
    }

    /// The pricer that values the book.
    pub fn option_pricer(&self) -> Address {
        self.option_pricer.get()
    }

    /// The oracle of the market.
    pub fn oracle(&self) -> Address {
        self.oracle.get()
    }

    /// The market, the only one that may change the book; zero until wired.
    pub fn market(&self) -> Address {
        self.market.get()
    }
}

routes!(RiskManager by IRiskManager {
    constructor(owner, guardian, option_pricer, oracle);
    optionPricerCall => option_pricer();
    oracleCall => oracle();
    marketCall => market();
} else access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let own = Interface {
        name: "IRiskManager",
        declarations: &[interface::SOLIDITY],
    };
    run::<RiskManager>(own, &[access::INTERFACE]);
}
