// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Console} from "../src/remote/Console.sol";
import {vm} from "../src/remote/Vm.sol";
import {Story} from "./Story.sol";

/// @notice After an expiry, proves its price, settles it, and pays out the first account of the caller: `run(uint64)`.
/// It skips each part that is done already.
contract Settle is Story {
    /// The price of an expiry is made of the prices in this half hour.
    uint64 private constant WINDOW_SECS = 30 minutes;
    /// How many rounds back it looks.
    uint256 private constant MAX_ROUNDS = 256;

    /// None of the rounds it looked at is from before the window.
    error NoRoundBefore(uint64 window, uint256 looked);

    function run(uint64 expiry) external {
        if (oracle.expiryPrice(expiry) == 0) prove(expiry);
        Console.amount("price of the expiry", oracle.expiryPrice(expiry), 18);
        vm.startBroadcast();
        (uint128 settledAt,) = market.settlement(expiry);
        if (settledAt == 0) market.settle(expiry);
        uint256[] memory ids = new uint256[](1);
        ids[0] = accountOf(msg.sender);
        market.settleAccounts(ids);
        (int128 money,) = market.account(ids[0]);
        if (money > 0) market.withdraw(ids[0], uint256(int256(money)), msg.sender);
        vm.stopBroadcast();
        Console.amount(money < 0 ? "still owed by the account" : "paid out", money < 0 ? -int256(money) : int256(money), asset.decimals());
    }

    function prove(uint64 expiry) private {
        uint128[] memory rounds = roundsOf(expiry);
        vm.startBroadcast();
        oracle.proveExpiry(expiry, rounds);
        vm.stopBroadcast();
        Console.amount("proven by rounds of the feed:", rounds.length, 0);
    }

    /// The last round before the window and all rounds inside it.
    function roundsOf(uint64 expiry) private view returns (uint128[] memory rounds) {
        (uint80 latest,,,,) = spotFeed.latestRoundData();
        uint128[] memory found = new uint128[](MAX_ROUNDS);
        uint256 count;
        for (uint80 back; back < MAX_ROUNDS && back < uint64(latest); ++back) {
            (,,, uint256 updated,) = spotFeed.getRoundData(latest - back);
            if (updated >= expiry) continue;
            found[count++] = latest - back;
            if (updated < expiry - WINDOW_SECS) {
                rounds = new uint128[](count);
                for (uint256 i; i < count; ++i) rounds[i] = found[count - 1 - i];
                return rounds;
            }
        }
        revert NoRoundBefore(expiry - WINDOW_SECS, MAX_ROUNDS);
    }
}
