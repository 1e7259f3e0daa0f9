//! What callers hand in and get back. Prices, volatilities, rates and quantities are WAD.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

sol! {
    /// Raw SVI: w(k) = a + b(ρ(k − m) + √((k − m)² + σ²)).
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct Svi {
        /// a
        int128 level;
        /// b
        uint128 slope;
        /// ρ
        int128 tilt;
        /// m
        int128 shift;
        /// σ
        uint128 smoothness;
    }

    /// A smile as its signers sign it.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct SurfacePost {
        /// Unix seconds.
        uint64 expiry;
        Svi svi;
        /// When the signers read the market, unix seconds.
        uint64 timestamp;
        /// Posts of this expiry so far, accepted or refused.
        uint64 nonce;
        /// Until when it may be relayed, unix seconds.
        uint64 deadline;
    }

    /// A signature by the signer in a seat.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct SeatSignature {
        uint8 seat;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    /// What is stored of an expiry.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct StoredSurface {
        Svi svi;
        uint64 timestamp;
        /// The nonce of the next post.
        uint64 nonce;
        uint128 atTheMoney;
        /// Whether the last post was refused, which stops opening.
        bool halted;
    }

    /// Terms of one option at a volatility. Kinds: 0 call, 1 put, 2 digital call, 3 digital put.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct OptionTerms {
        uint8 kind;
        uint128 spot;
        uint128 strike;
        uint64 expirySecs;
        int128 rate;
    }

    /// Price and sensitivities of one option.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct OptionGreeks {
        uint128 price;
        int128 delta;
        int128 gamma;
        int128 vega;
        int128 theta;
        int128 rho;
        int128 vanna;
        int128 volga;
    }

    /// The market and the pool at the time of a quote.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct QuoteContext {
        uint128 spot;
        int128 carry;
        /// How far the feed may be off, as a part of the spot.
        uint128 feedDeviation;
        /// What the pool is worth.
        uint128 nav;
        /// The pool's vega, USD a vol point.
        int128 poolVega;
        /// What withdrawals cannot touch.
        uint128 reserve;
        /// Oldest surface that is good enough, seconds.
        uint64 maxAgeSecs;
        /// Whether the orders are legs of one trade: each then meets the pool as the ones before leave it.
        bool sequential;
    }

    /// One order; a positive quantity buys.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct QuoteOrder {
        uint64 expiry;
        uint8 kind;
        /// Whether it opens a position, which asks more of the option and of the surface.
        bool opening;
        uint128 strike;
        int128 quantity;
    }

    /// A quote for the whole order. A buyer pays, and a seller receives, `total`.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct QuoteParts {
        uint128 total;
        uint128 mark;
        uint128 skew;
        uint128 utilisation;
        uint128 spread;
        uint128 discount;
        uint128 floor;
        uint128 fee;
        uint128 feeToInsurance;
        uint128 feeToTreasury;
        uint128 volatility;
        uint128 lastVolatility;
        /// Of one unit.
        int128 delta;
        /// Of one unit, USD a vol point.
        int128 vega;
    }

    /// A position of a book.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct BookLeg {
        uint8 kind;
        uint128 strike;
        int128 quantity;
    }

    /// The positions of one expiry.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct Book {
        uint64 expiry;
        BookLeg[] legs;
        /// One factor on the volatility for each row of scenarios.
        uint128[] volFactors;
    }

    /// A book on scenarios: every row of spots is run at its own shock of volatility.
    #[derive(Debug, PartialEq, Eq, AbiType)]
    struct BookScenarios {
        uint128 spot;
        int128 carry;
        uint64 maxAgeSecs;
        /// Factors on the spot, row by row.
        uint128[][] spotFactors;
    }
}
