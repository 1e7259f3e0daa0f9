//! The errors of the contract, each with the figures that explain it.

use runtime::solidity;

solidity! {
    /// The caller was not offered the ownership.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityNotPendingOwner(address caller);
    /// The value is the present one.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityUnchanged(bytes32 key, uint256 value);
    /// The change does not tighten, so it has to be scheduled.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityWouldLoosen(bytes32 key, uint256 current, uint256 proposed);
    /// The module is set already. Its replacement has to be scheduled.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityAlreadyWired(bytes32 key, address module);
    /// A change of this key is waiting already. Cancel it first.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityAlreadyScheduled(bytes32 key, uint64 eta);
    /// No change of this key is waiting.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityNotScheduled(bytes32 key);
    /// The delay of the change is not over. eta is when it is, in unix seconds.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityTooEarly(bytes32 key, uint64 eta);
    /// The change was not executed in time. deadline is when its window ended, in unix seconds.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityExpired(bytes32 key, uint64 deadline);
    /// The guardian cannot cancel their own replacement.
    #[derive(Debug, PartialEq, Eq)]
    error AuthorityGuardianCannotCancel(bytes32 key);
}
