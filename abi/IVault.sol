// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAccess} from "./IAccess.sol";

/// Deployed with constructor(address owner, address guardian, address asset, address riskManager).
interface IVault is IAccess {
    function asset() external view returns (address);
    function riskManager() external view returns (address);
    function market() external view returns (address);
    function liquidator() external view returns (address);
}
