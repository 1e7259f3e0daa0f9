//! The engine's errors: as the field of the request at fault, and as the contracts' revert data.

use alloy_primitives::B256;
use alloy_sol_types::SolError;
use engine::PricingError;
use engine::limits::TooLarge;
use engine::margin::MarginError;
use engine::quote::QuoteError;
use engine::revaluation::RevaluationError;
use engine::surface::{CheckError, Condition, Neighbour, SurfaceError};
use math::MathError;

use crate::contract::IOptionPricer as Contract;
use crate::decimal;
use crate::request::Refusal;

/// The contracts' refusal of the named argument.
pub(crate) fn argument(name: &str) -> Vec<u8> {
    Contract::PricerArgument { name: key(name) }.abi_encode()
}

/// The contracts' refusal of the named amount.
fn overflow(name: &str) -> Vec<u8> {
    Contract::PricerOverflow { name: key(name) }.abi_encode()
}

/// A short name as a word, the way the contracts write it.
fn key(name: &str) -> B256 {
    B256::right_padding_from(name.as_bytes())
}

/// The contracts' refusal of an expiry without a surface.
pub(crate) fn surface_missing(expiry: u64) -> Vec<u8> {
    Contract::PricerSurfaceMissing { expiry }.abi_encode()
}

fn revert_of_pricing(error: PricingError) -> Vec<u8> {
    use PricingError as E;
    let no_volatility = |too_high| Contract::PricerNoVolatility { tooHigh: too_high }.abi_encode();
    match error {
        E::SpotOutOfRange => argument("spot"),
        E::StrikeOutOfRange => argument("strike"),
        E::ExpiryOutOfRange | E::NoTimeLeft => argument("expiry"),
        E::VolatilityOutOfRange => argument("volatility"),
        E::RateOutOfRange => argument("rate"),
        E::GreekOutOfRange => overflow("greek"),
        E::PriceTooLow => no_volatility(false),
        E::PriceTooHigh => no_volatility(true),
    }
}

fn revert_of_surface(error: SurfaceError) -> Vec<u8> {
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
        E::FromTheFuture | E::Expired => Contract::PricerSurfaceTime {}.abi_encode(),
        E::NotPositive => revert_of_condition(Condition::NotPositive),
    }
}

fn revert_of_condition(condition: Condition) -> Vec<u8> {
    use Condition as C;
    match condition {
        C::NotPositive => Contract::PricerNotPositive {}.abi_encode(),
        C::WingTooSteep => Contract::PricerWingTooSteep {}.abi_encode(),
        C::AtTheMoneyOutOfRange => Contract::PricerAtTheMoney {}.abi_encode(),
        C::MovedTooFar { from, to } => {
            let (from, to) = (from.wei(), to.wei());
            Contract::PricerMovedTooFar { from, to }.abi_encode()
        }
        C::Butterfly { node } => Contract::PricerButterfly { node: node.wei() }.abi_encode(),
        C::Calendar { neighbour, node } => Contract::PricerCalendar {
            earlier: neighbour == Neighbour::Earlier,
            node: node.wei(),
        }
        .abi_encode(),
    }
}

fn revert_of_quote(error: QuoteError) -> Vec<u8> {
    use QuoteError as E;
    match error {
        E::QuantityZero => argument("quantity"),
        E::FeedDeviationOutOfRange => argument("feedDeviation"),
        E::AmountOverflow => overflow("amount"),
        E::Surface(error) => revert_of_surface(error),
        E::Pricing(error) => revert_of_pricing(error),
        E::DeltaOutsideOpening { delta } => {
            Contract::PricerDeltaOutsideOpening { delta: delta.wei() }.abi_encode()
        }
        E::TooLateToOpen => Contract::PricerTooLateToOpen {}.abi_encode(),
    }
}

impl From<PricingError> for Refusal {
    fn from(error: PricingError) -> Self {
        use PricingError as E;
        let refusal = match error {
            E::SpotOutOfRange => Self::new("spot", "is zero or above the highest price"),
            E::StrikeOutOfRange => Self::new("strike", "is zero or above the highest price"),
            E::ExpiryOutOfRange => Self::new("expirySecs", "is above the longest time"),
            E::VolatilityOutOfRange => Self::new("volatility", "is above 18.446744073709551615"),
            E::RateOutOfRange => Self::new("rate", "or rate times expiry is out of range"),
            E::PriceTooLow => Self::new("price", "is not above the intrinsic value"),
            E::PriceTooHigh => Self::new("price", "is at or next to the no-arbitrage bound"),
            E::NoTimeLeft => Self::new("expirySecs", "leaves no time"),
            E::GreekOutOfRange => Self::new("strike", "makes a sensitivity that does not fit"),
        };
        refusal.reverts(revert_of_pricing(error))
    }
}

