// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Console} from "../src/remote/Console.sol";
import {Deployed} from "../src/remote/Deployed.sol";
import {vm} from "../src/remote/Vm.sol";

/// @notice What all stories share. The account that signs acts: `--private-key`, `--account`, `--ledger`.
abstract contract Story is Deployed {
    bool public constant IS_SCRIPT = true;

    function setUp() public {
        open();
    }

    /// Forge sends the calls of the function from the account that signs.
    modifier sent() {
        vm.startBroadcast();
        _;
        vm.stopBroadcast();
    }

    /// @notice Approves an amount of the asset, unless it is approved already.
    function allow(address spender, uint256 amount) internal {
        if (asset.allowance(msg.sender, spender) < amount) asset.approve(spender, amount);
    }

    /// @notice Deposits what an account lacks of an amount.
    function fund(uint256 id, uint256 amount) internal {
        (int128 money,) = market.account(id);
        if (money >= 0 && uint256(int256(money)) >= amount) return;
        uint256 lacking = uint256(int256(amount) - money);
        allow(address(market), lacking);
        market.deposit(id, lacking);
        say("brought in", lacking);
    }

    /// @notice Prints an amount of the asset.
    function say(string memory label, uint256 amount) internal view {
        Console.amount(label, amount, asset.decimals());
    }

    /// @notice Prints a figure in WAD.
    function sayWad(string memory label, int256 value) internal view {
        Console.amount(label, value, 18);
    }
}
