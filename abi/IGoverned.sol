// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IGoverned
/// @notice What the authority asks of a contract that it governs, the same in every contract of the protocol.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IGoverned {
    /// A module or parameter has a new value. The value of "paused" is 0 or 1.
    event Changed(bytes32 indexed key, uint256 previous, uint256 value);

    /// Only the authority may do this.
    error AccessNotAuthority(address caller);
    /// Only the owner may do this.
    error AccessNotOwner(address caller);
    /// Only the owner or the guardian may do this.
    error AccessNotOwnerNorGuardian(address caller);
    /// The named address must not be zero.
    error AccessZeroAddress(bytes32 key);
    /// The contract is paused.
    error AccessPaused();
    /// The contract has no such key, or it cannot be changed in this way.
    error AccessUnknownKey(bytes32 key);
    /// The value is outside the bounds that the code sets.
    error AccessOutOfBounds(bytes32 key, uint256 value, uint256 min, uint256 max);
    /// The present module still keeps positions or money, so it cannot be replaced.
    error AccessKept(bytes32 key);
    /// The module belongs to another asset or another deployment.
    error AccessUnfit(bytes32 key);
    /// A module is not set yet, and money comes only when all are.
    error AccessUnwired();
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

    /// Returns the contract that holds the roles and the waiting changes.
    function authority() external view returns (address);
    /// Returns whether the contract is paused.
    function paused() external view returns (bool);
    /// Returns the present value of key, the minimum and maximum that the code allows, and how it may change:
    /// 0 another contract, set at once while unset and replaced after the delay; 1 a number that is safer when
    /// lower; 2 a number that is safer when higher; 3 neither. Reverts for an unknown key. Every contract has
    /// the key "paused".
    function setting(bytes32 key) external view returns (uint256, uint256, uint256, uint8);
    /// Sets key to a value within its bounds. Only the authority.
    function change(bytes32 key, uint256 value) external;
}
