//! What screens show of a market, each in one call.
//!
//! It has no owner, no constructor and no storage, and serves every market of the protocol. Where one thing cannot be had
//! (an expiry without a surface, a book without a mark) the rest is shown, and a selector says why.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod account;
mod calls;
mod chain;
mod contract;
mod interface;
mod pool;
mod reasons;
mod units;

pub use contract::Lens;
pub use interface::*;

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use interfaces::{routes, Refusal};

impl Lens {
    /// Every listed series with its prices now.
    ///
    /// # Errors
    /// `LensNotMarket`; what the oracle cannot answer for want of gas.
    pub fn chain(&self, market: Address) -> Result<(ChainState, Vec<ChainSeries>), Refusal> {
        self.series_of(market, None)
    }

    /// The series of one expiry.
    ///
    /// # Errors
    /// As [`Self::chain`].
    pub fn chain_page(
        &self,
        market: Address,
        expiry: u64,
    ) -> Result<(ChainState, Vec<ChainSeries>), Refusal> {
        self.series_of(market, Some(expiry))
    }

    /// An account and what it holds.
    ///
    /// # Errors
    /// As [`Self::chain`].
    pub fn account(
        &self,
        market: Address,
        id: U256,
    ) -> Result<(AccountState, Vec<AccountPosition>), Refusal> {
        self.account_of(market, id)
    }

    /// The pool of a market.
    ///
    /// # Errors
    /// As [`Self::chain`].
    pub fn pool(&self, market: Address) -> Result<pool::Shown, Refusal> {
        self.pool_of(market)
    }
}

routes!(Lens by ILens {
    chain_0Call => chain(market);
    chain_1Call => chain_page(market, expiry);
    accountCall => account(market, id);
    poolCall => pool(market);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use interfaces::export::{run, Interface};
    let own = Interface {
        name: "ILens",
        declarations: &[interface::SOLIDITY, interfaces::SOLIDITY],
    };
    run::<Lens>(own, &[]);
}
