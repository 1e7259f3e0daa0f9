// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title ILiquidator
/// @notice Unwinds accounts below their maintenance margin and keeps the insurance fund.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address asset, address market, address riskManager, address oracle, address vault).
interface ILiquidator is IGoverned {
    /// The vault is over another asset.
    error LiquidatorAssetMismatch(address asset, address vaultAsset);
    /// The vault did not say what its asset is.
    error LiquidatorVaultUnreadable(address vault);

    /// The quote asset, in whose own decimals all amounts are.
    function asset() external view returns (address);
    /// The market whose accounts it watches.
    function market() external view returns (address);
    /// The risk manager that says what margin an account needs.
    function riskManager() external view returns (address);
    /// The oracle of the market.
    function oracle() external view returns (address);
    /// The vault, the last resort.
    function vault() external view returns (address);
}
