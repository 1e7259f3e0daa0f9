//! Every refusal of the contract, each with the figures that explain it.

use engine::limits::{Breach, Limit};
use runtime::{solidity, Refusal};

solidity! {
    /// Only the market may do this.
    #[derive(Debug, PartialEq, Eq)]
    error RiskNotMarket(address caller);
    /// The account would have less than its initial margin: it is worth so much (WAD of USD), and so much is missing.
    #[derive(Debug, PartialEq, Eq)]
    error RiskInitialMargin(int128 value, uint128 missing);
    /// The named argument is outside of its domain.
    #[derive(Debug, PartialEq, Eq)]
    error RiskArgument(bytes32 name);
    /// An amount does not fit its type.
    #[derive(Debug, PartialEq, Eq)]
    error RiskOverflow();
    /// The expiry is not one that may be listed now.
    #[derive(Debug, PartialEq, Eq)]
    error RiskExpiryRule(uint64 expiry);
    /// The strike is not one that may be listed at this spot.
    #[derive(Debug, PartialEq, Eq)]
    error RiskStrikeRule(uint128 strike, uint128 spot);
    /// The series is listed already.
    #[derive(Debug, PartialEq, Eq)]
    error RiskListed();
    /// The series is not listed.
    #[derive(Debug, PartialEq, Eq)]
    error RiskNotListed(uint64 expiry, uint8 kind, uint128 strike);
    /// The expiry has as many series as it may have, and the pool holds each that is further from the spot than this one.
    #[derive(Debug, PartialEq, Eq)]
    error RiskTooManySeries(uint64 expiry);
    /// As many expiries live as may.
    #[derive(Debug, PartialEq, Eq)]
    error RiskTooManyExpiries();
    /// The expiry is past: nothing of it is traded.
    #[derive(Debug, PartialEq, Eq)]
    error RiskExpired(uint64 expiry);
    /// There is no price to trade at.
    #[derive(Debug, PartialEq, Eq)]
    error RiskNoPrice();
    /// The price moved fast: only positions that exist may be reduced.
    #[derive(Debug, PartialEq, Eq)]
    error RiskOnlyClosing();
    /// The pool owes as much as it has: it takes on nothing more.
    #[derive(Debug, PartialEq, Eq)]
    error RiskPoolWorthless();
    /// What a vol point would move the pool by after the trade, and what it may be, in WAD of USD.
    #[derive(Debug, PartialEq, Eq)]
    error RiskVegaLimit(uint128 figure, uint128 most);
    /// What the pool would hold of the underlying after the trade, and what it may be, in WAD of USD.
    #[derive(Debug, PartialEq, Eq)]
    error RiskDeltaLimit(uint128 figure, uint128 most);
    /// What the pool would lose by ten percent of the spot after the trade, and what it may be, in WAD of USD.
    #[derive(Debug, PartialEq, Eq)]
    error RiskTenPercentLimit(uint128 figure, uint128 most);
    /// What the pool would lose in the worst scenario after the trade, and what it may be, in WAD of USD.
    #[derive(Debug, PartialEq, Eq)]
    error RiskWorstLimit(uint128 figure, uint128 most);
    /// The expected shortfall of a day after the trade, and what it may be, in WAD of USD.
    #[derive(Debug, PartialEq, Eq)]
    error RiskShortfallLimit(uint128 figure, uint128 most);
}

/// The refusal of the named argument.
#[inline(never)]
pub(crate) fn argument(name: &'static str) -> Refusal {
    RiskArgument {
        name: runtime::access::word_of_name(name),
    }
    .into()
}

/// The refusal of an amount that does not fit.
#[inline(never)]
pub(crate) fn overflow() -> Refusal {
    RiskOverflow {}.into()
}

/// The refusal of a trade that would break a limit.
pub(crate) fn beyond(breach: Breach) -> Refusal {
    let (figure, most) = (breach.figure.wei(), breach.most.wei());
    match breach.limit {
        Limit::Vega => RiskVegaLimit { figure, most }.into(),
        Limit::Delta => RiskDeltaLimit { figure, most }.into(),
        Limit::TenPercent => RiskTenPercentLimit { figure, most }.into(),
        Limit::Worst => RiskWorstLimit { figure, most }.into(),
        Limit::Shortfall => RiskShortfallLimit { figure, most }.into(),
    }
}
