//! Faults of rounds and of lists of rounds.

/// Why a feed's answer is not a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer is not five words of the right types, or it is another round than the one asked for.
    Malformed,
    /// The answer is zero or negative, or below one wei in WAD.
    NotPositive,
    /// The answer is above [`MAX_PRICE_WAD`](crate::MAX_PRICE_WAD).
    TooLarge,
    /// The round was begun but never answered: it has no time.
    NotUpdated,
    /// The answer was carried over from an earlier round.
    Incomplete,
    /// The round's time is in the future.
    Future,
    /// The round is older than allowed.
    Stale,
    /// The feed has more decimals than [`MAX_DECIMALS`](crate::MAX_DECIMALS).
    Decimals,
}

/// Why a round is in the wrong place of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalkFault {
    /// The first round is inside the window, so another one was the price when the window began.
    SeedLate,
    /// The first round is not the last one before the window: the round that follows is not inside it either.
    SeedEarly,
    /// The number is not the next one.
    Gap {
        /// The number that would be next.
        expected: u64,
    },
    /// The round is older than the one before it.
    Backwards,
    /// The round came after the window.
    Late,
    /// A round stood for longer than allowed before the next one came.
    Carried {
        /// How long it stood, in seconds.
        secs: u64,
    },
    /// The maximum number of rounds in a row is missing.
    Missing,
    /// The list is too short: this round still belongs to it.
    Short,
}
