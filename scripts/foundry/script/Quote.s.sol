// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarket} from "strikepool/IMarket.sol";
import {Console} from "../src/remote/Console.sol";
import {Story} from "./Story.sol";

/// @notice The cost of an order now, and the parts of its price: `run(uint64,uint8,uint128,int128)` with expiry,
/// kind, strike in WAD and quantity in WAD, negative to sell.
contract Quote is Story {
    function run(uint64 expiry, uint8 kind, uint128 strike, int128 quantity) external view {
        IMarket.Position[] memory legs = new IMarket.Position[](1);
        legs[0] = IMarket.Position(expiry, kind, strike, quantity);
        (int128 cost, IMarket.QuoteLine[] memory lines) = market.quote(accountOf(msg.sender), legs);
        Console.amount(cost < 0 ? "to receive" : "to pay", cost < 0 ? -int256(cost) : int256(cost), asset.decimals());
        sayWad("fair value", int256(uint256(lines[0].mark)));
        sayWad("fee", int256(uint256(lines[0].fee)));
        sayWad("volatility", int256(uint256(lines[0].volatility)));
        sayWad("delta of a unit", lines[0].delta);
        sayWad("vega of a unit, a vol point", lines[0].vega);
    }
}
