//! Holds the accounts of traders. Every trade and every settlement enters here.
//!
//! The contract holds the money of all accounts, and no other money; fees go to the accounts of their receivers. The
//! pool's money is in the vault and the pool's book in the risk manager. A trade changes all three in one call.
//!
//! Wired after deployment, because they are deployed later: `liquidator`, `treasury`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod accounts;
mod admin;
mod calls;
mod errors;
mod money;
mod settlement;
mod storage;
mod trade;

pub use abi::trading::IMarket;
pub use errors::*;
pub use storage::Market;

use abi::market::events::{Deposited, OperatorSet, Withdrawn};
use abi::trading::{Position, QuoteLine};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::accounts::owner_of;
use runtime::access::AccessUnwired;
use runtime::{routes, Emit, Refusal};
use stylus_sdk::prelude::*;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl Market {
    /// Sets the authority and the modules that exist already.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first missing address; the answer of an address that is not a vault.
    pub fn constructor(
        &mut self,
        authority: Address,
        oracle: Address,
        risk_manager: Address,
        vault: Address,
    ) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        for (key, module) in [
            (admin::ORACLE, oracle),
            (admin::RISK_MANAGER, risk_manager),
            (admin::VAULT, vault),
        ] {
            runtime::access::install(self, key, module)?;
        }
        // The vault and this contract exchange money, so both must use one asset. The vault has checked its decimals.
        let asset = self.asset_of(vault)?;
        self.asset.set(asset);
        let decimals = runtime::tokens::decimals(self.vm(), asset)?;
        self.decimals.set(&decimals.byte(0));
        Ok(())
    }

    /// Returns the quote asset. All amounts are in its own decimals.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// Returns the oracle of the market.
    pub fn oracle(&self) -> Address {
        self.modules.get(admin::ORACLE)
    }

    /// Returns the risk manager, which admits or refuses a trade.
    pub fn risk_manager(&self) -> Address {
        self.modules.get(admin::RISK_MANAGER)
    }

    /// Returns the vault, the counterparty of every trade.
    pub fn vault(&self) -> Address {
        self.modules.get(admin::VAULT)
    }

    /// Returns the liquidator, whose account receives the insurance fund's part of the fees; zero until wired.
    pub fn liquidator(&self) -> Address {
        self.modules.get(admin::LIQUIDATOR)
    }

    /// Returns the treasury, whose account receives its part of the fees; zero until wired.
    pub fn treasury(&self) -> Address {
        self.modules.get(admin::TREASURY)
    }

    /// Returns the money of all accounts.
    pub fn tracked(&self) -> U256 {
        self.tracked.get()
    }

    /// Returns the money and the positions of an account as stored.
    pub fn account(&self, id: U256) -> (i128, Vec<Position>) {
        let account = self.stored(id);
        (account.cash, Position::listed(&account.words))
    }

    /// Returns the money and the positions of an account with its expired positions settled.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn holdings(&self, id: U256) -> Result<(i128, Vec<U256>), Refusal> {
        let (account, _) = self.settled_account(id)?;
        Ok((account.cash, account.words))
    }

    /// Returns the price at which an expiry has settled, and the part of each claim that is paid; zeros until then.
    pub fn settlement(&self, expiry: u64) -> (u128, u64) {
        let settled = self.settled(expiry).unwrap_or_default();
        (settled.price_wad, settled.part_wad)
    }

    /// Returns what is left of an operator's limit.
    pub fn operator_limit(&self, id: U256, operator: Address) -> U256 {
        self.operators.read((id, operator))
    }

    /// Returns what an order would cost an account now, and the quote of each leg.
    ///
    /// # Errors
    /// As [`Self::trade`], except the limits on money and price.
    pub fn quote(&self, id: U256, legs: Vec<Position>) -> Result<(i128, Vec<QuoteLine>), Refusal> {
        let (mut account, _) = self.settled_account(id)?;
        if legs.len() > trade::MAX_LEGS {
            return Err(argument("legs"));
        }
        let applied = Self::apply(&mut account, &legs, true)?;
        let lines = self.price(false, self.context(false)?, applied)?;
        let bill = trade::Bill::of(self.money(), &legs, &lines, false, None)?;
        Ok((bill.paid, lines))
    }

    /// Brings money into an account.
    ///
    /// # Errors
    /// `MarketArgument` if the amount is zero or the account has no owner; `AccessUnwired`; the token's error;
    /// `TokenShort` when less arrives.
    pub fn deposit(&mut self, id: U256, amount: U256) -> Result<(), Refusal> {
        let units = units_of(amount)?;
        // Fees go to these two, so no order is paid for before.
        if self.liquidator() == Address::ZERO || self.treasury() == Address::ZERO {
            return Err(AccessUnwired {}.into());
        }
        if owner_of(id) == Address::ZERO {
            return Err(argument("id"));
        }
        let mut account = self.touched(id)?;
        account.pay(units.wrapping_neg())?;
        self.keep(&account);
        let from = self.vm().msg_sender();
        self.emit(Deposited { id, from, amount });
        let tracked = self.tracked.get().checked_add(amount);
        self.tracked.set(tracked.ok_or_else(errors::overflow)?);
        runtime::tokens::take(self.vm(), self.asset.get(), from, amount)
    }

    /// Takes money out of an account.
    ///
    /// # Errors
    /// `MarketNotOwner`; `MarketArgument` if the amount or the receiver is zero; `MarketMoney`; the risk manager's
    /// error about an account that has sold something; the token's error.
    pub fn withdraw(&mut self, id: U256, amount: U256, to: Address) -> Result<(), Refusal> {
        self.only_owner_of(id)?;
        let units = units_of(amount)?;
        if to == Address::ZERO {
            return Err(argument("to"));
        }
        let mut account = self.touched(id)?;
        account.pay(units)?;
        if account.owes() {
            self.require_margin(self.context(true)?, &account, None)?;
        }
        self.keep(&account);
        self.emit(Withdrawn { id, to, amount });
        self.send(to, amount)
    }

    /// Lets an operator trade for an account until their orders could have lost the limit: see `Bill::lost`.
    ///
    /// # Errors
    /// `MarketNotOwner`.
    pub fn set_operator(
        &mut self,
        id: U256,
        operator: Address,
        limit: U256,
    ) -> Result<(), Refusal> {
        self.only_owner_of(id)?;
        self.set_operator_limit(id, operator, limit);
        Ok(())
    }

    /// Trades up to four legs as one order. Returns what the account paid.
    ///
    /// # Errors
    /// The deadline is over; there are no legs, too many, or one out of range; an operator sells more than is held, or
    /// what may cover something owed; the risk manager refuses the trade; the cost is above the limit, the operator's
    /// limit or the account's money.
    pub fn trade(
        &mut self,
        id: U256,
        legs: Vec<Position>,
        limit: i128,
        deadline: u64,
    ) -> Result<i128, Refusal> {
        self.trade_order(id, &legs, limit, deadline)
    }

    /// Pays accounts what settled expiries owe them.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn settle_accounts(&mut self, ids: Vec<U256>) -> Result<(), Refusal> {
        for id in ids {
            let account = self.touched(id)?;
            self.keep(&account);
        }
        Ok(())
    }
}

