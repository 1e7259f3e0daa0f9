//! Every refusal of the contract, each with the figures that explain it.

use runtime::solidity;

solidity! {
    /// Ownership has not been offered to the caller.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityNotPendingOwner(address caller);
    /// The value is what it is already.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityUnchanged(bytes32 key, uint256 value);
    /// The change does not tighten: it has to be scheduled.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityWouldLoosen(bytes32 key, uint256 current, uint256 proposed);
    /// The module is set already: replacing it has to be scheduled.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityAlreadyWired(bytes32 key, address module);
    /// A change of this key waits already: cancel it first.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityAlreadyScheduled(bytes32 key, uint64 eta);
    /// No change of this key is waiting.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityNotScheduled(bytes32 key);
    /// The change has not waited long enough; eta in unix seconds.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityTooEarly(bytes32 key, uint64 eta);
    /// The change was not executed in its window, which ended at the deadline in unix seconds.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityExpired(bytes32 key, uint64 deadline);
    /// The guardian may not cancel its own replacement.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityGuardianCannotCancel(bytes32 key);
}
