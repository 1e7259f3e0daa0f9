// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {CrashNote} from "../src/CrashNote.sol";
import {Console} from "../src/remote/Console.sol";
import {vm} from "../src/remote/Vm.sol";
import {Story} from "./Story.sol";

/// @notice A contract that builds on the market, deployed and used: `run(uint64,uint128,uint128,uint256)` with the expiry,
/// strike and quantity of the puts of its first round, and what its first saver puts in.
contract OpenNote is Story {
    /// A round spends a twentieth at most.
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

/// @notice After the expiry is settled, what the puts paid is brought home and the saver leaves: `run(address)`.
contract CloseNote is Story {
    function run(CrashNote note) external sent {
        note.close();
        say("came home with", note.redeem(note.balanceOf(msg.sender), msg.sender, msg.sender));
    }
}