impl From<SurfaceError> for Refusal {
    fn from(error: SurfaceError) -> Self {
        use SurfaceError as E;
        let refusal = match error {
            E::LevelOutOfRange => Self::new("level", "is above 256 either way"),
            E::SlopeOutOfRange => Self::new("slope", "is zero or above 2"),
            E::TiltOutOfRange => Self::new("tilt", "is not strictly between -1 and 1"),
            E::ShiftOutOfRange => Self::new("shift", "is above 2 either way"),
            E::SmoothnessOutOfRange => Self::new("smoothness", "is not within [0.00001, 4]"),
            E::FromTheFuture => Self::new("timestamp", "is later than now"),
            E::Expired => Self::new("expirySecs", "leaves no time"),
            E::ExpiryOutOfRange => Self::new("expirySecs", "is above the longest time"),
            E::NotPositive => return Condition::NotPositive.into(),
            E::MoneynessOutOfRange => Self::new("k", "is above 100 either way"),
            E::VolatilityOutOfRange => {
                Self::new("k", "is where volatility is above 18.446744073709551615")
            }
            E::DensityOutOfRange => Self::new("k", "is where g does not fit"),
        };
        refusal.reverts(revert_of_surface(error))
    }
}

impl From<Condition> for Refusal {
    fn from(condition: Condition) -> Self {
        use Condition as C;
        let refusal = match condition {
            C::NotPositive => Self::new("level", "lets total variance fall to zero or below"),
            C::WingTooSteep => Self::new("slope", "and tilt make a wing steeper than 2"),
            C::AtTheMoneyOutOfRange => Self::new(
                "level",
                "puts the volatility at the money outside of [0.05, 5]",
            ),
            C::MovedTooFar { .. } => Self::new("level", "moves the volatility by over a tenth"),
            C::Butterfly { node } => {
                let node = decimal::format(node);
                Self::new(
                    "slope",
                    &format!("admits a butterfly at log-moneyness {node}"),
                )
            }
            C::Calendar { neighbour, node } => {
                let node = decimal::format(node);
                let which = if neighbour == Neighbour::Earlier {
                    "earlier"
                } else {
                    "later"
                };
                Self::new(
                    "level",
                    &format!("admits a calendar spread to the {which} expiry at {node}"),
                )
            }
        };
        refusal.reverts(revert_of_condition(condition))
    }
}

impl From<CheckError> for Refusal {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Fails(condition) => condition.into(),
            CheckError::Surface(error) => error.into(),
            CheckError::TooSoon { earliest } => Self::new(
                "timestamp",
                &format!("is before {earliest}, a minute after the last"),
            )
            .reverts(Contract::PricerTooSoon { earliest }.abi_encode()),
        }
    }
}

impl From<QuoteError> for Refusal {
    fn from(error: QuoteError) -> Self {
        use QuoteError as E;
        let refusal = match error {
            E::QuantityZero => Self::new("quantity", "is zero"),
            E::Surface(error) => error.into(),
            E::Pricing(error) => error.into(),
            E::AmountOverflow => Self::new("quantity", "makes an amount that does not fit"),
            E::FeedDeviationOutOfRange => Self::new("feedDeviation", "is above 1"),
            E::DeltaOutsideOpening { delta } => {
                let delta = decimal::format(delta);
                Self::new(
                    "strike",
                    &format!("has delta {delta}; opening needs 5% to 95%"),
                )
            }
            E::TooLateToOpen => Self::new("expirySecs", "leaves less than half an hour"),
        };
        refusal.reverts(revert_of_quote(error))
    }
}

impl From<RevaluationError> for Refusal {
    fn from(error: RevaluationError) -> Self {
        use RevaluationError as E;
        match error {
            E::SpotOutOfRange | E::SpotBeyondFast | E::SpotsDiffer => {
                Self::new("spot", "is out of range in a scenario")
            }
            E::VolFactorOutOfRange => Self::new(
                "minDay",
                "or the deviation of a day on a surface is above 0.5",
            ),
            E::TooManyLegs => Self::new("legs", "are more than 1024"),
            E::ResultsMismatch => Self::new("expiries", "do not fit the scenarios"),
            E::AmountOverflow => Self::new("quantity", "makes an amount that does not fit"),
            E::Pricing(error) => error.into(),
            E::StrikeBeyondFast => Self::new("strike", "is too far from the spot"),
            E::DeviationBeyondFast => Self::new("level", "makes a deviation that is out of range"),
        }
    }
}

impl From<MarginError> for Refusal {
    fn from(error: MarginError) -> Self {
        use RevaluationError as R;
        match error {
            MarginError::TooManyLegs => {
                Self::new("positions", "are more than 32").reverts(argument("legs"))
            }
            MarginError::TooManyExpiries => {
                Self::new("positions", "are of more than 8 expiries").reverts(argument("expiries"))
            }
            MarginError::AmountOverflow | MarginError::Revaluation(R::AmountOverflow) => {
                Self::new("positions", "make an amount that does not fit")
                    .reverts(overflow("amount"))
            }
            MarginError::Pricing(error) | MarginError::Revaluation(R::Pricing(error)) => {
                error.into()
            }
            MarginError::Surface(error) => error.into(),
            // The grid's own spots and volatilities.
            MarginError::Revaluation(_) => {
                Self::new("spot", "leaves the range of prices in a scenario")
                    .reverts(argument("spotFactor"))
            }
        }
    }
}

impl From<TooLarge> for Refusal {
    fn from(_: TooLarge) -> Self {
        Self::new("quantity", "makes an amount that does not fit")
    }
}

impl From<MathError> for Refusal {
    fn from(error: MathError) -> Self {
        Self::new("x", &format!("is outside of the domain: {error:?}"))
    }
}
