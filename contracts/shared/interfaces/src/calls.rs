//! The functions that contracts of the protocol call of each other, and nothing that nobody calls.
#![allow(
    missing_docs,
    reason = "the SDK's macro adds items of its own without a word on them"
)]

use crate::solidity::callees;

callees! {
    /// What `market` and `liquidator` call of `vault`.
    interface IVault {
        /// The quote asset.
        function asset() external view returns (address);
    }
}
