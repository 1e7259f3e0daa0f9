//! What `oracle` reverts with.

use super::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    (
        "OracleAnswerNotPositive",
        "the price of round {roundId:round} is zero or negative",
    ),
    (
        "OracleAnswerTooLarge",
        "the price of round {roundId:round} is above the highest price that the oracle accepts",
    ),
    (
        "OracleDecimals",
        "the feed {feed:plain} has more than 38 decimals",
    ),
    (
        "OracleDisputable",
        "the price proposed for {expiry:time} can be disputed until {until:time}",
    ),
    (
        "OracleFallbackEarly",
        "anyone can fix the fallback price of {expiry:time} from {begins:time}",
    ),
    (
        "OracleFeedMalformed",
        "the answer of the feed {feed:plain} is not a price",
    ),
    ("OracleFeedSilent", "the feed {feed:plain} does not answer"),
    (
        "OracleFixed",
        "the price of {expiry:time} is already fixed, at {price:wad}",
    ),
    (
        "OracleGas",
        "too little gas: {left:plain} were left, but a feed needs {needed:plain}",
    ),
    (
        "OracleNoFallback",
        "the oracle observed no price before {expiry:time}",
    ),
    (
        "OracleNoSource",
        "the oracle had no price feed half an hour before {expiry:time}: no rounds can prove the price",
    ),
    (
        "OracleNotProposed",
        "no price is proposed for {expiry:time}",
    ),
    (
        "OracleProofBackwards",
        "round {roundId:round} is older than the one before it",
    ),
    (
        "OracleProofCarried",
        "a price stood for {secs:secs} until round {roundId:round}, longer than the feed may stay silent",
    ),
    (
        "OracleProofEmpty",
        "the list of rounds contains no new round",
    ),
    (
        "OracleProofGap",
        "round {roundId:round} is not the next round, which is number {expected:plain}",
    ),
    ("OracleProofId", "{roundId:plain} is not a round number"),
    (
        "OracleProofLate",
        "round {roundId:round} is from the expiry or later",
    ),
    (
        "OracleProofMissing",
        "round {roundId:round} is missing, and the proof needs it",
    ),
    (
        "OracleProofPhase",
        "round {roundId:round} is of another phase than the feed had then, {expected:round}",
    ),
    (
        "OracleProofSeedEarly",
        "the list begins too early: round {roundId:round} is also from before the half hour",
    ),
    (
        "OracleProofSeedLate",
        "the list begins too late: round {roundId:round} is from inside the half hour",
    ),
    (
        "OracleProofShort",
        "the list ends too early: it needs round {roundId:round}",
    ),
    (
        "OracleProposalEarly",
        "a price can be proposed for {expiry:time} from {begins:time}",
    ),
    (
        "OracleProposalLapsed",
        "the price proposed for {expiry:time} is void since {ended:time}: fix the fallback price",
    ),
    (
        "OracleProposalLate",
        "a price could be proposed for {expiry:time} until {ended:time}",
    ),
    (
        "OracleProposalRange",
        "the price {price:wad} is zero or above the highest price, {max:wad}",
    ),
    (
        "OracleProposed",
        "a price was already proposed for {expiry:time}, {price:wad} (0 if it was dropped): there is no second proposal",
    ),
    (
        "OracleRoundFromFuture",
        "round {roundId:round} has a time in the future, {updatedAt:time}",
    ),
    (
        "OracleRoundIncomplete",
        "the price of round {roundId:round} was given in an earlier round",
    ),
    (
        "OracleRoundNotUpdated",
        "round {roundId:round} has no price yet",
    ),
    (
        "OracleRoundStale",
        "the price is from {updatedAt:time} (round {roundId:round}), older than {maxAgeSecs:secs}",
    ),
    ("OracleSequencerDown", "the chain's sequencer is down"),
    (
        "OracleSequencerGrace",
        "the chain's sequencer came back a short time ago: prices are used again from {until:time}",
    ),
    (
        "OracleSequencerUnknown",
        "the uptime feed does not say whether the chain's sequencer is up",
    ),
    (
        "OracleTime",
        "{time:plain} is not a time that the oracle can store",
    ),
    (
        "OracleWindowAhead",
        "the half hour that fixes the price of {expiry:time} begins at {begins:time}",
    ),
];
