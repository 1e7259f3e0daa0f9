// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Console} from "../src/remote/Console.sol";
import {Deployed} from "../src/remote/Deployed.sol";
import {vm} from "../src/remote/Vm.sol";

/// @notice What all stories share. Who acts is whom forge signs with: `--private-key`, `--account`, `--ledger`.
abstract contract Story is Deployed {
    bool public constant IS_SCRIPT = true;

    function setUp() public {
        open();
    }

    /// From here to the end of the function, the script's own calls are sent by whom forge signs with.
    modifier sent() {
        vm.startBroadcast();
        _;
        vm.stopBroadcast();
    }

    /// @notice Lets somebody take an amount of the asset, unless he may already.
    function allow(address spender, uint256 amount) internal {
        if (asset.allowance(msg.sender, spender) < amount) asset.approve(spender, amount);
    }

    /// @notice Brings in what an account lacks of an amount.
    function fund(uint256 id, uint256 amount) internal {
        (int128 money,) = market.account(id);
        if (money >= 0 && uint256(int256(money)) >= amount) return;
        uint256 lacking = uint256(int256(amount) - money);
        allow(address(market), lacking);
        market.deposit(id, lacking);
        say("brought in", lacking);
    }

    /// @notice A line with an amount of the asset.
    function say(string memory label, uint256 amount) internal view {
        Console.amount(label, amount, asset.decimals());
    }

    /// @notice A line with a figure in WAD.
    function sayWad(string memory label, int256 value) internal view {
        Console.amount(label, value, 18);
    }
}
