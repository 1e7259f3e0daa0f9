//! Holds the liquidity providers' money, the counterparty of every option.
//!
//! Wired after deployment, because they are deployed later: `market`, `liquidator`.
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

pub use storage::Vault;

use access::{changes, key, require_address, AccessError};
use alloy_primitives::Address;
use stylus_sdk::prelude::*;

#[public]
#[implements(Access)]
impl Vault {
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
        risk_manager: Address,
    ) -> Result<(), AccessError> {
        self.authority.initialize(owner, guardian)?;
        require_address(key("asset"), asset)?;
        self.asset.set(asset);
        for (key, module) in [(admin::RISK_MANAGER, risk_manager)] {
            changes::install(self, key, module)?;
        }
        Ok(())
    }

    /// The quote asset, in whose own decimals all amounts are.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// The risk manager that says what the book is worth and what must stay.
    pub fn risk_manager(&self) -> Address {
        self.risk_manager.get()
    }

    /// The market, to which premiums and payouts flow; zero until wired.
    pub fn market(&self) -> Address {
        self.market.get()
    }

    /// The liquidator, for what insolvent accounts leave unpaid; zero until wired.
    pub fn liquidator(&self) -> Address {
        self.liquidator.get()
    }
}

access::implement_access!(Vault);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let access = Interface::of::<AccessStylusAbiStruct>(&access::SOLIDITY);
    run::<Vault>(&[], &[access]);
}
