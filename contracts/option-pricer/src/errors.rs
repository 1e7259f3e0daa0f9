//! Every refusal of the pricer.

use access::{key, AccessPaused, AccessZeroAddress};
use alloy_primitives::B256;
use engine::black_scholes::Side;
use engine::quote::QuoteError;
use engine::revaluation::RevaluationError;
use engine::surface::{Neighbour, SurfaceError};
use engine::{Kind, PricingError};
use interfaces::solidity;
use stylus_sdk::prelude::*;

solidity! {
    /// The named argument is outside of its domain.
    #[derive(Debug, PartialEq, Eq)]
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    #[derive(Debug, PartialEq, Eq)]
    error PricerOverflow(bytes32 name);
    /// The implied volatility is asked of a price that none gives: at or below intrinsic value, or next to the bound.
    #[derive(Debug, PartialEq, Eq)]
    error PricerNoVolatility(bool tooHigh);
    /// The expiry has no surface.
    #[derive(Debug, PartialEq, Eq)]
    error PricerSurfaceMissing(uint64 expiry);
    /// The surface is older than allowed.
    #[derive(Debug, PartialEq, Eq)]
    error PricerSurfaceStale(uint64 expiry, uint64 ageSecs);
    /// The last post of the expiry was refused: nothing opens until a good one comes.
    #[derive(Debug, PartialEq, Eq)]
    error PricerOpeningHalted(uint64 expiry);
    /// The delta of what is to be opened is outside of [5%, 95%].
    #[derive(Debug, PartialEq, Eq)]
    error PricerDeltaOutsideOpening(int128 delta);
    /// Only closing is left, in the last half hour.
    #[derive(Debug, PartialEq, Eq)]
    error PricerTooLateToOpen();
    /// The signature of this place in the list is not the seat's, or its seat is vacant, taken twice or unknown.
    #[derive(Debug, PartialEq, Eq)]
    error PricerSignature(uint256 index);
    /// Too few signatures, or no quorum was ever set.
    #[derive(Debug, PartialEq, Eq)]
    error PricerTooFewSignatures(uint256 given, uint256 needed);
    /// The post is not the next of its expiry.
    #[derive(Debug, PartialEq, Eq)]
    error PricerNonce(uint64 expected);
    /// The post came after its deadline.
    #[derive(Debug, PartialEq, Eq)]
    error PricerDeadline(uint64 deadline);
    /// Eight expiries live already.
    #[derive(Debug, PartialEq, Eq)]
    error PricerTooManyExpiries();
    /// The surface was signed later than now, or nothing is left until its expiry.
    #[derive(Debug, PartialEq, Eq)]
    error PricerSurfaceTime();
    /// The post was signed too soon after the last.
    #[derive(Debug, PartialEq, Eq)]
    error PricerTooSoon(uint64 earliest);
    /// Total variance is not above nought everywhere.
    #[derive(Debug, PartialEq, Eq)]
    error PricerNotPositive();
    /// A wing grows faster than 2|k|.
    #[derive(Debug, PartialEq, Eq)]
    error PricerWingTooSteep();
    /// The volatility at the money is outside of [5%, 500%].
    #[derive(Debug, PartialEq, Eq)]
    error PricerAtTheMoney();
    /// The volatility at the money moved by more than a tenth.
    #[derive(Debug, PartialEq, Eq)]
    error PricerMovedTooFar(uint128 from, uint128 to);
    /// A butterfly about this log-moneyness would cost less than nothing.
    #[derive(Debug, PartialEq, Eq)]
    error PricerButterfly(int128 node);
    /// Total variance falls with expiry at this log-moneyness, against the earlier or the later neighbour.
    #[derive(Debug, PartialEq, Eq)]
    error PricerCalendar(bool earlier, int128 node);
}

/// Every refusal of the pricer.
#[derive(SolidityError, Debug, PartialEq, Eq)]
pub enum PricerError {
    /// An argument outside of its domain.
    Argument(PricerArgument),
    /// An amount that does not fit.
    Overflow(PricerOverflow),
    /// No volatility gives the price.
    NoVolatility(PricerNoVolatility),
    /// No surface.
    SurfaceMissing(PricerSurfaceMissing),
    /// A surface too old.
    SurfaceStale(PricerSurfaceStale),
    /// Opening waits for a good surface.
    OpeningHalted(PricerOpeningHalted),
    /// Too far in or out of the money to open.
    DeltaOutsideOpening(PricerDeltaOutsideOpening),
    /// Too near to expiry to open.
    TooLateToOpen(PricerTooLateToOpen),
    /// A signature that does not count.
    Signature(PricerSignature),
    /// Not enough signatures.
    TooFewSignatures(PricerTooFewSignatures),
    /// Not the next post.
    Nonce(PricerNonce),
    /// Too late.
    Deadline(PricerDeadline),
    /// Too many live expiries.
    TooManyExpiries(PricerTooManyExpiries),
    /// Signed in the future, or expired.
    SurfaceTime(PricerSurfaceTime),
    /// Too soon after the last post.
    TooSoon(PricerTooSoon),
    /// Variance not positive.
    NotPositive(PricerNotPositive),
    /// Wing too steep.
    WingTooSteep(PricerWingTooSteep),
    /// Volatility at the money out of range.
    AtTheMoney(PricerAtTheMoney),
    /// Volatility at the money moved too far.
    MovedTooFar(PricerMovedTooFar),
    /// Butterfly arbitrage.
    Butterfly(PricerButterfly),
    /// Calendar arbitrage.
    Calendar(PricerCalendar),
    /// The contract is paused.
    Paused(AccessPaused),
    /// An address is missing.
    ZeroAddress(AccessZeroAddress),
}

