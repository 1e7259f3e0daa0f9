//! What the contract makes known.

use runtime::solidity;

solidity! {
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
}
