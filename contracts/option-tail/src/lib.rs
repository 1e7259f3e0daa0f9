//! What a book can lose in a day, on slices that the caller passes in: value at risk and expected shortfall.
//!
//! It is not part of `option-pricer`, which holds the surfaces, because a contract has at most 24,576 bytes. It has no
//! owner, no constructor and no storage: anybody gets the same answer to the same question.
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
    /// Returns value at risk and expected shortfall of a book. Values every leg again on each day of the distribution.
    ///
    /// # Errors
    /// `PricerSurfaceMissing` if a leg has no slice in the list; `PricerArgument` naming an argument out of its
    /// domain.
    pub fn shortfall(
        &self,
        slices: Vec<SviSlice>,
        context: TailContext,
        legs: Vec<Position>,
    ) -> Result<(u128, u128), Refusal> {
        shortfall::in_full(self.vm().block_timestamp(), &slices, &context, &legs)
    }

    /// Returns the same from sensitivities alone.
    ///
    /// # Errors
    /// `PricerArgument` naming an argument out of its domain; an argument is too large.
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
