//! The errors of the contract, each with the figures that explain it.

use runtime::Refusal;

pub use abi::liquidator::errors::*;

/// Returns the error about the named argument.
#[inline(never)]
pub(crate) fn argument(name: &'static str) -> Refusal {
    LiquidatorArgument {
        name: runtime::access::word_of_name(name),
    }
    .into()
}

/// Returns the error about an amount that does not fit.
#[inline(never)]
pub(crate) fn overflow() -> Refusal {
    LiquidatorOverflow {}.into()
}
