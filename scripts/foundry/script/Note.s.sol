// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {CrashNote} from "../src/CrashNote.sol";
import {Console} from "../src/remote/Console.sol";
import {vm} from "../src/remote/Vm.sol";
import {Story} from "./Story.sol";

/// @notice Deploys a contract that builds on the market and uses it: `run(uint64,uint128,uint128,uint256)` with expiry,
/// strike and quantity of the puts of its first round, and the deposit of its first saver.
contract OpenNote is Story {
    /// A round spends at most a twentieth.
    uint256 private constant BUDGET_BPS = 500;

    function run(uint64 expiry, uint128 strike, uint128 quantity, uint256 savings) external sent {
        CrashNote note = new CrashNote(market, msg.sender, BUDGET_BPS);
        asset.approve(address(note), savings);
        note.deposit(savings, msg.sender);
        note.open(expiry, strike, quantity);
        Console.log(string.concat("note ", vm.toString(address(note))));
        say("spent on puts", savings - note.totalAssets());
    }
}

/// @notice After the expiry is settled, collects what the puts paid, and the saver leaves: `run(address)`.
contract CloseNote is Story {
    function run(CrashNote note) external sent {
        note.close();
        say("came home with", note.redeem(note.balanceOf(msg.sender), msg.sender, msg.sender));
    }
}
