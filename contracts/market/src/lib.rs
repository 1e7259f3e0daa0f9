//! Traders' accounts: the front door of every trade, and of settlement.
//!
//! Wired after deployment, because they are deployed later: `liquidator`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod calls;
mod errors;
mod interface;
mod storage;

pub use errors::*;
pub use interface::IMarket;
pub use storage::Market;

use access::{changes, key, require_address};
use alloy_primitives::Address;
use interfaces::{routes, Refusal};

impl Market {
    /// Fills the roles and the modules that exist already. `owner` is passed on, never taken from the transaction.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; only `guardian` may be zero, for nobody.
    /// `MarketAssetMismatch` when `vault` is over another asset, `MarketVaultUnreadable` when it does not say.
    pub fn constructor(
        &mut self,
        owner: Address,
        guardian: Address,
        asset: Address,
        oracle: Address,
        option_pricer: Address,
        risk_manager: Address,
        vault: Address,
    ) -> Result<(), Refusal> {
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
        self.require_same_asset(asset, vault)
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

impl Market {
    /// Money moves between the contract and the vault, so both must mean the same by it.
    fn require_same_asset(&self, asset: Address, vault: Address) -> Result<(), Refusal> {
        let vault_asset = self.vault_asset(vault)?;
        if vault_asset != asset {
            return Err(MarketAssetMismatch {
                asset,
                vaultAsset: vault_asset,
            }
            .into());
        }
        Ok(())
    }
}

routes!(Market by IMarket {
    constructor(owner, guardian, asset, oracle, option_pricer, risk_manager, vault);
    assetCall => asset();
    oracleCall => oracle();
    optionPricerCall => option_pricer();
    riskManagerCall => risk_manager();
    vaultCall => vault();
    liquidatorCall => liquidator();
} else access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let own = Interface {
        name: "IMarket",
        declarations: &[errors::SOLIDITY, interface::SOLIDITY],
    };
    run::<Market>(own, &[access::INTERFACE]);
}
