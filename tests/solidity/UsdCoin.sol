// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A dollar token of 6 decimals for tests: OpenZeppelin's ERC-20, minted whole to whoever deploys it.
contract UsdCoin is ERC20 {
    constructor(uint256 supply) ERC20("USD Coin", "USDC") {
        _mint(msg.sender, supply);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
