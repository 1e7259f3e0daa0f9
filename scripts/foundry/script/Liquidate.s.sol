// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILiquidator} from "strikepool/ILiquidator.sol";
import {Console} from "../src/remote/Console.sol";
import {Story} from "./Story.sol";

/// @notice A keeper liquidates the first account of an owner, and needs no money for it: `run(address)` with the owner. If
/// the pool closes a part of the account, the keeper's first account is paid. If the pool's limits forbid that, an auction
/// begins or goes on, which pays the keeper nothing.
contract Liquidate is Story {
    uint8 private constant CLOSED = 1;

    function run(address owner) external sent {
        uint256 id = accountOf(owner);
        ILiquidator.LiquidationState memory due = liquidator.liquidation(id);
        sayWad("maintenance margin", due.maintenance);
        uint8 stage = liquidator.liquidate(id);
        Console.amount("stage", stage, 0);
        if (stage != CLOSED) return;
        sayWad("the pool closes a part of", int256(uint256(due.part)));
        // These differ a little in the block that mines it, because options lose value with time.
        say("the keeper earns", due.pay);
        sayWad("maintenance margin after it", liquidator.healthOf(id).maintenance);
    }
}

/// @notice A bidder takes all that is due of an account in auction into the bidder's first account:
/// `run(address,uint256)` with the owner of the account, and the capital to deposit, in the asset.
contract Bid is Story {
    /// How much worse the price can be when the bid is mined, in basis points.
    uint256 private constant SLIPPAGE_BPS = 100;

    function run(address owner, uint256 capital) external sent {
        uint256 id = accountOf(owner);
        uint256 own = accountOf(msg.sender);
        fund(own, capital);
        ILiquidator.LiquidationState memory due = liquidator.liquidation(id);
        uint256 size = uint256(int256(due.price < 0 ? -due.price : due.price));
        int128 limit = due.price + int128(int256(size * SLIPPAGE_BPS / 10_000));
        int128 paid = liquidator.bid(id, own, due.part, limit, liquidator.auction(id).nonce);
        sayWad("took a part of", int256(uint256(due.part)));
        Console.amount(paid < 0 ? "was paid" : "paid", paid < 0 ? -int256(paid) : int256(paid), asset.decimals());
        sayWad("gained against the mark", due.profit);
        sayWad("left over initial margin", liquidator.healthOf(own).initial);
    }
}
