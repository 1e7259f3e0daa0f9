//! What a book may lose in a day, on slices that the caller hands in: value at risk and expected shortfall.
//!
//! It stands apart from `option-pricer`, which holds the surfaces, because a contract has 24,576 bytes. It has no owner,
//! no constructor and no storage: anybody gets the same answer to the same question.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod contract;
mod shortfall;

pub use abi::trading::IOptionTail;
pub use contract::OptionTail;

use abi::trading::{BookFigures, Position, SviSlice, TailContext};
use alloc::vec::Vec;
use runtime::{routes, Refusal};
use stylus_sdk::prelude::*;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl OptionTail {
    /// Value at risk and expected shortfall of a book, every leg valued anew on each day of the distribution.
    ///
    /// # Errors
    /// `PricerSurfaceMissing` when a leg's slice is not among them, or an argument out of its domain.
    pub fn shortfall(
        &self,
        slices: Vec<SviSlice>,
        context: TailContext,
        legs: Vec<Position>,
    ) -> Result<(u128, u128), Refusal> {
        shortfall::in_full(self.vm().block_timestamp(), &slices, &context, &legs)
    }

    /// Returns the same by sensitivities alone.
    ///
    /// # Errors
    /// An argument out of its domain, or too large.
    pub fn estimate(&self, least_day: u128, figures: BookFigures) -> Result<(u128, u128), Refusal> {
        shortfall::estimated(least_day, &figures)
    }
}

routes!(OptionTail by IOptionTail {
    shortfallCall => shortfall(slices, context, legs);
    estimateCall => estimate(least_day, figures);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IOptionTail",
        declarations: &[
            abi::trading::SOLIDITY,
            abi::pricing::SOLIDITY,
            runtime::SOLIDITY,
        ],
        refuses: Some(&[
            "PricerArgument",
            "PricerOverflow",
            "PricerSurfaceMissing",
            "PricerSurfaceTime",
            "PricerNotPositive",
            "CallMalformed",
            "CallUnknown",
            "CallWithValue",
            "AlreadyConstructed",
        ]),
    };
    run::<OptionTail>(own, &[]);
}
