//! The price of a market, and what it may be used for.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use runtime::{solidity, values};

/// Everything may be done at this price.
pub const FULL: u8 = 0;
/// Only closing, adding margin and liquidating: the price moved fast.
pub const REDUCE: u8 = 1;
/// There is no price that may be used.
pub const SETTLE_ONLY: u8 = 2;

solidity! {
    /// The price now, in WAD, and what it may be used for: 0 everything, 1 closing, adding margin and liquidating, 2 nothing (spot is zero). updatedAt in unix seconds; deviation is how far the feed may be from the market, as a part of the spot; late: it is past half of its allowed age. Within half an hour before the expiry that was asked about: the average of the spot over so many seconds of it that have passed; else zeros.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct OracleSnapshot { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; bool late; uint128 average; uint64 averagedSecs; }

    /// A source of the price: the aggregator behind the feed that has stood since a time, how long one of its prices may stand, and the round that was then its latest. A round's number as the feed counts is phase · 2^64 + number.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct OracleSource { address feed; uint8 decimals; uint16 phase; uint64 maxAgeSecs; uint64 since; uint64 firstRound; }

    /// Turns price feeds into one validated snapshot and fixes expiry prices.
    interface IOracle {
        constructor(address authority, address spotFeed, address sequencerFeed);
        /// The Chainlink-style feed of the spot price.
        function spotFeed() external view returns (address);
        /// The Chainlink-style feed of the L2 sequencer's uptime.
        function sequencerFeed() external view returns (address);
        /// The price now. settling is an expiry in its last half hour whose average is wanted; zero for none.
        function snapshot(uint64 settling) external view returns (OracleSnapshot memory);
        /// As snapshot, and takes the round into the moving average by which jumps are known. Anyone may call it.
        function observe(uint64 settling) external returns (OracleSnapshot memory);
        /// The spot in WAD and when it was updated; reverts with what stands against it when snapshot answers that nothing may be done.
        function checkedPrice() external view returns (uint128, uint64);
        /// The moving average in WAD, the last price taken into it and when that was updated, and until when the market only reduces.
        function movingAverage() external view returns (uint128, uint128, uint64, uint64);
        /// How many sources the price has had.
        function sourceCount() external view returns (uint32);
        /// A source, from 0 on; zeros for one that is not there.
        function source(uint32 index) external view returns (OracleSource memory);
        /// The price at which an expiry settles, in WAD; zero until it is fixed.
        function expiryPrice(uint64 expiry) external view returns (uint128);
        /// Fixes the price of an expiry from the feed's rounds in the half hour before it: the last round before, and every one inside, in order. Anyone may call it, in parts, from the beginning of the half hour on. Returns the price, or zero while rounds are missing at the end.
        function proveExpiry(uint64 expiry, uint128[] calldata roundIds) external returns (uint128);
        /// The last round that is taken into the average of an expiry, as the feed counts, its source, and when it was updated; zeros when none is.
        function expiryProgress(uint64 expiry) external view returns (uint128, uint32, uint64);
        /// Proposes the price of an expiry that nobody has proven for 24 hours; owner. It can be disputed for 24 hours.
        function proposePrice(uint64 expiry, uint128 price) external;
        /// Drops a proposal; owner or guardian.
        function disputePrice(uint64 expiry) external;
        /// Fixes the proposed price when its time of dispute is over. Anyone may call it.
        function finalizePrice(uint64 expiry) external returns (uint128);
        /// The price that is proposed for an expiry, and from when on it can be fixed; zeros when none is.
        function proposedPrice(uint64 expiry) external view returns (uint128, uint64);
    }
}

values! {
    OracleSnapshot { state, spot, updatedAt, deviation, late, average, averagedSecs }
    OracleSource { feed, decimals, phase, maxAgeSecs, since, firstRound }
}

/// The interface as Solidity text, for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: &str = SOLIDITY;
