//! Unwinds accounts below their maintenance margin and keeps the insurance fund.
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

pub use storage::Liquidator;

use access::{changes, key, require_address, AccessError};
use alloy_primitives::Address;
use stylus_sdk::prelude::*;

#[public]
#[implements(Access)]
impl Liquidator {
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
        market: Address,
        risk_manager: Address,
        oracle: Address,
        vault: Address,
    ) -> Result<(), AccessError> {
        self.authority.initialize(owner, guardian)?;
        require_address(key("asset"), asset)?;
        self.asset.set(asset);
        for (key, module) in [
            (admin::MARKET, market),
            (admin::RISK_MANAGER, risk_manager),
            (admin::ORACLE, oracle),
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

    /// The market whose accounts it watches.
    pub fn market(&self) -> Address {
        self.market.get()
    }

    /// The risk manager that says what margin an account needs.
    pub fn risk_manager(&self) -> Address {
        self.risk_manager.get()
    }

    /// The oracle of the market.
    pub fn oracle(&self) -> Address {
        self.oracle.get()
    }

    /// The vault, the last resort.
    pub fn vault(&self) -> Address {
        self.vault.get()
    }
}

access::implement_access!(Liquidator);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let access = Interface::of::<AccessStylusAbiStruct>(&access::SOLIDITY);
    run::<Liquidator>(&[], &[access]);
}
