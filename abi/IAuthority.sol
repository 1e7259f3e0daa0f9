// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IAuthority
/// @notice Governs all contracts of the protocol: who may change what, and when.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address owner, address guardian).
interface IAuthority {
    /// The owner offered the ownership to newOwner, who has to accept it. The zero address withdraws an offer.
    event OwnershipOffered(address indexed owner, address indexed newOwner);
    /// Ownership moved.
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    /// The guardian changed. The zero address is nobody.
    event GuardianChanged(address indexed previousGuardian, address indexed newGuardian);
    /// A change was scheduled. It can be executed from eta on (unix seconds).
    event ChangeScheduled(address indexed module, bytes32 indexed key, uint256 value, uint64 eta);
    /// A waiting change was dropped.
    event ChangeCancelled(address indexed module, bytes32 indexed key, uint256 value, address indexed by);
    /// A contract made a change. It emits the old and the new value itself.
    event ChangeMade(address indexed module, bytes32 indexed key, uint256 value, address indexed by);

    /// The caller was not offered the ownership.
    error AuthorityNotPendingOwner(address caller);
    /// The value is the present one.
    error AuthorityUnchanged(bytes32 key, uint256 value);
    /// The change does not tighten, so it has to be scheduled.
    error AuthorityWouldLoosen(bytes32 key, uint256 current, uint256 proposed);
    /// The module is set already. Its replacement has to be scheduled.
    error AuthorityAlreadyWired(bytes32 key, address module);
    /// A change of this key is waiting already. Cancel it first.
    error AuthorityAlreadyScheduled(bytes32 key, uint64 eta);
    /// No change of this key is waiting.
    error AuthorityNotScheduled(bytes32 key);
    /// The delay of the change is not over. eta is when it is, in unix seconds.
    error AuthorityTooEarly(bytes32 key, uint64 eta);
    /// The change was not executed in time. deadline is when its window ended, in unix seconds.
    error AuthorityExpired(bytes32 key, uint64 deadline);
    /// The guardian cannot cancel their own replacement, the end of a pause, or the way back from a tightening.
    error AuthorityGuardianCannotCancel(bytes32 key);
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

    /// Returns the owner; never zero.
    function owner() external view returns (address);
    /// Returns who was offered the ownership; zero if nobody.
    function pendingOwner() external view returns (address);
    /// Returns the guardian; zero when the seat is empty.
    function guardian() external view returns (address);
    /// Returns the waiting change of a contract's key: its value, and from when on it can be executed (unix
    /// seconds; 0 if none waits).
    function pendingChange(address module, bytes32 key) external view returns (uint256, uint64);
    /// Offers the ownership. The owner stays until the offer is accepted. The zero address withdraws an offer.
    function transferOwnership(address newOwner) external;
    /// Takes the ownership that was offered to the caller.
    function acceptOwnership() external;
    /// Pauses these contracts at once, except those that are paused already. Only the owner or the guardian. What
    /// lets people out comes back by itself 72 hours later: leaving, requests, bids, surfaces, a full price.
    function pause(address[] calldata modules) external;
    /// Sets a module of a contract that is unset, at once. Only the owner.
    function wire(address module, bytes32 key, address value) external;
    /// Moves a parameter of a contract in its safer direction, at once. Only the owner or the guardian.
    function tighten(address module, bytes32 key, uint256 value) external;
    /// Schedules a change. It can be executed from 48 hours later on, for 14 days. Only the owner. Keys are
    /// those of the contract's setting, including "paused". The authority itself has the key "guardian" (an
    /// address as a number).
    function schedule(address module, bytes32 key, uint256 value) external;
    /// Executes a change after its delay. Only the owner.
    function execute(address module, bytes32 key) external;
    /// Drops a waiting change. The owner may drop any, the guardian any except their own replacement, the end of a
    /// pause, and the way back from a tightening, as far as to the value before it.
    function cancel(address module, bytes32 key) external;
}
