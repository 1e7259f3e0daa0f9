// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IWatchlist
/// @notice Accounts that somebody may have to liquidate, for those without an index of their own.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IWatchlist {
    /// An account of a list, and what is left over its maintenance margin (WAD of USD; below 0 it can be
    /// liquidated). If the margin cannot be computed, maintenance is zero and unmargined is the selector of the
    /// error.
    struct WatchedAccount { uint256 id; int128 maintenance; bytes4 unmargined; }

    /// The arguments are too short, or a word is out of the range of its type. position is its byte after the
    /// selector.
    error CallMalformed(uint256 position);
    /// The contract has no function with this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The contract is in the middle of a change, and answers nobody until it is made.
    error CallReentered();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// Puts accounts that owe something on the list of a liquidator, and takes off those that owe nothing.
    /// Anyone may.
    function watch(address liquidator, uint256[] calldata ids) external;
    /// Returns how many accounts are on the list of a liquidator.
    function count(address liquidator) external view returns (uint256);
    /// Returns the accounts that are short, among max accounts of the list from the index first on. Sound
    /// accounts are left out.
    function atRisk(address liquidator, uint256 first, uint256 max) external view returns (WatchedAccount[] memory);
}
