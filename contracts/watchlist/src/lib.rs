//! Accounts that may have to be liquidated, for those who have no index of their own.
//!
//! The contract has no owner and no constructor, and serves every liquidator of the protocol. Anyone can put an
//! account that owes something on the list of its liquidator, and take it off when it owes nothing any more. An
//! account that is on no list can be liquidated all the same: `liquidator.liquidate` takes any.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod storage;

pub use abi::watchlist::IWatchlist;
pub use storage::Watchlist;

use abi::watchlist::WatchedAccount;
use abi::{ILiquidator, IMarket};
use alloc::vec::Vec;
use alloy_primitives::{Address, FixedBytes, U256};
use domain::Position;
use runtime::{routes, Reading, Refusal};
use stylus_sdk::prelude::*;

impl Watchlist {
    /// Puts accounts that owe something on a list, and takes off those that owe nothing.
    ///
    /// # Errors
    /// The answer of an address that is not a liquidator, or has no market.
    pub fn watch(&mut self, liquidator: Address, ids: Vec<U256>) -> Result<(), Refusal> {
        let market = ILiquidator::new(liquidator).market(self.vm(), Reading)?;
        for id in ids {
            if self.owes(market, id)? {
                self.put_on(liquidator, id);
            } else {
                self.take_off(liquidator, id);
            }
        }
        Ok(())
    }

    /// Returns how many accounts are on a list.
    pub fn count(&self, liquidator: Address) -> U256 {
        self.listed(liquidator)
    }

    /// Returns the accounts that are short or have a loan, among this many of a list from one index on.
    pub fn at_risk(&self, liquidator: Address, first: U256, max: U256) -> Vec<WatchedAccount> {
        let end = first.saturating_add(max).min(self.listed(liquidator));
        let (mut found, mut place) = (Vec::new(), first);
        while place < end {
            let watched = self.looked_at(liquidator, self.at(liquidator, place));
            if watched.maintenance < 0
                || !watched.unmargined.is_zero()
                || self.has_loan(liquidator, watched.id)
            {
                found.push(watched);
            }
            place = place.wrapping_add(U256::from(1));
        }
        found
    }
}

impl Watchlist {
    fn looked_at(&self, liquidator: Address, id: U256) -> WatchedAccount {
        let answer = ILiquidator::new(liquidator).health_of(self.vm(), Reading, id);
        match answer {
            Ok(figures) => WatchedAccount {
                id,
                maintenance: figures.maintenance,
                unmargined: FixedBytes::ZERO,
            },
            Err(refusal) => WatchedAccount {
                id,
                maintenance: 0,
                // A contract that reverts without data has run out of gas.
                unmargined: refusal
                    .as_bytes()
                    .first_chunk()
                    .map_or(FixedBytes([0xff; 4]), |reason| FixedBytes(*reason)),
            },
        }
    }

    /// Returns whether an account owes money beyond what settled expiries owe it. It may be liquidated although it has its
    /// margin.
    fn has_loan(&self, liquidator: Address, id: U256) -> bool {
        let market = ILiquidator::new(liquidator).market(self.vm(), Reading);
        let holdings = market.and_then(|it| IMarket::new(it).holdings(self.vm(), Reading, id));
        holdings.is_ok_and(|(cash, claims, _)| cash.saturating_add(claims) < 0)
    }

    /// Returns whether an account owes anything: it has sold something, or its money is negative.
    fn owes(&self, market: Address, id: U256) -> Result<bool, Refusal> {
        let (cash, _, words) = IMarket::new(market).holdings(self.vm(), Reading, id)?;
        let owed = |word: &U256| Position::of_word(*word).is_some_and(|it| it.quantity < 0);
        Ok(cash < 0 || words.iter().any(owed))
    }
}

routes!(Watchlist by IWatchlist {
    watchCall => watch(liquidator, ids);
    countCall => count(liquidator);
    atRiskCall => at_risk(liquidator, first, max);
});

/// Prints what the command line asks for: interface, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IWatchlist",
        declarations: &[abi::watchlist::SOLIDITY, runtime::SOLIDITY],
        refuses: None,
    };
    run::<Watchlist>(own, &[]);
}
