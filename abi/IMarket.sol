// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAccess} from "./IAccess.sol";

/// Deployed with constructor(address owner, address guardian, address asset, address oracle, address optionPricer, address riskManager, address vault).
interface IMarket is IAccess {
    /// The vault is over another asset.
    error MarketAssetMismatch(address asset, address vaultAsset);
    /// The vault did not say what its asset is.
    error MarketVaultUnreadable(address vault);

    function asset() external view returns (address);
    function oracle() external view returns (address);
    function optionPricer() external view returns (address);
    function riskManager() external view returns (address);
    function vault() external view returns (address);
    function liquidator() external view returns (address);
}
