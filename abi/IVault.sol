// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAccess} from "./IAccess.sol";

/// Deployed with constructor(address owner, address guardian, address asset, address riskManager).
interface IVault is IAccess {
    /// The quote asset, in whose own decimals all amounts are.
    function asset() external view returns (address);
    /// The risk manager that says what the book is worth and what must stay.
    function riskManager() external view returns (address);
    /// The market, to which premiums and payouts flow; zero until wired.
    function market() external view returns (address);
    /// The liquidator, for what insolvent accounts leave unpaid; zero until wired.
    function liquidator() external view returns (address);
}
