//! Holds the liquidity providers' money, the counterparty of every option.
//!
//! Wired after deployment, because they are deployed later: `market`, `liquidator`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod interface;
mod storage;

pub use interface::IVault;
pub use storage::Vault;

use access::{changes, key, require_address};
use alloy_primitives::Address;
use interfaces::{routes, Refusal};

impl Vault {
    /// Fills the roles and the modules that exist already. `owner` is passed on, never taken from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    pub fn constructor(
        &mut self,
        owner: Address,
        guardian: Address,
        asset: Address,
        risk_manager: Address,
    ) -> Result<(), Refusal> {
        self.authority.initialize(owner, guardian)?;
        require_address(key("asset"), asset)?;
        self.asset.set(asset);
        changes::install(self, admin::RISK_MANAGER, risk_manager)?;
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

routes!(Vault by IVault {
    constructor(owner, guardian, asset, risk_manager);
    assetCall => asset();
    riskManagerCall => risk_manager();
    marketCall => market();
    liquidatorCall => liquidator();
} else access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let own = Interface {
        name: "IVault",
        declarations: &[interface::SOLIDITY],
    };
    run::<Vault>(own, &[access::INTERFACE]);
}
