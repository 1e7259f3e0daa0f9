// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IOracle
/// @notice Turns price feeds into one validated snapshot and fixes expiry prices.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address spotFeed, address sequencerFeed).
interface IOracle is IGoverned {
    /// The price now. state is what it may be used for: 0 everything; 1 closing, adding margin and liquidating; 2
    /// nothing (spot is zero).
    /// spot is WAD. updatedAt is unix seconds.
    /// deviation is how far the feed may be from the market, as a part of the spot.
    /// late: the price is past half of its allowed age.
    /// average and averagedSecs are zero, except in the last half hour before the expiry that was asked for: then
    /// they are the average of the spot and the number of seconds that it covers.
    struct OracleSnapshot { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; bool late; uint128 average; uint64 averagedSecs; }
    /// A source of the price. feed is the aggregator behind the feed; since is when it became the source; maxAgeSecs
    /// is how old its rounds could be then; the round is the latest one at that moment. The feed numbers a round as
    /// phase · 2^64 + number.
    struct OracleSource { address feed; uint8 decimals; uint16 phase; uint64 maxAgeSecs; uint64 since; uint64 firstRound; }

    /// The price has a new source: this aggregator, from this round on. maxAgeSecs is how old its rounds can be now.
    event SourceChanged(uint32 indexed index, address indexed feed, uint16 phase, uint64 firstRound, uint8 decimals, uint64 maxAgeSecs);
    /// The price jumped against its moving average. Until then the market only reduces.
    event PriceJumped(uint128 price, uint128 average, uint64 until);
    /// The average of an expiry now reaches to this round of this source.
    event ExpiryWalked(uint64 indexed expiry, uint32 source, uint128 roundId);
    /// The price of an expiry is fixed. proven: by rounds; otherwise it was proposed and not disputed, or it is the
    /// fallback.
    event ExpiryFixed(uint64 indexed expiry, uint128 price, bool proven);
    /// The price of an expiry is fixed by the fallback. averaged: it is the average of the rounds that could be read;
    /// otherwise it is the moving average of the rounds observed before the expiry.
    event FallbackFixed(uint64 indexed expiry, uint128 price, bool averaged);
    /// The owner proposed a price. It can be fixed from eta on.
    event PriceProposed(uint64 indexed expiry, uint128 price, uint64 eta, address indexed by);
    /// A proposal was dropped.
    event PriceDisputed(uint64 indexed expiry, uint128 price, address indexed by);

    /// The feed reverted, or used up the gas that it was given.
    error OracleFeedSilent(address feed);
    /// The feed's answer has the wrong form: too short, too long, or with values out of range.
    error OracleFeedMalformed(address feed);
    /// The feed has more than 38 decimals.
    error OracleDecimals(address feed);
    /// The answer is zero or negative, or rounds to zero in 18 decimals.
    error OracleAnswerNotPositive(uint128 roundId);
    /// The answer is above the maximum price.
    error OracleAnswerTooLarge(uint128 roundId);
    /// The round has no time: it was started and not answered.
    error OracleRoundNotUpdated(uint128 roundId);
    /// The round carries the answer of an earlier round.
    error OracleRoundIncomplete(uint128 roundId);
    /// The time of the round is in the future.
    error OracleRoundFromFuture(uint128 roundId, uint64 updatedAt);
    /// The round is older than heartbeat and slack allow now or allowed in the last seven days.
    error OracleRoundStale(uint128 roundId, uint64 updatedAt, uint64 maxAgeSecs);
    /// The sequencer is down.
    error OracleSequencerDown();
    /// The sequencer came back. Its users have until then to come back too.
    error OracleSequencerGrace(uint64 until);
    /// The uptime feed says neither up nor down, or does not say since when.
    error OracleSequencerUnknown();
    /// Too little gas is left to tell a feed that does not answer from one that ran out of gas.
    error OracleGas(uint64 left, uint64 needed);
    /// A time does not fit 32 bits.
    error OracleTime(uint64 time);
    /// The half hour before the expiry has not begun.
    error OracleWindowAhead(uint64 expiry, uint64 begins);
    /// The price of the expiry is fixed already.
    error OracleFixed(uint64 expiry, uint128 price);
    /// No source of the price was known when the half hour before the expiry began.
    error OracleNoSource(uint64 expiry);
    /// Every round of the list is taken already.
    error OracleProofEmpty();
    /// A round's number has at most 80 bits.
    error OracleProofId(uint128 roundId);
    /// The round belongs to another phase than the source of that time.
    error OracleProofPhase(uint128 roundId, uint128 expected);
    /// The round is not the next one: its number is not expected.
    error OracleProofGap(uint128 roundId, uint64 expected);
    /// The first round is later than the beginning of the half hour.
    error OracleProofSeedLate(uint128 roundId);
    /// The list does not begin with the last round before the half hour. This round also came before it, or
    /// before the source was known.
    error OracleProofSeedEarly(uint128 roundId);
    /// The round is older than the one before it.
    error OracleProofBackwards(uint128 roundId);
    /// The round came at the expiry or after it.
    error OracleProofLate(uint128 roundId);
    /// The round before this one stood longer than heartbeat and slack allowed at any time since seven days before
    /// the expiry, or this one stood too long until the end.
    error OracleProofCarried(uint128 roundId, uint64 secs);
    /// The list begins or ends with a missing round, or too many rounds in a row are missing.
    error OracleProofMissing(uint128 roundId);
    /// The list ends too early: this round belongs to it.
    error OracleProofShort(uint128 roundId);
    /// Less than 24 hours have passed since the expiry.
    error OracleProposalEarly(uint64 expiry, uint64 begins);
    /// 48 hours have passed since the expiry: its price can no longer be proposed.
    error OracleProposalLate(uint64 expiry, uint64 ended);
    /// 72 hours have passed since the expiry: the proposal is void.
    error OracleProposalLapsed(uint64 expiry, uint64 ended);
    /// The proposed price is zero or above the maximum.
    error OracleProposalRange(uint128 price, uint128 max);
    /// A price was proposed already; it is zero if the proposal was dropped. There is no second proposal.
    error OracleProposed(uint64 expiry, uint128 price);
    /// No price is proposed.
    error OracleNotProposed(uint64 expiry);
    /// The proposal can still be disputed.
    error OracleDisputable(uint64 expiry, uint64 until);
    /// Less than 72 hours have passed since the expiry, or less than 73 if no round is taken into its average.
    error OracleFallbackEarly(uint64 expiry, uint64 begins);
    /// No round was observed before the expiry, and none is taken into its average.
    error OracleNoFallback(uint64 expiry);

