// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IAuthority
/// @notice Governs all contracts of the protocol: who may change what, and when.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address owner, address guardian).
interface IAuthority {
    /// Ownership was offered to newOwner, who has yet to accept; the zero address withdraws an offer.
    event OwnershipOffered(address indexed owner, address indexed newOwner);
    /// Ownership moved.
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    /// The guardian changed; the zero address is nobody.
    event GuardianChanged(address indexed previousGuardian, address indexed newGuardian);
    /// A change waits; it can be executed from eta on (unix seconds).
    event ChangeScheduled(address indexed module, bytes32 indexed key, uint256 value, uint64 eta);
    /// A waiting change was dropped.
    event ChangeCancelled(address indexed module, bytes32 indexed key, uint256 value, address indexed by);
    /// A contract was told to change; it emits from what to what.
    event ChangeMade(address indexed module, bytes32 indexed key, uint256 value, address indexed by);

    /// Ownership has not been offered to the caller.
    error AuthorityNotPendingOwner(address caller);
    /// The value is what it is already.
    error AuthorityUnchanged(bytes32 key, uint256 value);
    /// The change does not tighten: it has to be scheduled.
    error AuthorityWouldLoosen(bytes32 key, uint256 current, uint256 proposed);
    /// The module is set already: replacing it has to be scheduled.
    error AuthorityAlreadyWired(bytes32 key, address module);
    /// A change of this key waits already: cancel it first.
    error AuthorityAlreadyScheduled(bytes32 key, uint64 eta);
    /// No change of this key is waiting.
    error AuthorityNotScheduled(bytes32 key);
    /// The change has not waited long enough; eta in unix seconds.
    error AuthorityTooEarly(bytes32 key, uint64 eta);
    /// The change was not executed in its window, which ended at the deadline in unix seconds.
    error AuthorityExpired(bytes32 key, uint64 deadline);
    /// The guardian may not cancel its own replacement.
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
    /// Nothing of this name can be changed here in this way.
    error AccessUnknownKey(bytes32 key);
    /// The value is outside the bounds that the code sets.
    error AccessOutOfBounds(bytes32 key, uint256 value, uint256 min, uint256 max);
    /// The arguments are too short, or the word at this byte behind the selector is out of its type's range.
    error CallMalformed(uint256 position);
    /// The contract has no function of this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// The owner; never zero.
    function owner() external view returns (address);
    /// To whom ownership is offered; zero when to nobody.
    function pendingOwner() external view returns (address);
    /// The guardian; zero when the seat is empty.
    function guardian() external view returns (address);
    /// The change of a contract's key that waits: its value, and from when on it can be executed (unix seconds, 0 when none waits).
    function pendingChange(address module, bytes32 key) external view returns (uint256, uint64);
    /// Offers ownership; the owner stays until it is accepted. The zero address withdraws an offer.
    function transferOwnership(address newOwner) external;
    /// Takes the ownership that was offered to the caller.
    function acceptOwnership() external;
    /// Pauses contracts at once, whichever of them is not paused yet; owner or guardian.
    function pause(address[] calldata modules) external;
    /// Sets a contract's module that is unset, at once; owner.
    function wire(address module, bytes32 key, address value) external;
    /// Moves a contract's parameter in its safer direction, at once; owner or guardian.
    function tighten(address module, bytes32 key, uint256 value) external;
    /// Announces a change, to be executed 48 hours later or up to 14 days after that; owner. Keys are those of the contract's setting, "paused" among them; the authority's own is "guardian" (an address as a number).
    function schedule(address module, bytes32 key, uint256 value) external;
    /// Executes a change that has waited; owner.
    function execute(address module, bytes32 key) external;
    /// Drops a waiting change; the owner any, the guardian any but that of the guardian.
    function cancel(address module, bytes32 key) external;
}
