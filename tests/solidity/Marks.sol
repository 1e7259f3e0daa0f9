// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// A book whose worth is set by hand. The risk manager can be brought neither to every mark nor to marks that
/// contradict each other; what holds the money has to stand them all.
contract Marks {
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }

    error MarksBroken(uint256 figure);

    PoolValue private value;
    bool private broken;

    /// The market that may change the book.
    address public market;
    /// In how many series somebody has a position.
    uint256 public heldSeries;

    function set(PoolValue calldata value_) external {
        value = value_;
    }

    function breakDown(bool broken_) external {
        broken = broken_;
    }

    function belongTo(address market_, uint256 heldSeries_) external {
        market = market_;
        heldSeries = heldSeries_;
    }

    function poolValue(bool) external view returns (PoolValue memory) {
        if (broken) revert MarksBroken(7);
        return value;
    }
}
