// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAccess} from "./IAccess.sol";

/// Deployed with constructor(address owner, address guardian, address optionPricer, address oracle).
interface IRiskManager is IAccess {
    /// The pricer that values the book.
    function optionPricer() external view returns (address);
    /// The oracle of the market.
    function oracle() external view returns (address);
    /// The market, the only one that may change the book; zero until wired.
    function market() external view returns (address);
}
