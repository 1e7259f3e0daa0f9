//! Errors that all contracts share, each with the figures that explain it.

use crate::solidity;

solidity! {
    /// Only the authority may do this.
    #[derive(Debug, PartialEq, Eq)]
    error AccessNotAuthority(address caller);
    /// Only the owner may do this.
    #[derive(Debug, PartialEq, Eq)]
    error AccessNotOwner(address caller);
    /// Only the owner or the guardian may do this.
    #[derive(Debug, PartialEq, Eq)]
    error AccessNotOwnerNorGuardian(address caller);
    /// The named address must not be zero.
    #[derive(Debug, PartialEq, Eq)]
    error AccessZeroAddress(bytes32 key);
    /// The contract is paused.
    #[derive(Debug, PartialEq, Eq)]
    error AccessPaused();
    /// The contract has no such key, or it cannot be changed in this way.
    #[derive(Debug, PartialEq, Eq)]
    error AccessUnknownKey(bytes32 key);
    /// The value is outside the bounds that the code sets.
    #[derive(Debug, PartialEq, Eq)]
    error AccessOutOfBounds(bytes32 key, uint256 value, uint256 min, uint256 max);
}
