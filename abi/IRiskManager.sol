// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAccess} from "./IAccess.sol";

/// Deployed with constructor(address owner, address guardian, address optionPricer, address oracle).
interface IRiskManager is IAccess {
    function optionPricer() external view returns (address);
    function oracle() external view returns (address);
    function market() external view returns (address);
}
