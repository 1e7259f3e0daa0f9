// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// A small contract that tools are tried on.
contract Counter {
    uint256 public number;

    event Set(address indexed by, uint256 number);

    error TooLarge(uint256 number, uint256 limit);

    constructor(uint256 first) {
        number = first;
    }

    function set(uint256 next) external payable {
        if (next > 1000) revert TooLarge(next, 1000);
        require(next != 13, "unlucky");
        number = next;
        emit Set(msg.sender, next);
    }
}
