//! Why something is missing: the selector of the error that a trade would get.

use abi::lens::errors::LensSilent;
use abi::risk_manager::errors::{
    RiskDeltaLimit, RiskExpired, RiskNoPrice, RiskOnlyClosing, RiskPoolWorthless,
    RiskShortfallLimit, RiskTenPercentLimit, RiskVegaLimit, RiskWorstLimit,
};
use alloy_primitives::FixedBytes;
use alloy_sol_types::SolError;
use engine::limits::Limit;
use runtime::Refusal;

/// The selector of the error that a trade would get; zeros for none. `tests/lens.rs` compares each with the error of
/// an order.
pub(crate) type Reason = FixedBytes<4>;

pub(crate) const PAUSED: Reason = FixedBytes(runtime::access::AccessPaused::SELECTOR);
pub(crate) const NO_PRICE: Reason = FixedBytes(RiskNoPrice::SELECTOR);
pub(crate) const ONLY_CLOSING: Reason = FixedBytes(RiskOnlyClosing::SELECTOR);
pub(crate) const WORTHLESS: Reason = FixedBytes(RiskPoolWorthless::SELECTOR);
pub(crate) const EXPIRED: Reason = FixedBytes(RiskExpired::SELECTOR);

/// Returns the reason for an order that would break a limit.
pub(crate) const fn beyond(limit: Limit) -> Reason {
    FixedBytes(match limit {
        Limit::Vega => RiskVegaLimit::SELECTOR,
        Limit::Delta => RiskDeltaLimit::SELECTOR,
        Limit::TenPercent => RiskTenPercentLimit::SELECTOR,
        Limit::Worst => RiskWorstLimit::SELECTOR,
        Limit::Shortfall => RiskShortfallLimit::SELECTOR,
    })
}

/// Returns the reason for the error of another contract; never zeros.
#[inline(never)]
pub(crate) fn of(refusal: &Refusal) -> Reason {
    match refusal.as_bytes().first_chunk::<4>() {
        Some(selector) if *selector != [0; 4] => FixedBytes(*selector),
        _ => FixedBytes(LensSilent::SELECTOR),
    }
}
