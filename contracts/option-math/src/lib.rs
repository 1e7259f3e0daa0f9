//! The mathematics that takes much code and is seldom called: sensitivities, implied volatility, the check of a
//! surface.
//!
//! It is a contract of its own, because a contract has at most 24,576 bytes: `option-pricer` has what a trade needs,
//! and calls this contract for the rest. It has no owner, no constructor and no storage; `option-pricer` names it as a
//! module.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod contract;
mod judge;
mod sensitivities;

pub use abi::trading::IOptionMath;
pub use contract::OptionMath;

use abi::trading::{OptionGreeks, OptionTerms, SviSlice, Verdict};
use runtime::routes;
use runtime::Refusal;
use stylus_sdk::prelude::*;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl OptionMath {
    /// Returns the price of an option and its sensitivities at a volatility.
    ///
    /// # Errors
    /// `PricerArgument` naming an argument out of its domain; `PricerOverflow` if a sensitivity does not fit its type.
    pub fn greeks(&self, option: OptionTerms, volatility: u128) -> Result<OptionGreeks, Refusal> {
        sensitivities::greeks(&option, volatility)
    }

    /// Returns the volatility that a price implies. Calls and puts only.
    ///
    /// # Errors
    /// `PricerNoVolatility`; as `greeks`.
    pub fn implied_vol(&self, option: OptionTerms, price: u128) -> Result<u128, Refusal> {
        sensitivities::implied_vol(&option, price)
    }

    /// Checks a slice. Returns its volatility at the money, or the condition that it fails.
    ///
    /// # Errors
    /// The errors of the post, and not of the surface: a parameter out of its range, a time at fault.
    pub fn judge(
        &self,
        slice: SviSlice,
        earlier: SviSlice,
        later: SviSlice,
        last_volatility: u128,
        last_timestamp: u64,
    ) -> Result<Verdict, Refusal> {
        let now = self.vm().block_timestamp();
        judge::judge(
            now,
            &slice,
            [&earlier, &later],
            last_volatility,
            last_timestamp,
        )
    }
}

routes!(OptionMath by IOptionMath {
    greeksCall => greeks(option, volatility);
    impliedVolCall => implied_vol(option, price);
    judgeCall => judge(slice, earlier, later, last_volatility, last_timestamp);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IOptionMath",
        declarations: &[
            abi::trading::SOLIDITY,
            abi::pricing::SOLIDITY,
            runtime::SOLIDITY,
        ],
        refuses: Some(&[
            "PricerArgument",
            "PricerOverflow",
            "PricerNoVolatility",
            "PricerSurfaceTime",
            "PricerTooSoon",
            "CallMalformed",
            "CallUnknown",
            "CallWithValue",
            "AlreadyConstructed",
        ]),
    };
    run::<OptionMath>(own, &[]);
}
