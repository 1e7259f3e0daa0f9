// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IWatchlist
/// @notice Accounts that somebody may have to liquidate, for whoever has no index of his own.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IWatchlist {
    /// An account of a list, and what is left over its maintenance margin (WAD of USD; below 0 it can be liquidated). Where that cannot be said: zero, and the first four bytes of the error that stands against it.
    struct WatchedAccount { uint256 id; int128 maintenance; bytes4 unmargined; }

    /// The arguments are too short, or the word at this byte behind the selector is out of its type's range.
    error CallMalformed(uint256 position);
    /// The contract has no function of this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// Puts accounts on the list of a liquidator if they owe anything, and takes off those that do not; anyone may.
    function watch(address liquidator, uint256[] calldata ids) external;
    /// How many accounts are on its list.
    function count(address liquidator) external view returns (uint256);
    /// So many accounts of the list from one on, those that are sound left out.
    function atRisk(address liquidator, uint256 first, uint256 max) external view returns (WatchedAccount[] memory);
}
