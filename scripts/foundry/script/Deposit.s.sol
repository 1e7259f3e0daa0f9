// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Story} from "./Story.sol";

/// @notice A provider joins the pool: `run(uint256)` with an amount of the asset.
contract Deposit is Story {
    function run(uint256 assets) external sent {
        allow(address(vault), assets);
        uint256 shares = vault.deposit(assets, msg.sender);
        say("deposited", assets);
        say("worth now", vault.convertToAssets(shares));
    }
}