pub(crate) fn argument(name: &'static str) -> PricerError {
    PricerError::Argument(PricerArgument { name: word(name) })
}

fn overflow(name: &'static str) -> PricerError {
    PricerError::Overflow(PricerOverflow { name: word(name) })
}

fn word(name: &'static str) -> B256 {
    key(name)
}

impl From<SurfaceError> for PricerError {
    fn from(error: SurfaceError) -> Self {
        use SurfaceError as E;
        match error {
            E::LevelOutOfRange => argument("level"),
            E::SlopeOutOfRange => argument("slope"),
            E::TiltOutOfRange => argument("tilt"),
            E::ShiftOutOfRange => argument("shift"),
            E::SmoothnessOutOfRange => argument("smoothness"),
            E::ExpiryOutOfRange => argument("expiry"),
            E::MoneynessOutOfRange => argument("strike"),
            E::VolatilityOutOfRange => overflow("volatility"),
            E::DensityOutOfRange => overflow("density"),
            E::FromTheFuture | E::Expired => Self::SurfaceTime(PricerSurfaceTime {}),
            E::TooSoon { earliest } => Self::TooSoon(PricerTooSoon { earliest }),
            E::NotPositive => Self::NotPositive(PricerNotPositive {}),
            E::WingTooSteep => Self::WingTooSteep(PricerWingTooSteep {}),
            E::AtTheMoneyOutOfRange => Self::AtTheMoney(PricerAtTheMoney {}),
            E::MovedTooFar { from, to } => {
                Self::MovedTooFar(PricerMovedTooFar { from: from.wei(), to: to.wei() })
            }
            E::Butterfly { node } => Self::Butterfly(PricerButterfly { node: node.wei() }),
            E::Calendar { neighbour, node } => Self::Calendar(PricerCalendar {
                earlier: neighbour == Neighbour::Earlier,
                node: node.wei(),
            }),
        }
    }
}

impl From<PricingError> for PricerError {
    fn from(error: PricingError) -> Self {
        use PricingError as E;
        match error {
            E::SpotOutOfRange => argument("spot"),
            E::StrikeOutOfRange => argument("strike"),
            E::ExpiryOutOfRange | E::NoTimeLeft => argument("expiry"),
            E::VolatilityOutOfRange => argument("volatility"),
            E::RateOutOfRange => argument("rate"),
            E::GreekOutOfRange => overflow("greek"),
            E::PriceTooLow => Self::NoVolatility(PricerNoVolatility { tooHigh: false }),
            E::PriceTooHigh => Self::NoVolatility(PricerNoVolatility { tooHigh: true }),
        }
    }
}

impl From<QuoteError> for PricerError {
    fn from(error: QuoteError) -> Self {
        use QuoteError as E;
        match error {
            E::QuantityZero => argument("quantity"),
            E::FeedDeviationOutOfRange => argument("feedDeviation"),
            E::AmountOverflow => overflow("amount"),
            E::Surface(error) => error.into(),
            E::Pricing(error) => error.into(),
            E::DeltaOutsideOpening { delta } => {
                Self::DeltaOutsideOpening(PricerDeltaOutsideOpening { delta: delta.wei() })
            }
            E::TooLateToOpen => Self::TooLateToOpen(PricerTooLateToOpen {}),
        }
    }
}

impl From<RevaluationError> for PricerError {
    fn from(error: RevaluationError) -> Self {
        use RevaluationError as E;
        match error {
            E::SpotOutOfRange => argument("spotFactor"),
            E::VolFactorOutOfRange | E::ResultsMismatch => argument("volFactors"),
            E::TooManyLegs => argument("legs"),
            E::AmountOverflow => overflow("amount"),
            E::Pricing(error) => error.into(),
        }
    }
}

/// The kind of this number: 0 call, 1 put, 2 digital call, 3 digital put.
pub(crate) fn kind(number: u8) -> Result<Kind, PricerError> {
    match number {
        0 => Ok(Kind::Call),
        1 => Ok(Kind::Put),
        2 => Ok(Kind::DigitalCall),
        3 => Ok(Kind::DigitalPut),
        _ => Err(argument("kind")),
    }
}

/// The side on which a kind pays.
pub(crate) const fn side(kind: Kind) -> Side {
    if kind.pays_above() {
        Side::Call
    } else {
        Side::Put
    }
}