impl Market {
    /// Stores what is left of an operator's limit, and makes it known.
    pub(crate) fn set_operator_limit(&mut self, id: U256, operator: Address, limit: U256) {
        self.operators.write((id, operator), &limit);
        self.emit(OperatorSet {
            id,
            operator,
            limit,
        });
    }

    fn only_owner_of(&self, id: U256) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == owner_of(id) {
            Ok(())
        } else {
            Err(MarketNotOwner { caller }.into())
        }
    }
}

/// Returns an amount of money as the contract computes with it.
fn units_of(amount: U256) -> Result<i128, Refusal> {
    let units = i128::try_from(amount).map_err(|_| argument("amount"))?;
    if units == 0 {
        Err(argument("amount"))
    } else {
        Ok(units)
    }
}

routes!(Market by IMarket {
    constructor(authority, oracle, risk_manager, vault);
    assetCall => asset();
    oracleCall => oracle();
    riskManagerCall => risk_manager();
    vaultCall => vault();
    liquidatorCall => liquidator();
    treasuryCall => treasury();
    trackedCall => tracked();
    accountCall => account(id);
    holdingsCall => holdings(id);
    settlementCall => settlement(expiry);
    operatorLimitCall => operator_limit(id, operator);
    quoteCall => quote(id, legs);
    depositCall => deposit(id, amount);
    withdrawCall => withdraw(id, amount, to);
    setOperatorCall => set_operator(id, operator, limit);
    tradeCall => trade(id, legs, limit, deadline);
    closeOutCall => close_out(id, legs, cost, forced);
    handOverCall => hand_over(from, to, legs, cash, from_vault);
    settleCall => settle(expiry);
    settleAccountsCall => settle_accounts(ids);
} else runtime::access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IMarket",
        declarations: &[
            abi::market::errors::SOLIDITY,
            abi::market::events::SOLIDITY,
            abi::trading::SOLIDITY,
            runtime::tokens::INTERFACE,
            runtime::tokens::QUESTIONS,
        ],
        refuses: None,
    };
    run::<Market>(own, &[runtime::access::INTERFACE]);
}
