// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// A book whose worth is set by hand. The risk manager can be brought neither to every mark nor to marks that
/// contradict each other; what holds the money has to stand them all.
contract Marks {
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }

    error MarksBroken(uint256 figure);

    PoolValue private value;
    bool private broken;

    function set(PoolValue calldata value_) external {
        value = value_;
    }

    function breakDown(bool broken_) external {
        broken = broken_;
    }

    function poolValue(bool) external view returns (PoolValue memory) {
        if (broken) revert MarksBroken(7);
        return value;
    }
}
