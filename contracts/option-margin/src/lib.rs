//! The margin of an account, on slices that the caller passes in.
//!
//! It is not part of `option-pricer`, which holds the surfaces, because a contract has at most 24,576 bytes. It has no
//! owner, no constructor and no storage: anybody gets the same answer to the same question.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod account;
mod contract;

pub use abi::trading::IOptionMargin;
pub use contract::OptionMargin;

use abi::pricing::of_margin;
use abi::trading::{MarginContext, MarginDistance, MarginFigures, Position, SviSlice};
use account::{account, Positions};
use alloc::vec::Vec;
use engine::margin::Figures;
use math::{Compact, SignedWad, Wad};
use runtime::{routes, Refusal};
use stylus_sdk::prelude::*;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl OptionMargin {
    /// Returns the margin of an account.
    ///
    /// # Errors
    /// `PricerSurfaceMissing` if a leg has no slice in the list; `PricerArgument` naming an argument out of its
    /// domain.
    pub fn margin(
        &self,
        slices: Vec<SviSlice>,
        context: MarginContext,
        cash: i128,
        legs: Vec<Position>,
    ) -> Result<MarginFigures, Refusal> {
        Ok(figures(&self.compute(&slices, &context, cash, legs)?))
    }

    /// Returns the margin of an account, and the gain of its positions in each scenario.
    ///
    /// # Errors
    /// As [`Self::margin`].
    pub fn scenarios(
        &self,
        slices: Vec<SviSlice>,
        context: MarginContext,
        cash: i128,
        legs: Vec<Position>,
    ) -> Result<(MarginFigures, Vec<i128>), Refusal> {
        let computed = self.compute(&slices, &context, cash, legs)?;
        let values = computed.scenarios.iter().map(|value| value.wei()).collect();
        Ok((figures(&computed), values))
    }

    /// Returns how far the market can move until the account may be liquidated.
    ///
    /// # Errors
    /// As [`Self::margin`].
    pub fn distance(
        &self,
        slices: Vec<SviSlice>,
        context: MarginContext,
        cash: i128,
        legs: Vec<Position>,
    ) -> Result<MarginDistance, Refusal> {
        let now = self.vm().block_timestamp();
        let positions = Positions::new(now, &slices, &context, legs)?;
        let expiries = positions.expiries();
        let account = account(&context, cash, &expiries);
        let found = engine::margin::distance::<Compact>(&account).map_err(of_margin)?;
        let below = |factor: Option<Wad>| factor.map_or(0, Wad::wei);
        let above = |factor: Option<Wad>| factor.map_or(u128::MAX, Wad::wei);
        Ok(MarginDistance {
            spotDown: below(found.spot_down),
            spotUp: above(found.spot_up),
            volUp: above(found.vol_up),
            volDown: below(found.vol_down),
        })
    }

    #[inline(never)]
    fn compute(
        &self,
        slices: &[SviSlice],
        context: &MarginContext,
        cash: i128,
        legs: Vec<Position>,
    ) -> Result<Figures, Refusal> {
        let now = self.vm().block_timestamp();
        let positions = Positions::new(now, slices, context, legs)?;
        let expiries = positions.expiries();
        let account = account(context, cash, &expiries);
        engine::margin::margin::<Compact>(&account).map_err(of_margin)
    }
}

/// Converts the figures to those of the interface.
fn figures(of: &Figures) -> MarginFigures {
    MarginFigures {
        value: of.value.wei(),
        loss: of.loss.wei(),
        naked: of.naked.wei(),
        contingency: of.contingency.wei(),
        minPayoff: of.min_payoff.map_or(i128::MIN, SignedWad::wei),
        maintenance: of.maintenance.wei(),
        initial: of.initial.wei(),
    }
}

routes!(OptionMargin by IOptionMargin {
    marginCall => margin(slices, context, cash, legs);
    scenariosCall => scenarios(slices, context, cash, legs);
    distanceCall => distance(slices, context, cash, legs);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IOptionMargin",
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
    run::<OptionMargin>(own, &[]);
}
