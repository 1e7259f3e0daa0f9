//! Prices, quotes and revaluations on slices that the caller passes in.
//!
//! It is not part of `option-pricer`, which holds the surfaces, because a contract has at most 24,576 bytes. It has no
//! owner, no constructor and no storage: anybody gets the same answer to the same question.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod contract;
mod quote;
mod revalue;

pub use abi::trading::IOptionQuoter;
pub use contract::OptionQuoter;

use abi::pricing::{argument, kind, of_pricing};
use abi::trading::{
    BookContext, OptionTerms, Position, QuoteContext, QuoteLine, QuoteOrder, QuoteParts, SviSlice,
};
use alloc::vec::Vec;
use engine::black_scholes::{deviation, MAX_VOLATILITY};
use engine::Claim;
use math::{Compact, Wad};
use runtime::{routes, Refusal};
use stylus_sdk::prelude::*;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl OptionQuoter {
    /// Returns the price of an option at a volatility.
    ///
    /// # Errors
    /// `PricerArgument` naming an argument out of its domain.
    pub fn price(&self, option: OptionTerms, volatility: u128) -> Result<u128, Refusal> {
        let (terms, volatility) = (option.terms(), Wad::from_wei(volatility));
        if volatility > MAX_VOLATILITY {
            return Err(argument("volatility"));
        }
        let claim = Claim::new::<Compact>(kind(option.kind)?, &terms).map_err(of_pricing)?;
        let value = claim.value::<Compact>(deviation(volatility, terms.expiry_secs));
        Ok(value.wei())
    }

    /// Quotes one order on a slice, item by item.
    ///
    /// # Errors
    /// The order opens too late or too far from the money; an argument is out of its domain.
    pub fn quote(
        &self,
        slice: SviSlice,
        context: QuoteContext,
        order: QuoteOrder,
    ) -> Result<QuoteParts, Refusal> {
        quote::itemised(self.vm().block_timestamp(), &slice, &context, &order)
    }

    /// Quotes many orders on slices.
    ///
    /// # Errors
    /// As `quote`, for the first order without a quote; `PricerSurfaceMissing` if it has no slice in the list.
    pub fn quote_many(
        &self,
        slices: Vec<SviSlice>,
        context: QuoteContext,
        orders: Vec<QuoteOrder>,
    ) -> Result<Vec<QuoteLine>, Refusal> {
        quote::lines(self.vm().block_timestamp(), &slices, &context, &orders)
    }

    /// Returns the value of each expiry's legs in each scenario, rounded against the holder.
    ///
    /// # Errors
    /// `PricerSurfaceMissing`; `PricerArgument` naming an argument out of its domain.
    pub fn revalue(
        &self,
        slices: Vec<SviSlice>,
        context: BookContext,
        legs: Vec<Position>,
        spot_factors: Vec<u128>,
        vol_factors: Vec<u128>,
    ) -> Result<Vec<i128>, Refusal> {
        let now = self.vm().block_timestamp();
        revalue::values(now, &slices, &context, &legs, [&spot_factors, &vol_factors])
    }
}

routes!(OptionQuoter by IOptionQuoter {
    priceCall => price(option, volatility);
    quoteCall => quote(slice, context, order);
    quoteManyCall => quote_many(slices, context, orders);
    revalueCall => revalue(slices, context, legs, spot_factors, vol_factors);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IOptionQuoter",
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
            "PricerDeltaOutsideOpening",
            "PricerTooLateToOpen",
            "CallMalformed",
            "CallUnknown",
            "CallWithValue",
            "AlreadyConstructed",
        ]),
    };
    run::<OptionQuoter>(own, &[]);
}
