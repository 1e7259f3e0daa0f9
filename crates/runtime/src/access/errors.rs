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
    /// The present module still keeps positions or money, so it cannot be replaced.
    #[derive(Debug, PartialEq, Eq)]
    error AccessKept(bytes32 key);
    /// The module belongs to another asset or another deployment.
    #[derive(Debug, PartialEq, Eq)]
    error AccessUnfit(bytes32 key);
    /// A module is not set yet, and money comes only when all are.
    #[derive(Debug, PartialEq, Eq)]
    error AccessUnwired();
}
