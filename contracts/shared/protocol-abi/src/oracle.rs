//! The price of a market, and what it may be used for.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use interfaces::{solidity, values};

/// Everything may be done at this price.
pub const FULL: u8 = 0;
/// Only closing, adding margin and liquidating: the price moved fast.
pub const REDUCE: u8 = 1;
/// There is no price that may be used.
pub const SETTLE_ONLY: u8 = 2;

solidity! {
    /// The price now, in WAD, and what it may be used for: 0 everything, 1 closing, adding margin and liquidating, 2 nothing (spot is zero). updatedAt in unix seconds; deviation is how far the feed may be from the market, as a part of the spot. Within half an hour before the expiry that was asked about: the average of the spot over so many seconds of it that have passed; else zeros.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct OracleSnapshot { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint128 average; uint64 averagedSecs; }

    /// Turns price feeds into one validated snapshot and fixes expiry prices.
    interface IOracle {
        constructor(address owner, address guardian, address spotFeed, address sequencerFeed);
        /// The Chainlink-style feed of the spot price.
        function spotFeed() external view returns (address);
        /// The Chainlink-style feed of the L2 sequencer's uptime.
        function sequencerFeed() external view returns (address);
        /// The price now. settling is an expiry in its last half hour whose average is wanted; zero for none.
        function snapshot(uint64 settling) external view returns (OracleSnapshot memory);
        /// As snapshot, and takes the round into the moving average by which jumps are known. Anyone may call it.
        function observe(uint64 settling) external returns (OracleSnapshot memory);
        /// The price at which an expiry settles, in WAD; zero until it is fixed.
        function expiryPrice(uint64 expiry) external view returns (uint128);
    }
}

values! {
    OracleSnapshot { state, spot, updatedAt, deviation, average, averagedSecs }
}

/// The interface as Solidity text, for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: &str = SOLIDITY;
