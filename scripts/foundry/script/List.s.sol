// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Console} from "../src/remote/Console.sol";
import {Story} from "./Story.sol";

/// @notice Anyone lists a series for trading: `run(uint64,uint8,uint128)` with expiry, kind (0 call, 1 put, 2 digital
/// call, 3 digital put) and strike in WAD.
contract List is Story {
    function run(uint64 expiry, uint8 kind, uint128 strike) external sent {
        riskManager.list(expiry, kind, strike);
        Console.amount("listed, strike", strike, 18);
    }
}
