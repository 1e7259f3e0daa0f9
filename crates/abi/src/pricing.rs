//! The errors of the pricing contracts, and how errors of the engine map to them.

use engine::margin::MarginError;
use engine::quote::QuoteError;
use engine::revaluation::RevaluationError;
use engine::surface::SurfaceError;
use engine::{Kind, PricingError};
use runtime::access::word_of_name;
use runtime::{solidity, Refusal};

solidity! {
    /// The named argument is outside of its domain.
    #[derive(Debug, PartialEq, Eq)]
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    #[derive(Debug, PartialEq, Eq)]
    error PricerOverflow(bytes32 name);
    /// No volatility implies this price: it is at or below intrinsic value, or next to the upper bound.
    #[derive(Debug, PartialEq, Eq)]
    error PricerNoVolatility(bool tooHigh);
    /// The expiry has no surface.
    #[derive(Debug, PartialEq, Eq)]
    error PricerSurfaceMissing(uint64 expiry);
    /// An option may open with a delta in [5%, 95%], a digital with a value in [5%, 95%] of what it pays. This one is
    /// outside.
    #[derive(Debug, PartialEq, Eq)]
    error PricerDeltaOutsideOpening(int128 delta);
    /// Nothing opens in the last half hour: only closing is left.
    #[derive(Debug, PartialEq, Eq)]
    error PricerTooLateToOpen();
    /// The surface is signed later than now, or its expiry is over.
    #[derive(Debug, PartialEq, Eq)]
    error PricerSurfaceTime();
    /// The post is signed too soon after the last one.
    #[derive(Debug, PartialEq, Eq)]
    error PricerTooSoon(uint64 earliest);
    /// Total variance is not above zero everywhere.
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
    /// A butterfly around this log-moneyness would cost less than zero.
    #[derive(Debug, PartialEq, Eq)]
    error PricerButterfly(int128 node);
    /// Total variance falls with expiry at this log-moneyness. earlier: against the earlier neighbour, otherwise the
    /// later.
    #[derive(Debug, PartialEq, Eq)]
    error PricerCalendar(bool earlier, int128 node);
}

/// Returns the error about the named argument.
#[must_use]
#[inline(never)]
pub fn argument(name: &'static str) -> Refusal {
    PricerArgument {
        name: word_of_name(name),
    }
    .into()
}

/// Returns the error about the named amount.
#[must_use]
#[inline(never)]
pub fn overflow(name: &'static str) -> Refusal {
    PricerOverflow {
        name: word_of_name(name),
    }
    .into()
}

/// Returns the error that says why a surface cannot be read.
#[must_use]
pub fn of_surface(error: SurfaceError) -> Refusal {
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
        E::FromTheFuture | E::Expired => PricerSurfaceTime {}.into(),
        E::NotPositive => PricerNotPositive {}.into(),
    }
}

/// Returns the error that says why there is no price.
#[must_use]
pub fn of_pricing(error: PricingError) -> Refusal {
    use PricingError as E;
    match error {
        E::SpotOutOfRange => argument("spot"),
        E::StrikeOutOfRange => argument("strike"),
        E::ExpiryOutOfRange | E::NoTimeLeft => argument("expiry"),
        E::VolatilityOutOfRange => argument("volatility"),
        E::RateOutOfRange => argument("rate"),
        E::GreekOutOfRange => overflow("greek"),
        E::PriceTooLow => PricerNoVolatility { tooHigh: false }.into(),
        E::PriceTooHigh => PricerNoVolatility { tooHigh: true }.into(),
    }
}

/// Returns the error that says why there is no quote.
#[must_use]
pub fn of_quote(error: QuoteError) -> Refusal {
    use QuoteError as E;
    match error {
        E::QuantityZero => argument("quantity"),
        E::FeedDeviationOutOfRange => argument("feedDeviation"),
        E::AmountOverflow => overflow("amount"),
        E::Surface(error) => of_surface(error),
        E::Pricing(error) => of_pricing(error),
        E::DeltaOutsideOpening { delta } => PricerDeltaOutsideOpening { delta: delta.wei() }.into(),
        E::TooLateToOpen => PricerTooLateToOpen {}.into(),
    }
}

/// Returns the error that says why a book has no value in a scenario.
#[must_use]
pub fn of_revaluation(error: RevaluationError) -> Refusal {
    use RevaluationError as E;
    match error {
        E::SpotOutOfRange | E::SpotBeyondFast => argument("spotFactor"),
        E::VolFactorOutOfRange | E::ResultsMismatch => argument("volFactor"),
        E::TooManyLegs => argument("legs"),
        E::AmountOverflow => overflow("amount"),
        E::StrikeBeyondFast => argument("strike"),
        E::DeviationBeyondFast => argument("volatility"),
        E::SpotsDiffer => argument("spot"),
        E::Pricing(error) => of_pricing(error),
    }
}

/// Returns the error that says why an account has no margin.
#[must_use]
pub fn of_margin(error: MarginError) -> Refusal {
    use MarginError as E;
    match error {
        E::TooManyLegs => argument("legs"),
        E::TooManyExpiries => argument("expiries"),
        E::AmountOverflow => overflow("amount"),
        E::Revaluation(error) => of_revaluation(error),
        E::Pricing(error) => of_pricing(error),
        E::Surface(error) => of_surface(error),
    }
}

/// Returns the kind with this number.
///
/// # Errors
/// `PricerArgument` naming `kind`.
pub fn kind(number: u8) -> Result<Kind, Refusal> {
    Kind::from_number(number).map_err(|_| argument("kind"))
}
