//! Traders' accounts: the front door of every trade, and of settlement.
//!
//! Wired after deployment, because they are deployed later: `liquidator`.
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

pub use storage::Market;

use access::{changes, key, require_address, AccessError};
use alloy_primitives::Address;
use stylus_sdk::prelude::*;

#[public]
#[implements(Access)]
impl Market {
    /// Fills the roles and the modules that exist already. `owner` is passed on, never taken from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    #[constructor]
    pub fn constructor(
        &mut self,
        owner: Address,
        guardian: Address,
        asset: Address,
        oracle: Address,
        option_pricer: Address,
        risk_manager: Address,
        vault: Address,
    ) -> Result<(), AccessError> {
        self.authority.initialize(owner, guardian)?;
        require_address(key("asset"), asset)?;
        self.asset.set(asset);
        for (key, module) in [
            (admin::ORACLE, oracle),
            (admin::OPTION_PRICER, option_pricer),
            (admin::RISK_MANAGER, risk_manager),
            (admin::VAULT, vault),
        ] {
            changes::install(self, key, module)?;
        }
        Ok(())
    }

    /// The quote asset, in whose own decimals all amounts are.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// The oracle of the market.
    pub fn oracle(&self) -> Address {
        self.oracle.get()
    }

    /// The pricer of quotes.
    pub fn option_pricer(&self) -> Address {
        self.option_pricer.get()
    }

    /// The risk manager that admits or refuses a trade.
    pub fn risk_manager(&self) -> Address {
        self.risk_manager.get()
    }

    /// The vault, the counterparty.
    pub fn vault(&self) -> Address {
        self.vault.get()
    }

    /// The liquidator, the only one that may move positions between accounts; zero until wired.
    pub fn liquidator(&self) -> Address {
        self.liquidator.get()
    }
}

access::implement_access!(Market);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let access = Interface::of::<AccessStylusAbiStruct>(&access::SOLIDITY);
    run::<Market>(&[], &[access]);
}
