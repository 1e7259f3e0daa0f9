//! The value and the risk of a book, on slices that the caller passes in.
//!
//! It is not part of `option-pricer`, which holds the surfaces, because a contract has at most 24,576 bytes. It has no
//! owner, no constructor and no storage: anybody gets the same answer to the same question.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod assess;
mod contract;

pub use abi::trading::IOptionBook;
pub use contract::OptionBook;

use abi::trading::{BookContext, BookFigures, Position, SviSlice};
use alloc::vec::Vec;
use runtime::{routes, Refusal};
use stylus_sdk::prelude::*;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl OptionBook {
    /// Returns the value and the sensitivities of a book, and its gain in each scenario of the grid.
    ///
    /// # Errors
    /// `PricerSurfaceMissing` if a leg has no slice in the list; `PricerArgument` naming an argument out of its
    /// domain.
    pub fn assess(
        &self,
        slices: Vec<SviSlice>,
        context: BookContext,
        legs: Vec<Position>,
    ) -> Result<(BookFigures, Vec<i128>), Refusal> {
        assess::figures(self.vm().block_timestamp(), &slices, &context, &legs)
    }
}

routes!(OptionBook by IOptionBook {
    assessCall => assess(slices, context, legs);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IOptionBook",
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
    run::<OptionBook>(own, &[]);
}
