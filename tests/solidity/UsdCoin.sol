// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A dollar token of 6 decimals for tests and devnodes: OpenZeppelin's ERC-20, which anybody may mint.
contract UsdCoin is ERC20 {
    constructor(uint256 supply) ERC20("USD Coin", "USDC") {
        _mint(msg.sender, supply);
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
