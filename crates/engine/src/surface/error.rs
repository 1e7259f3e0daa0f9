//! The reasons why a surface cannot be read, and why a post is not accepted.

use math::{SignedWad, Wad};

/// The neighbour that an expiry conflicts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbour {
    /// The live expiry before.
    Earlier,
    /// The live expiry after.
    Later,
}

/// The condition that a surface itself fails, whoever posted it and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
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
}

/// The reason why a surface cannot be read, or cannot be read at a place.
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
    /// The total variance there is not positive: the surface was never checked.
    NotPositive,
    /// |k| is above [`super::MAX_LOG_MONEYNESS`].
    MoneynessOutOfRange,
    /// The volatility there is above [`crate::black_scholes::MAX_VOLATILITY`].
    VolatilityOutOfRange,
    /// The measure of the density there does not fit its type.
    DensityOutOfRange,
}

/// The reason why the check does not accept a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckError {
    /// The surface fails a condition.
    Fails(Condition),
    /// The post follows the last one too soon.
    TooSoon {
        /// The first timestamp that is accepted.
        earliest: u64,
    },
    /// The surface cannot be read, or a neighbour of it.
    Surface(SurfaceError),
}

impl From<Condition> for CheckError {
    fn from(condition: Condition) -> Self {
        Self::Fails(condition)
    }
}

impl From<SurfaceError> for CheckError {
    fn from(error: SurfaceError) -> Self {
        match error {
            SurfaceError::NotPositive => Self::Fails(Condition::NotPositive),
            other => Self::Surface(other),
        }
    }
}
