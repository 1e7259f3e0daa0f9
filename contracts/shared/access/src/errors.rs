//! Every refusal of [`Authority`](crate::Authority), each with the figures that explain it.

use interfaces::solidity;

solidity! {
    /// Only the owner may do this.
    #[derive(Debug, PartialEq, Eq)]
    error AccessNotOwner(address caller);
    /// Only the owner or the guardian may do this.
    #[derive(Debug, PartialEq, Eq)]
    error AccessNotOwnerNorGuardian(address caller);
    /// Ownership has not been offered to the caller.
    #[derive(Debug, PartialEq, Eq)]
    error AccessNotPendingOwner(address caller);
    /// The named address must not be zero.
    #[derive(Debug, PartialEq, Eq)]
    error AccessZeroAddress(bytes32 key);
    /// The contract is paused.
    #[derive(Debug, PartialEq, Eq)]
    error AccessPaused();
    /// The contract is not paused.
    #[derive(Debug, PartialEq, Eq)]
    error AccessNotPaused();
    /// Nothing of this name can be changed here in this way.
    #[derive(Debug, PartialEq, Eq)]
    error AccessUnknownKey(bytes32 key);
    /// The value is outside the bounds that the code sets.
    #[derive(Debug, PartialEq, Eq)]
    error AccessOutOfBounds(bytes32 key, uint256 value, uint256 min, uint256 max);
    /// The value is what it is already.
    #[derive(Debug, PartialEq, Eq)]
    error AccessUnchanged(bytes32 key, uint256 value);
    /// The change does not tighten: it has to be scheduled.
    #[derive(Debug, PartialEq, Eq)]
    error AccessWouldLoosen(bytes32 key, uint256 current, uint256 proposed);
    /// The module is set already: replacing it has to be scheduled.
    #[derive(Debug, PartialEq, Eq)]
    error AccessAlreadyWired(bytes32 key, address module);
    /// A change of this key waits already: cancel it first.
    #[derive(Debug, PartialEq, Eq)]
    error AccessAlreadyScheduled(bytes32 key, uint64 eta);
    /// No change of this key is waiting.
    #[derive(Debug, PartialEq, Eq)]
    error AccessNotScheduled(bytes32 key);
    /// The change has not waited long enough; eta in unix seconds.
    #[derive(Debug, PartialEq, Eq)]
    error AccessTooEarly(bytes32 key, uint64 eta);
    /// The change was not executed in its window, which ended at the deadline in unix seconds.
    #[derive(Debug, PartialEq, Eq)]
    error AccessExpired(bytes32 key, uint64 deadline);
    /// The guardian may not cancel its own replacement.
    #[derive(Debug, PartialEq, Eq)]
    error AccessGuardianCannotCancel(bytes32 key);
}
