// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Console} from "../src/remote/Console.sol";
import {Story} from "./Story.sol";

/// @notice A provider leaves: `run()` redeems what can be redeemed now, and puts the rest into the queue.
contract Redeem is Story {
    function run() external sent {
        uint256 held = vault.balanceOf(msg.sender);
        uint256 now_ = vault.maxRedeem(msg.sender);
        if (now_ > 0) say("redeemed for", vault.redeem(now_, msg.sender, msg.sender));
        uint256 rest = held - now_;
        if (rest == 0) return;
        vault.approve(address(withdrawalQueue), rest);
        withdrawalQueue.requestRedeem(rest, msg.sender, msg.sender);
        Console.amount("shares that wait in the queue", rest, vault.decimals());
    }
}
