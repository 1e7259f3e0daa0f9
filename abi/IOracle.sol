// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAccess} from "./IAccess.sol";

/// Deployed with constructor(address owner, address guardian, address spotFeed, address sequencerFeed).
interface IOracle is IAccess {
    /// The Chainlink-style feed of the spot price.
    function spotFeed() external view returns (address);
    /// The Chainlink-style feed of the L2 sequencer's uptime.
    function sequencerFeed() external view returns (address);
}
