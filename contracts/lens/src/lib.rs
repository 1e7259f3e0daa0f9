//! What a screen shows of a market and of an account, in one call.
//!
//! The contract has no owner, no constructor and no storage. It serves every market of the protocol.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod contract;

pub use abi::lens::ILens;
pub use contract::Lens;

use abi::lens::{AccountPosition, AccountState, ChainSeries, ChainState};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use runtime::{routes, Refusal};
use stylus_sdk::prelude::*;
use views::Eye;

impl Lens {
    /// Returns every listed series with its prices now.
    ///
    /// # Errors
    /// `LensNotMarket`; the oracle's error when it has too little gas.
    pub fn chain(&self, market: Address) -> Result<(ChainState, Vec<ChainSeries>), Refusal> {
        Eye(self.vm()).series_of(market, None)
    }

    /// Returns the series of one expiry.
    ///
    /// # Errors
    /// As [`Self::chain`].
    pub fn chain_page(
        &self,
        market: Address,
        expiry: u64,
    ) -> Result<(ChainState, Vec<ChainSeries>), Refusal> {
        Eye(self.vm()).series_of(market, Some(expiry))
    }

    /// Returns an account and its positions.
    ///
    /// # Errors
    /// As [`Self::chain`].
    pub fn account(
        &self,
        market: Address,
        id: U256,
    ) -> Result<(AccountState, Vec<AccountPosition>), Refusal> {
        Eye(self.vm()).account_of(market, id)
    }
}

routes!(Lens by ILens {
    chain_0Call => chain(market);
    chain_1Call => chain_page(market, expiry);
    accountCall => account(market, id);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "ILens",
        declarations: &[
            abi::lens::SOLIDITY,
            abi::lens::errors::SOLIDITY,
            runtime::SOLIDITY,
        ],
        refuses: None,
    };
    run::<Lens>(own, &[]);
}
