//! Every refusal of the contract, each with the figures that explain it.

use runtime::{solidity, Refusal};

solidity! {
    /// The named argument is outside of its domain.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorArgument(bytes32 name);
    /// An amount does not fit its type.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorOverflow();
    /// The account has its maintenance margin.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorSound(uint256 id, int128 maintenance);
    /// The account is not in auction, or in another one: this is its number (0 for none).
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorNonce(uint64 nonce);
    /// Nobody has seen the account short for too long, or it became insolvent, or solvent, since: liquidate begins anew.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorStale(uint64 seenAt);
    /// The account that is to take it is not the caller's.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorNotOwner(address caller);
    /// It asks more than the limit, or pays less.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorPrice(int128 price, int128 limit);
    /// The account that takes it would not have its initial margin, or owe money.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorTaker(int128 initial, int128 cash);
    /// There is nothing to pay out.
    #[derive(Debug, PartialEq, Eq)]
    error LiquidatorNothing();
}

/// The refusal of the named argument.
#[inline(never)]
pub(crate) fn argument(name: &'static str) -> Refusal {
    LiquidatorArgument {
        name: runtime::access::word_of_name(name),
    }
    .into()
}

/// The refusal of an amount that does not fit.
#[inline(never)]
pub(crate) fn overflow() -> Refusal {
    LiquidatorOverflow {}.into()
}
