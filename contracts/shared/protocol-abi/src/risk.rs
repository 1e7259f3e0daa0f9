//! The pool's book.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use interfaces::{solidity, values};

solidity! {
    /// The pool's book in WAD of USD, from the pool's side: at the mark, and turned for (high) and against (low) the pool by 2% of the volatility of each series. reserve is what must stay behind it. unsettled is an expiry that is past and not settled (zero for none): until it is, nobody joins or leaves. state is the oracle's; 0 while the book is empty, which needs no price.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }

    /// Keeps the pool's book and its limits, and says what margin an account needs.
    interface IRiskManager {
        constructor(address owner, address guardian, address optionPricer, address oracle);
        /// The pricer that values the book.
        function optionPricer() external view returns (address);
        /// The oracle of the market.
        function oracle() external view returns (address);
        /// The market, the only one that may change the book; zero until wired.
        function market() external view returns (address);
        /// What the pool's book is worth now, every live series marked anew. All figures but unsettled are zero unless state is 0 or 1.
        function poolValue() external view returns (PoolValue memory);
    }
}

values! {
    PoolValue { state, unsettled, mark, high, low, reserve }
}

/// The interface as Solidity text, for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: &str = SOLIDITY;
