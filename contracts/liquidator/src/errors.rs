//! Every refusal of the contract, each with the figures that explain it.

use interfaces::solidity;

solidity! {
    /// The vault is over another asset.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorAssetMismatch(address asset, address vaultAsset);
    /// The vault did not say what its asset is.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorVaultUnreadable(address vault);
}
