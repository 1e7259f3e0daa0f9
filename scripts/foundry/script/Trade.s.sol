// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILiquidator} from "strikepool/ILiquidator.sol";
import {IMarket} from "strikepool/IMarket.sol";
import {Console} from "../src/remote/Console.sol";
import {Story} from "./Story.sol";

/// @notice What buying, selling and closing share: funds in the account, and an order with a limit near its quote.
abstract contract Trade is Story {
    /// How much worse than its quote an order can be filled, in basis points, and how long it is valid.
    uint256 internal constant SLIPPAGE_BPS = 100;
    uint64 internal constant STANDS_SECS = 10 minutes;

    /// Trades one leg on the first account of the signer. Returns what it paid, negative for what it received.
    function trade(uint64 expiry, uint8 kind, uint128 strike, int128 quantity) internal returns (int128 paid) {
        IMarket.Position[] memory legs = new IMarket.Position[](1);
        legs[0] = IMarket.Position(expiry, kind, strike, quantity);
        uint256 id = accountOf(msg.sender);
        (int128 cost,) = market.quote(id, legs);
        int128 room = int128(int256(uint256(int256(cost < 0 ? -cost : cost)) * SLIPPAGE_BPS / 10_000));
        if (cost + room > 0) fund(id, uint256(int256(cost + room)));
        paid = market.trade(id, legs, cost + room, uint64(block.timestamp) + STANDS_SECS);
        Console.amount(paid < 0 ? "received" : "paid", paid < 0 ? -int256(paid) : int256(paid), asset.decimals());
    }
}

/// @notice A trader buys: `run(uint64,uint8,uint128,uint128)` with expiry, kind, strike and quantity in WAD. The
/// wallet pays what the account lacks.
contract Buy is Trade {
    function run(uint64 expiry, uint8 kind, uint128 strike, uint128 quantity) external sent {
        trade(expiry, kind, strike, SafeCast.toInt128(int256(uint256(quantity))));
    }
}

/// @notice A trader sells to the pool: the same arguments, and the collateral to deposit, in the asset.
contract Sell is Trade {
    function run(uint64 expiry, uint8 kind, uint128 strike, uint128 quantity, uint256 collateral) external sent {
        fund(accountOf(msg.sender), collateral);
        trade(expiry, kind, strike, -SafeCast.toInt128(int256(uint256(quantity))));
        ILiquidator.MarginFigures memory health = liquidator.healthOf(accountOf(msg.sender));
        sayWad("left over maintenance margin", health.maintenance);
        sayWad("left over initial margin", health.initial);
    }
}

/// @notice A trader closes every long and short position of an expiry: `run(uint64)`.
contract Close is Trade {
    /// The account has no position in the expiry.
    error NothingToClose(uint64 expiry);

    function run(uint64 expiry) external sent {
        (, IMarket.Position[] memory positions) = market.account(accountOf(msg.sender));
        uint256 closed;
        for (uint256 i; i < positions.length; ++i) {
            IMarket.Position memory position = positions[i];
            if (position.expiry != expiry) continue;
            trade(expiry, position.kind, position.strike, -position.quantity);
            ++closed;
        }
        if (closed == 0) revert NothingToClose(expiry);
    }
}
