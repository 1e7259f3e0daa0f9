//! What can be wrong with a round, and with a list of rounds.

/// Why a feed's answer is no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not five words of their types, or those of another round than the one asked for.
    Malformed,
    /// The answer is zero or negative, or so small that nothing is left of it in WAD.
    NotPositive,
    /// The answer is above [`MAX_PRICE_WAD`](crate::MAX_PRICE_WAD).
    TooLarge,
    /// The round was begun but never answered: it has no time.
    NotUpdated,
    /// The answer was carried over from an earlier round.
    Incomplete,
    /// The round's time has not come yet.
    Future,
    /// The round is older than allowed.
    Stale,
    /// The feed has more decimals than [`MAX_DECIMALS`](crate::MAX_DECIMALS).
    Decimals,
}

/// Why a round does not belong where a list has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalkFault {
    /// The first round is younger than the window, so that another one was the price when the window began.
    SeedLate,
    /// The first round is not the last one before the window: the round that follows is not inside it either.
    SeedEarly,
    /// The number is not the next one.
    Gap {
        /// The next one.
        expected: u64,
    },
    /// The round is older than the one before it.
    Backwards,
    /// The round came when the window had ended.
    Late,
    /// A round stood for longer than allowed before the next one came.
    Carried {
        /// How long it stood, in seconds.
        secs: u64,
    },
    /// As many rounds in a row are missing as end a list.
    Missing,
    /// The list goes on: this round still belongs to it.
    Short,
}
