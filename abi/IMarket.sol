// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAccess} from "./IAccess.sol";

/// Deployed with constructor(address owner, address guardian, address asset, address oracle, address optionPricer, address riskManager, address vault).
interface IMarket is IAccess {
    /// The vault is over another asset.
    error MarketAssetMismatch(address asset, address vaultAsset);
    /// The vault did not say what its asset is.
    error MarketVaultUnreadable(address vault);

    /// The quote asset, in whose own decimals all amounts are.
    function asset() external view returns (address);
    /// The oracle of the market.
    function oracle() external view returns (address);
    /// The pricer of quotes.
    function optionPricer() external view returns (address);
    /// The risk manager that admits or refuses a trade.
    function riskManager() external view returns (address);
    /// The vault, the counterparty.
    function vault() external view returns (address);
    /// The liquidator, the only one that may move positions between accounts; zero until wired.
    function liquidator() external view returns (address);
}
