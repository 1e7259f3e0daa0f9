//! Why something cannot be had: the first four bytes of the error that a trade would be met with.

use crate::interface::LensSilent;
use alloy_primitives::FixedBytes;
use alloy_sol_types::{sol, SolError};
use engine::limits::Limit;
use runtime::Refusal;

/// Errors of `market` and `risk-manager` that are foreseen here instead of being met. `tests/lens.rs` holds each against
/// what an order is refused with.
mod foreseen {
    super::sol! {
        error RiskNoPrice();
        error RiskOnlyClosing();
        error RiskPoolWorthless();
        error RiskExpired(uint64 expiry);
        error RiskVegaLimit(uint128 figure, uint128 most);
        error RiskDeltaLimit(uint128 figure, uint128 most);
        error RiskTenPercentLimit(uint128 figure, uint128 most);
        error RiskWorstLimit(uint128 figure, uint128 most);
        error RiskShortfallLimit(uint128 figure, uint128 most);
    }
}

/// The selector of an error; zeros for none.
pub(crate) type Reason = FixedBytes<4>;

pub(crate) const PAUSED: Reason = FixedBytes(runtime::access::AccessPaused::SELECTOR);
pub(crate) const NO_PRICE: Reason = FixedBytes(foreseen::RiskNoPrice::SELECTOR);
pub(crate) const ONLY_CLOSING: Reason = FixedBytes(foreseen::RiskOnlyClosing::SELECTOR);
pub(crate) const WORTHLESS: Reason = FixedBytes(foreseen::RiskPoolWorthless::SELECTOR);
pub(crate) const EXPIRED: Reason = FixedBytes(foreseen::RiskExpired::SELECTOR);

/// Why an order is refused that would break a limit.
pub(crate) const fn beyond(limit: Limit) -> Reason {
    FixedBytes(match limit {
        Limit::Vega => foreseen::RiskVegaLimit::SELECTOR,
        Limit::Delta => foreseen::RiskDeltaLimit::SELECTOR,
        Limit::TenPercent => foreseen::RiskTenPercentLimit::SELECTOR,
        Limit::Worst => foreseen::RiskWorstLimit::SELECTOR,
        Limit::Shortfall => foreseen::RiskShortfallLimit::SELECTOR,
    })
}

/// Why another contract refused; never zeros.
#[inline(never)]
pub(crate) fn of(refusal: &Refusal) -> Reason {
    match refusal.as_bytes().first_chunk::<4>() {
        Some(selector) if *selector != [0; 4] => FixedBytes(*selector),
        _ => FixedBytes(LensSilent::SELECTOR),
    }
}
