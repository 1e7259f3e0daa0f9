//! Every refusal of the contract, each with the figures that explain it.

use runtime::{solidity, Refusal};

solidity! {
    /// The named argument is outside of its domain.
    #[derive(Debug, PartialEq, Eq)]
    error MarketArgument(bytes32 name);
    /// An amount does not fit its type.
    #[derive(Debug, PartialEq, Eq)]
    error MarketOverflow();
    /// Only the owner of the account may do this; what liquidation does, only the liquidator.
    #[derive(Debug, PartialEq, Eq)]
    error MarketNotOwner(address caller);
    /// The caller may not spend so much on the account: neither its owner nor an operator with so high a limit.
    #[derive(Debug, PartialEq, Eq)]
    error MarketOperatorLimit(address caller, uint256 limit);
    /// The order came too late.
    #[derive(Debug, PartialEq, Eq)]
    error MarketDeadline(uint64 deadline);
    /// The order costs more, or brings less, than its limit says.
    #[derive(Debug, PartialEq, Eq)]
    error MarketPriceLimit(int128 cost, int128 limit);
    /// The account has less money than it takes.
    #[derive(Debug, PartialEq, Eq)]
    error MarketMoney(uint256 needed, uint256 available);
    /// An operator may not sell what the account does not hold.
    #[derive(Debug, PartialEq, Eq)]
    error MarketNotHeld(uint64 expiry, uint8 kind, uint128 strike);
    /// The account would hold more series than it may.
    #[derive(Debug, PartialEq, Eq)]
    error MarketTooManyPositions();
    /// The expiry has not come, or its price is not fixed yet.
    #[derive(Debug, PartialEq, Eq)]
    error MarketNotSettleable(uint64 expiry);
    /// The expiry is settled already.
    #[derive(Debug, PartialEq, Eq)]
    error MarketSettled(uint64 expiry);
}

/// The refusal of the named argument.
#[inline(never)]
pub(crate) fn argument(name: &'static str) -> Refusal {
    MarketArgument {
        name: runtime::access::word_of_name(name),
    }
    .into()
}

/// The refusal of an amount that does not fit.
#[inline(never)]
pub(crate) fn overflow() -> Refusal {
    MarketOverflow {}.into()
}