    /// Returns the Chainlink-style feed of the spot price.
    function spotFeed() external view returns (address);
    /// Returns the Chainlink-style feed of the L2 sequencer's uptime.
    function sequencerFeed() external view returns (address);
    /// Returns the price now. settling is an expiry in its last half hour whose average is wanted; zero for none.
    function snapshot(uint64 settling) external view returns (OracleSnapshot memory);
    /// Does the same as snapshot, and takes the round into the moving average that detects jumps. Anyone may call
    /// it.
    function observe(uint64 settling) external returns (OracleSnapshot memory);
    /// Returns the spot in WAD and when it was updated. Reverts with the reason when snapshot answers state 2.
    function checkedPrice() external view returns (uint128, uint64);
    /// Returns the moving average in WAD, the last price taken into it, when that price was updated, and until
    /// when the market only reduces.
    function movingAverage() external view returns (uint128, uint128, uint64, uint64);
    /// Returns how many sources the price has had.
    function sourceCount() external view returns (uint32);
    /// Returns a source by its index, from 0; zeros if there is none.
    function source(uint32 index) external view returns (OracleSource memory);
    /// Returns the price at which an expiry settles, in WAD; zero until it is fixed.
    function expiryPrice(uint64 expiry) external view returns (uint128);
    /// Fixes the price of an expiry from the feed's rounds: the last one before the half hour that ends with the
    /// expiry, and every one inside it, in order. Anyone may call it, in parts, from the beginning of that half
    /// hour. From 72 hours after the expiry, a price may stand for any time until the next one. Returns the price,
    /// or zero while rounds are missing at the end.
    function proveExpiry(uint64 expiry, uint128[] calldata roundIds) external returns (uint128);
    /// Returns the last round taken into the average of an expiry: its number as the feed counts, its source, and
    /// when it was updated. Zeros when none is.
    function expiryProgress(uint64 expiry) external view returns (uint128, uint32, uint64);
    /// Proposes the price of an expiry, from 24 to 48 hours after it. Only the owner, and only once, also if the
    /// proposal is dropped. The proposal can be disputed for 24 hours.
    function proposePrice(uint64 expiry, uint128 price) external;
    /// Drops a proposal. Only the owner or the guardian.
    function disputePrice(uint64 expiry) external;
    /// Fixes the proposed price when the time for disputes is over, until 72 hours after the expiry. Anyone may
    /// call it.
    function finalizePrice(uint64 expiry) external returns (uint128);
    /// Returns the price proposed for an expiry, and from when on it can be fixed; zeros when none is proposed, or
    /// the proposal is void.
    function proposedPrice(uint64 expiry) external view returns (uint128, uint64);
    /// Fixes the fallback price of an expiry that has no price 72 hours after it. Anyone may call it; a proposal is
    /// void then. If any round is taken into the average of the half hour before the expiry, the price is that
    /// average, from the rounds that can be read; each price stands until the next one. Otherwise, from 73 hours
    /// after the expiry, it is the moving average of the rounds observed before the expiry. Returns the price, or
    /// zero while rounds are left to read.
    function fixFallback(uint64 expiry) external returns (uint128);
}
