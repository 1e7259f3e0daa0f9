// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IOracle
/// @notice Turns price feeds into one validated snapshot and fixes expiry prices.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address spotFeed, address sequencerFeed).
interface IOracle is IGoverned {
    /// The price now, in WAD, and what it may be used for: 0 everything, 1 closing, adding margin and liquidating, 2 nothing (spot is zero). updatedAt in unix seconds; deviation is how far the feed may be from the market, as a part of the spot; late: it is past half of its allowed age. Within half an hour before the expiry that was asked about: the average of the spot over so many seconds of it that have passed; else zeros.
    struct OracleSnapshot { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; bool late; uint128 average; uint64 averagedSecs; }
    /// A source of the price: the aggregator behind the feed that has stood since a time, how old one of its rounds could be then, and the round that was then its latest. A round's number as the feed counts is phase · 2^64 + number.
    struct OracleSource { address feed; uint8 decimals; uint16 phase; uint64 maxAgeSecs; uint64 since; uint64 firstRound; }

    /// The price has a new source: an aggregator from this round on, and how old its rounds can be.
    event SourceChanged(uint32 indexed index, address indexed feed, uint16 phase, uint64 firstRound, uint8 decimals, uint64 maxAgeSecs);
    /// The price jumped against its moving average: until then the market only reduces.
    event PriceJumped(uint128 price, uint128 average, uint64 until);
    /// The average of an expiry reaches to this round of this source.
    event ExpiryWalked(uint64 indexed expiry, uint32 source, uint128 roundId);
    /// The price of an expiry is fixed: proven by rounds, or else proposed and not disputed, or the fallback.
    event ExpiryFixed(uint64 indexed expiry, uint128 price, bool proven);
    /// The price that is being fixed is the fallback: the average of what could be read of the half hour, or else of what was observed before it.
    event FallbackFixed(uint64 indexed expiry, uint128 price, bool averaged);
    /// The owner proposed a price, which can be fixed from then on.
    event PriceProposed(uint64 indexed expiry, uint128 price, uint64 eta, address indexed by);
    /// A proposal was dropped.
    event PriceDisputed(uint64 indexed expiry, uint128 price, address indexed by);

    /// The feed reverted, or used up the gas that it is given.
    error OracleFeedSilent(address feed);
    /// The feed answered something else than what was asked for: too little, too much, or values out of their range.
    error OracleFeedMalformed(address feed);
    /// The feed has more decimals than 38.
    error OracleDecimals(address feed);
    /// The answer is zero or negative, or nothing of it is left in 18 decimals.
    error OracleAnswerNotPositive(uint128 roundId);
    /// The answer is above the greatest price.
    error OracleAnswerTooLarge(uint128 roundId);
    /// The round has no time: it was begun and not answered.
    error OracleRoundNotUpdated(uint128 roundId);
    /// The round's answer was given in an earlier round.
    error OracleRoundIncomplete(uint128 roundId);
    /// The round's time has not come yet.
    error OracleRoundFromFuture(uint128 roundId, uint64 updatedAt);
    /// The round is older than heartbeat and slack allow, or allowed in the last seven days.
    error OracleRoundStale(uint128 roundId, uint64 updatedAt, uint64 maxAgeSecs);
    /// The sequencer is down.
    error OracleSequencerDown();
    /// The sequencer came back, and its users are given until then.
    error OracleSequencerGrace(uint64 until);
    /// The uptime feed says neither up nor down, or not since when.
    error OracleSequencerUnknown();
    /// Too little gas is left to tell a feed that does not answer from one that cannot.
    error OracleGas(uint64 left, uint64 needed);
    /// A time does not fit 32 bits.
    error OracleTime(uint64 time);
    /// The half hour before the expiry has not begun.
    error OracleWindowAhead(uint64 expiry, uint64 begins);
    /// The price of the expiry is fixed.
    error OracleFixed(uint64 expiry, uint128 price);
    /// No source of the price was known when the half hour before the expiry began.
    error OracleNoSource(uint64 expiry);
    /// The list has nothing that is not taken already.
    error OracleProofEmpty();
    /// A round's number has at most 80 bits.
    error OracleProofId(uint128 roundId);
    /// The round is of another phase than the one that was the source then.
    error OracleProofPhase(uint128 roundId, uint128 expected);
    /// The round is not the next one.
    error OracleProofGap(uint128 roundId, uint64 expected);
    /// The first round is younger than the beginning of the half hour.
    error OracleProofSeedLate(uint128 roundId);
    /// The list does not begin with the last round before the half hour: this one came before it too, or before the source was known.
    error OracleProofSeedEarly(uint128 roundId);
    /// The round is older than the one before it.
    error OracleProofBackwards(uint128 roundId);
    /// The round came at the expiry or after it.
    error OracleProofLate(uint128 roundId);
    /// The round before this one stood for longer than heartbeat and slack allow, or allowed in the seven days before the expiry; or this one did, until the end.
    error OracleProofCarried(uint128 roundId, uint64 secs);
    /// The list begins or ends with a round that is missing, or too many in a row are.
    error OracleProofMissing(uint128 roundId);
    /// The list ends too early: this round belongs to it.
    error OracleProofShort(uint128 roundId);
    /// It is not 24 hours since the expiry.
    error OracleProposalEarly(uint64 expiry, uint64 begins);
    /// It is 48 hours since the expiry: its price cannot be proposed any more.
    error OracleProposalLate(uint64 expiry, uint64 ended);
    /// It is 72 hours since the expiry: the proposal is void.
    error OracleProposalLapsed(uint64 expiry, uint64 ended);
    /// The proposed price is zero or above the greatest.
    error OracleProposalRange(uint128 price, uint128 greatest);
    /// A price was proposed already; zero if it was dropped. There is no second one.
    error OracleProposed(uint64 expiry, uint128 price);
    /// No price is proposed.
    error OracleNotProposed(uint64 expiry);
    /// The proposal can still be disputed.
    error OracleDisputable(uint64 expiry, uint64 until);
    /// It is not 72 hours since the expiry.
    error OracleFallbackEarly(uint64 expiry, uint64 begins);
    /// Nothing was observed before the expiry, and no round is taken into its average.
    error OracleNoFallback(uint64 expiry);

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
    /// Proposes the price of an expiry, from 24 to 48 hours after it and once, whatever becomes of it; owner. It can be disputed for 24 hours.
    function proposePrice(uint64 expiry, uint128 price) external;
    /// Drops a proposal; owner or guardian.
    function disputePrice(uint64 expiry) external;
    /// Fixes the proposed price when its time of dispute is over, until 72 hours after the expiry. Anyone may call it.
    function finalizePrice(uint64 expiry) external returns (uint128);
    /// The price that is proposed for an expiry, and from when on it can be fixed; zeros when none is, or none can be any more.
    function proposedPrice(uint64 expiry) external view returns (uint128, uint64);
    /// Fixes the price of an expiry that has had none for 72 hours; anyone may call it, and what was proposed is void. It is the average of the half hour before, from the rounds that can be read, each price standing until the next one, if any round is taken into it; else the moving average of what was observed before the expiry. Returns the price, or zero while rounds are left to read.
    function fixFallback(uint64 expiry) external returns (uint128);
}
