//! Unwinds accounts below their maintenance margin and keeps the insurance fund.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod calls;
mod errors;
mod interface;
mod storage;

pub use errors::*;
pub use interface::ILiquidator;
pub use storage::Liquidator;

use access::{key, require_address};
use alloy_primitives::Address;
use interfaces::{routes, Refusal};

impl Liquidator {
    /// Fills in the authority and the modules that exist already.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing.
    /// `LiquidatorAssetMismatch` when `vault` is over another asset, `LiquidatorVaultUnreadable` when it does not say.
    pub fn constructor(
        &mut self,
        authority: Address,
        asset: Address,
        market: Address,
        risk_manager: Address,
        oracle: Address,
        vault: Address,
    ) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        require_address(key("asset"), asset)?;
        self.asset.set(asset);
        for (key, module) in [
            (admin::MARKET, market),
            (admin::RISK_MANAGER, risk_manager),
            (admin::ORACLE, oracle),
            (admin::VAULT, vault),
        ] {
            access::install(self, key, module)?;
        }
        self.require_same_asset(asset, vault)
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

impl Liquidator {
    /// Money moves between the contract and the vault, so both must mean the same by it.
    fn require_same_asset(&self, asset: Address, vault: Address) -> Result<(), Refusal> {
        let vault_asset = self.vault_asset(vault)?;
        if vault_asset != asset {
            return Err(LiquidatorAssetMismatch {
                asset,
                vaultAsset: vault_asset,
            }
            .into());
        }
        Ok(())
    }
}

routes!(Liquidator by ILiquidator {
    constructor(authority, asset, market, risk_manager, oracle, vault);
    assetCall => asset();
    marketCall => market();
    riskManagerCall => risk_manager();
    oracleCall => oracle();
    vaultCall => vault();
} else access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let own = Interface {
        name: "ILiquidator",
        declarations: &[errors::SOLIDITY, interface::SOLIDITY],
    };
    run::<Liquidator>(own, &[access::INTERFACE]);
}
