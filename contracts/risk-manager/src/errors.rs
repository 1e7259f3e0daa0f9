//! The errors of the contract, each with the figures that explain it.

use engine::limits::{Breach, Limit};
use runtime::Refusal;

pub use abi::risk_manager::errors::*;

/// Returns the error about the named argument.
#[inline(never)]
pub(crate) fn argument(name: &'static str) -> Refusal {
    RiskArgument {
        name: runtime::access::word_of_name(name),
    }
    .into()
}

/// Returns the error about an amount that does not fit.
#[inline(never)]
pub(crate) fn overflow() -> Refusal {
    RiskOverflow {}.into()
}

/// Returns the error about a trade that would break a limit.
pub(crate) fn beyond(breach: Breach) -> Refusal {
    let (figure, max) = (breach.figure.wei(), breach.max.wei());
    match breach.limit {
        Limit::Vega => RiskVegaLimit { figure, max }.into(),
        Limit::Delta => RiskDeltaLimit { figure, max }.into(),
        Limit::TenPercent => RiskTenPercentLimit { figure, max }.into(),
        Limit::Worst => RiskWorstLimit { figure, max }.into(),
        Limit::Shortfall => RiskShortfallLimit { figure, max }.into(),
    }
}
