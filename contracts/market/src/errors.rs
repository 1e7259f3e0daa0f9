//! Every refusal of the contract, each with the figures that explain it.

use access::AccessError;
use interfaces::{refusals, solidity};

solidity! {
    /// The vault is over another asset.
    #[derive(Debug, PartialEq, Eq)]
    error MarketAssetMismatch(address asset, address vaultAsset);
    /// The vault did not say what its asset is.
    #[derive(Debug, PartialEq, Eq)]
    error MarketVaultUnreadable(address vault);
}

refusals! {
    /// Every refusal of the contract.
    #[derive(Debug, PartialEq, Eq)]
    pub enum MarketError {
        /// A refusal of roles, wiring or waiting changes.
        Access(AccessError),
        /// The vault is over another asset.
        AssetMismatch(MarketAssetMismatch),
        /// The vault did not say what its asset is.
        VaultUnreadable(MarketVaultUnreadable),
    }
}
