//! The reasons why a surface is refused, or cannot be read.

use math::{SignedWad, Wad};

/// The neighbour that an expiry conflicts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbour {
    /// The live expiry before.
    Earlier,
    /// The live expiry after.
    Later,
}

/// The condition that a surface fails, or the argument at which it cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceError {
    /// |a| is above [`super::MAX_LEVEL`].
    LevelOutOfRange,
    /// b is zero or above [`super::MAX_SLOPE`].
    SlopeOutOfRange,
    /// |ρ| is one or more.
    TiltOutOfRange,
    /// |m| is above [`super::MAX_SHIFT`].
    ShiftOutOfRange,
    /// σ is below [`super::MIN_SMOOTHNESS`] or above [`super::MAX_SMOOTHNESS`].
    SmoothnessOutOfRange,
    /// The post was signed later than now.
    FromTheFuture,
    /// No time is left until expiry, or none was at signing.
    Expired,
    /// More time is left than pricing supports.
    ExpiryOutOfRange,
    /// The post follows the last one too soon.
    TooSoon {
        /// The first timestamp that is accepted.
        earliest: u64,
    },
    /// The total variance falls below [`super::MIN_TOTAL_VARIANCE`] somewhere.
    NotPositive,
    /// b(1 + |ρ|) is above [`super::MAX_WING_SLOPE`].
    WingTooSteep,
    /// The volatility at the money is outside of [5%, 500%].
    AtTheMoneyOutOfRange,
    /// The volatility at the money moved by more than a tenth since the last post.
    MovedTooFar {
        /// The last volatility at the money.
        from: Wad,
        /// The new one.
        to: Wad,
    },
    /// A butterfly around this log-moneyness would have a negative price.
    Butterfly {
        /// The node k.
        node: SignedWad,
    },
    /// Total variance falls with expiry at this log-moneyness.
    Calendar {
        /// The neighbour from which or to which it falls.
        neighbour: Neighbour,
        /// The node k.
        node: SignedWad,
    },
    /// |k| is above [`super::MAX_LOG_MONEYNESS`].
    MoneynessOutOfRange,
    /// The volatility there is above [`crate::black_scholes::MAX_VOLATILITY`].
    VolatilityOutOfRange,
    /// The measure of the density there does not fit its type.
    DensityOutOfRange,
}
