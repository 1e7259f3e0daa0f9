//! The events of the contract.

use runtime::solidity;

solidity! {
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
}
