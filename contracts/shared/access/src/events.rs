//! What [`Authority`](crate::Authority) makes known.

use interfaces::solidity;

solidity! {
    /// Ownership was offered to newOwner, who has yet to accept; the zero address withdraws an offer.
    event OwnershipOffered(address indexed owner, address indexed newOwner);
    /// Ownership moved.
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    /// The guardian changed; the zero address is nobody.
    event GuardianChanged(address indexed previousGuardian, address indexed newGuardian);
    /// The contract was paused.
    event Paused(address indexed by);
    /// The contract was unpaused.
    event Unpaused(address indexed by);
    /// A change waits; it can be executed from eta on (unix seconds).
    event ChangeScheduled(bytes32 indexed key, uint256 value, uint64 eta);
    /// A waiting change was dropped.
    event ChangeCancelled(bytes32 indexed key, uint256 value, address indexed by);
    /// A module or parameter took a new value.
    event Changed(bytes32 indexed key, uint256 previous, uint256 value, address indexed by);
}
