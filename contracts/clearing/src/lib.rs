//! Settles expiries and accounts for the market.
//!
//! The market runs this program on its own storage (a delegate call), for everything that settles and for the views
//! of it. The program keeps nothing itself: called alone, it finds no asset and refuses. The market names its program
//! once, in the constructor, so no key can put other code on the money of traders.
//!
//! How money moves:
//! - `settle` fixes what the holders of an expiry are owed and what its sellers owe; the expiry is in clearing.
//! - `touch` settles an account: what it owes is due to the vault, what it cannot pay is a loan of the pool.
//! - `complete` ends the clearing after the last seller; claims are final.
//! - `flush` exchanges what is due against what the vault can pay of claims, the oldest clearing first.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod calls;
mod claims;
mod settle;
mod storage;
mod touch;
mod transfer;
mod views;

pub use abi::trading::IClearing;
pub use storage::Clearing;

use abi::market::errors::{MarketNotHere, MarketNotLiquidator};
use abi::market::events::FundAdded;
use alloy_primitives::{Address, U256};
use domain::accounts::first_of;
use ledger::{argument, LIQUIDATOR, TREASURY};
use runtime::{routes, Emit, Refusal};
use stylus_sdk::prelude::*;

impl Clearing {
    /// Pays the treasury's account out of the fund.
    ///
    /// # Errors
    /// `MarketNotLiquidator`; `MarketArgument` while there is no treasury, or for more than the fund has.
    pub fn pay_treasury(&mut self, amount: u128) -> Result<(), Refusal> {
        self.only_liquidator()?;
        let treasury = self.ledger.module(TREASURY);
        if treasury == Address::ZERO {
            return Err(argument("treasury"));
        }
        let fund = self.ledger.fund_today();
        if amount > fund.now.held {
            return Err(argument("amount"));
        }
        self.ledger.fund_pays(fund, amount);
        self.ledger.credit(first_of(treasury), amount)?;
        self.flush_what_is_due()
    }

    pub(crate) fn only_liquidator(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.ledger.module(LIQUIDATOR) {
            Ok(())
        } else {
            Err(MarketNotLiquidator { caller }.into())
        }
    }

    /// Adds to the insurance fund.
    ///
    /// # Errors
    /// `MarketArgument` for nothing; the token's error.
    pub fn add_to_fund(&mut self, amount: u128) -> Result<(), Refusal> {
        if amount == 0 {
            return Err(argument("amount"));
        }
        self.ledger.fund_gets(amount)?;
        let from = self.vm().msg_sender();
        self.emit(FundAdded { from, amount });
        self.take_in(from, U256::from(amount))
    }

    /// Takes money from an account of the token.
    fn take_in(&mut self, from: Address, amount: U256) -> Result<(), Refusal> {
        self.ledger.record_inflow(amount)?;
        runtime::tokens::take(self.vm(), self.ledger.asset.get(), from, amount)
    }

    /// Refuses a call that does not come through the market.
    pub(crate) fn require_market(&self) -> Result<(), Refusal> {
        if self.ledger.asset.get() == Address::ZERO {
            return Err(MarketNotHere {}.into());
        }
        Ok(())
    }
}

routes!(Clearing by IClearing {
    holdingsCall => holdings(id);
    bondOfCall => bond_of(id);
    claimsOfCall => claims_of(id);
    ledgerCall => ledger_of(expiry);
    stateCall => state();
    unpaidCall => unpaid();
    fundCall => fund();
    payTreasuryCall => pay_treasury(amount);
    addToFundCall => add_to_fund(amount);
    handOverCall => hand_over(from, to, legs, cash);
    settleCall => settle(expiry);
    settleAccountsCall => settle_accounts(ids);
    completeCall => complete();
    payClaimsCall => pay_claims(amount);
    touchCall => touch(id);
});

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IClearing",
        declarations: &[
            abi::market::errors::SOLIDITY,
            abi::market::events::SOLIDITY,
            abi::trading::SOLIDITY,
            runtime::tokens::INTERFACE,
            runtime::tokens::QUESTIONS,
        ],
        refuses: None,
    };
    run::<Clearing>(own, &[]);
}
