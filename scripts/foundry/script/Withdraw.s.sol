// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Story} from "./Story.sol";

/// @notice Withdraws all money of the caller's first account: `run()`. The market refuses while the account needs it as
/// margin.
contract Withdraw is Story {
    /// The account has no money.
    error NothingToWithdraw(int128 money);

    function run() external sent {
        uint256 id = accountOf(msg.sender);
        (int128 money,) = market.account(id);
        if (money <= 0) revert NothingToWithdraw(money);
        uint256 amount = SafeCast.toUint256(money);
        market.withdraw(id, amount, msg.sender);
        say("brought home", amount);
    }
}
