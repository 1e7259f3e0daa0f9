//! Accounts that somebody may have to liquidate.
#![allow(
    missing_docs,
    reason = "fields and functions are documented in Solidity form, which `sol!` hands on"
)]

use runtime::{solidity, values};

solidity! {
    /// An account of a list, and what is left over its maintenance margin (WAD of USD; below 0 it can be
    /// liquidated). If the margin cannot be computed, maintenance is zero and unmargined is the selector of the
    /// error.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct WatchedAccount { uint256 id; int128 maintenance; bytes4 unmargined; }

    /// Accounts that may have to be liquidated. It has no owner.
    interface IWatchlist {
        /// Puts accounts that owe something on the list of a liquidator, and takes off those that owe nothing.
        /// Anyone may.
        function watch(address liquidator, uint256[] calldata ids) external;
        /// Returns how many accounts are on the list of a liquidator.
        function count(address liquidator) external view returns (uint256);
        /// Returns the accounts that are short, among max accounts of the list from the index first on. Sound
        /// accounts are left out.
        function atRisk(address liquidator, uint256 first, uint256 max) external view returns (WatchedAccount[] memory);
    }
}

values! {
    WatchedAccount { id, maintenance, unmargined }
}
