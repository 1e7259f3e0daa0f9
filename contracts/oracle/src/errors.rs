//! Why there is no price, and why an expiry's price is not fixed.

use runtime::solidity;

solidity! {
    /// The feed reverted, or used up the gas that it is given.
    #[derive(Debug, PartialEq, Eq)]
    error OracleFeedSilent(address feed);
    /// The feed answered something else than what was asked for: too little, too much, or values out of their range.
    #[derive(Debug, PartialEq, Eq)]
    error OracleFeedMalformed(address feed);
    /// The feed has more decimals than 38.
    #[derive(Debug, PartialEq, Eq)]
    error OracleDecimals(address feed);
    /// The answer is zero or negative, or nothing of it is left in 18 decimals.
    #[derive(Debug, PartialEq, Eq)]
    error OracleAnswerNotPositive(uint128 roundId);
    /// The answer is above the greatest price.
    #[derive(Debug, PartialEq, Eq)]
    error OracleAnswerTooLarge(uint128 roundId);
    /// The round has no time: it was begun and not answered.
    #[derive(Debug, PartialEq, Eq)]
    error OracleRoundNotUpdated(uint128 roundId);
    /// The round's answer was given in an earlier round.
    #[derive(Debug, PartialEq, Eq)]
    error OracleRoundIncomplete(uint128 roundId);
    /// The round's time has not come yet.
    #[derive(Debug, PartialEq, Eq)]
    error OracleRoundFromFuture(uint128 roundId, uint64 updatedAt);
    /// The round is older than heartbeat and slack allow.
    #[derive(Debug, PartialEq, Eq)]
    error OracleRoundStale(uint128 roundId, uint64 updatedAt, uint64 maxAgeSecs);
    /// The sequencer is down.
    #[derive(Debug, PartialEq, Eq)]
    error OracleSequencerDown();
    /// The sequencer came back, and its users are given until then.
    #[derive(Debug, PartialEq, Eq)]
    error OracleSequencerGrace(uint64 until);
    /// The uptime feed says neither up nor down, or not since when.
    #[derive(Debug, PartialEq, Eq)]
    error OracleSequencerUnknown();
    /// Too little gas is left to tell a feed that does not answer from one that cannot.
    #[derive(Debug, PartialEq, Eq)]
    error OracleGas(uint64 left, uint64 needed);
    /// A time does not fit 32 bits.
    #[derive(Debug, PartialEq, Eq)]
    error OracleTime(uint64 time);

    /// The half hour before the expiry has not begun.
    #[derive(Debug, PartialEq, Eq)]
    error OracleWindowAhead(uint64 expiry, uint64 begins);
    /// The price of the expiry is fixed.
    #[derive(Debug, PartialEq, Eq)]
    error OracleFixed(uint64 expiry, uint128 price);
    /// No source of the price was known when the half hour before the expiry began.
    #[derive(Debug, PartialEq, Eq)]
    error OracleNoSource(uint64 expiry);
    /// The list has nothing that is not taken already.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofEmpty();
    /// A round's number has at most 80 bits.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofId(uint128 roundId);
    /// The round is of another phase than the one that was the source then.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofPhase(uint128 roundId, uint128 expected);
    /// The round is not the next one.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofGap(uint128 roundId, uint64 expected);
    /// The first round is younger than the beginning of the half hour.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofSeedLate(uint128 roundId);
    /// The list does not begin with the last round before the half hour: this one came before it too, or before the source was known.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofSeedEarly(uint128 roundId);
    /// The round is older than the one before it.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofBackwards(uint128 roundId);
    /// The round came at the expiry or after it.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofLate(uint128 roundId);
    /// The round before this one stood for longer than heartbeat and slack allow; or this one did, until the end.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofCarried(uint128 roundId, uint64 secs);
    /// The list begins or ends with a round that is missing, or too many in a row are.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofMissing(uint128 roundId);
    /// The list ends too early: this round belongs to it.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProofShort(uint128 roundId);

    /// It is not 24 hours since the expiry.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProposalEarly(uint64 expiry, uint64 begins);
    /// The proposed price is zero or above the greatest.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProposalRange(uint128 price, uint128 greatest);
    /// A price is proposed already.
    #[derive(Debug, PartialEq, Eq)]
    error OracleProposed(uint64 expiry, uint128 price);
    /// No price is proposed.
    #[derive(Debug, PartialEq, Eq)]
    error OracleNotProposed(uint64 expiry);
    /// The proposal can still be disputed.
    #[derive(Debug, PartialEq, Eq)]
    error OracleDisputable(uint64 expiry, uint64 until);
}
