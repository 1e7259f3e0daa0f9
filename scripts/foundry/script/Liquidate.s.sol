// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILiquidator} from "strikepool/ILiquidator.sol";
import {Console} from "../src/remote/Console.sol";
import {Story} from "./Story.sol";

/// @notice A keeper liquidates the first account of an owner: `run(address)`. The keeper needs no money. If the pool closes a
/// part of the account, the keeper's own first account is paid; if the pool's limits forbid that, an auction begins or
/// goes on, which pays nothing. An insolvent account is closed whole, and its bond pays the keeper.
contract Liquidate is Story {
    uint8 private constant CLOSED = 1;

    function run(address owner) external sent {
        uint256 id = accountOf(owner);
        ILiquidator.LiquidationState memory due = liquidator.liquidation(id);
        sayWad("maintenance margin", due.maintenance);
        bool whole = due.part == 1e18 && due.pay == 0;
        uint256 bond = whole ? market.bondOf(id) : 0;
        uint8 stage = liquidator.liquidate(id);
        Console.amount("stage", stage, 0);
        if (stage != CLOSED) return;
        sayWad("the pool closes a part of", int256(uint256(due.part)));
        // The mined transaction differs a little, because options lose value with time.
        say("the keeper earns", due.pay + bond);
        sayWad("maintenance margin after it", liquidator.healthOf(id).maintenance);
    }
}

/// @notice A bidder takes all that is due of an account in auction into the bidder's own first account:
/// `run(address,uint256)` with the owner of the account in auction, and the bidder's capital, in the asset.
contract Bid is Story {
    /// How much worse than now the price may be when the bid is mined, in basis points.
    uint256 private constant SLIPPAGE_BPS = 100;

    function run(address owner, uint256 capital) external sent {
        uint256 id = accountOf(owner);
        uint256 own = accountOf(msg.sender);
        fund(own, capital);
        ILiquidator.LiquidationState memory due = liquidator.liquidation(id);
        int128 limit = due.price + due.price * int128(int256(SLIPPAGE_BPS)) / 10_000;
        int128 paid = liquidator.bid(id, own, due.part, limit, liquidator.auction(id).nonce);
        sayWad("took a part of", int256(uint256(due.part)));
        Console.amount("paid", int256(paid), asset.decimals());
        sayWad("gained against the mark", due.profit);
        sayWad("above initial margin", liquidator.healthOf(own).initial);
    }
}
