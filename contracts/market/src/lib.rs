//! Holds the accounts of traders. Every trade and every settlement enters here.
//!
//! The contract holds the money of all accounts, their bonds and the insurance fund. The pool's money is in the vault
//! and the pool's book in the risk manager. A trade changes all three in one call. What settles is another program,
//! `clearing`, which this one runs on its own storage: see there.
//!
//! Wired after deployment, because they are deployed later: `liquidator`, `treasury`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod accounts;
mod admin;
mod calls;
mod errors;
mod storage;
mod trade;

pub use abi::trading::IMarket;
pub use errors::*;
pub use storage::Market;

use abi::market::events::{Deposited, OperatorSet, Withdrawn};
use abi::trading::{Position, QuoteLine};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use domain::accounts::owner_of;
use ledger::{LIQUIDATOR, ORACLE, RISK_MANAGER, TREASURY, VAULT};
use runtime::access::{key, AccessUnwired};
use runtime::{routes, Emit, Refusal};
use stylus_sdk::prelude::*;
use stylus_sdk::ArbResult;

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
        clearing: Address,
    ) -> Result<(), Refusal> {
        self.ledger.authority.initialize(authority)?;
        runtime::access::require_address(CLEARING, clearing)?;
        self.ledger.program.set(clearing);
        for (key, module) in [
            (ORACLE, oracle),
            (RISK_MANAGER, risk_manager),
            (VAULT, vault),
        ] {
            runtime::access::install(self, key, module)?;
        }
        // The vault and this contract exchange money, so both must use one asset. The vault has checked its decimals.
        let asset = self.asset_of(vault)?;
        self.ledger.asset.set(asset);
        let decimals = runtime::tokens::decimals(self.vm(), asset)?;
        self.ledger.decimals.set(&decimals.byte(0));
        Ok(())
    }

    /// Returns the quote asset. All amounts are in its own decimals.
    pub fn asset(&self) -> Address {
        self.ledger.asset.get()
    }

    /// Returns the oracle of the market.
    pub fn oracle(&self) -> Address {
        self.ledger.module(ORACLE)
    }

    /// Returns the risk manager, which admits or refuses a trade.
    pub fn risk_manager(&self) -> Address {
        self.ledger.module(RISK_MANAGER)
    }

    /// Returns the vault, the counterparty of every trade.
    pub fn vault(&self) -> Address {
        self.ledger.module(VAULT)
    }

    /// Returns the program that settles.
    pub fn clearing(&self) -> Address {
        self.ledger.program.get()
    }

    /// Returns the liquidator, the only one that may close positions of others or move them; zero until wired.
    pub fn liquidator(&self) -> Address {
        self.ledger.module(LIQUIDATOR)
    }

    /// Returns the treasury, whose account receives its part of the fees; zero until wired.
    pub fn treasury(&self) -> Address {
        self.ledger.module(TREASURY)
    }

    /// Returns the money that the contract accounts for.
    pub fn tracked(&self) -> U256 {
        self.ledger.tracked.get()
    }

    /// Returns the money and the positions of an account as stored.
    pub fn account(&self, id: U256) -> (i128, Vec<Position>) {
        let account = self.ledger.stored(id);
        let positions = account.positions().map(|position| (&position).into());
        (account.cash, positions.collect())
    }

    /// Returns what is left of an operator's limit.
    pub fn operator_limit(&self, id: U256, operator: Address) -> U256 {
        self.ledger.operators.read((id, operator))
    }

    /// Returns what an order would cost an account now, and the quote of each leg.
    ///
    /// # Errors
    /// As [`Self::trade`], except the limits on money and price.
    pub fn quote(&self, id: U256, legs: Vec<Position>) -> Result<(i128, Vec<QuoteLine>), Refusal> {
        let mut account = self.ledger.stored(id);
        if legs.len() > trade::MAX_LEGS {
            return Err(argument("legs"));
        }
        let applied = Self::apply(&mut account, &legs, true)?;
        let lines = self.price(self.context(false)?, applied)?;
        let bill = trade::Bill::of(self.ledger.money(), &legs, &lines, false, None)?;
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
        self.ledger.gets(&mut account, units.unsigned_abs())?;
        self.keep(&mut account);
        let from = self.vm().msg_sender();
        self.emit(Deposited { id, from, amount });
        self.ledger.record_inflow(amount)?;
        runtime::tokens::take(self.vm(), self.ledger.asset.get(), from, amount)?;
        self.hand_over_what_is_due(false)
    }

    /// Takes money out of an account.
    ///
    /// # Errors
    /// `MarketNotOwner`; `MarketArgument` if the amount or the receiver is zero; `MarketUnsettled`; `MarketMoney`; the
    /// risk manager's error about an account that has sold something; the token's error.
    pub fn withdraw(&mut self, id: U256, amount: U256, to: Address) -> Result<(), Refusal> {
        self.only_owner_of(id)?;
        let units = units_of(amount)?;
        if to == Address::ZERO {
            return Err(argument("to"));
        }
        let mut account = self.touched(id)?;
        self.require_nothing_past(&account)?;
        self.ledger.charge(&mut account, units, false)?;
        if account.owes() {
            self.require_margin(self.context(true)?, &account, None)?;
        }
        self.keep(&mut account);
        self.emit(Withdrawn { id, to, amount });
        self.ledger.send(to, amount)
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
}

impl Market {
    /// Runs the program that settles, in the middle of a change.
    pub(crate) fn clear(&self, call: &[u8]) -> Result<(), Refusal> {
        runtime::delegate_in_change(self.vm(), self.ledger.program.get(), call)?;
        Ok(())
    }

    /// Answers what governance asks. Anything else is for the program that settles.
    fn route_elsewhere(&mut self, selector: u32, data: &[u8]) -> Option<ArbResult> {
        let governed = runtime::access::route(self, selector, data);
        governed.or_else(|| {
            let call = [&selector.to_be_bytes(), data].concat();
            let answer = runtime::delegate(self.vm(), self.ledger.program.get(), &call);
            Some(answer.map_err(Into::into))
        })
    }

    /// Stores what is left of an operator's limit, and makes it known.
    pub(crate) fn set_operator_limit(&mut self, id: U256, operator: Address, limit: U256) {
        self.ledger.operators.write((id, operator), &limit);
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

/// The key that names a missing program.
const CLEARING: B256 = key("clearing");

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
    constructor(authority, oracle, risk_manager, vault, clearing);
    assetCall => asset();
    oracleCall => oracle();
    riskManagerCall => risk_manager();
    vaultCall => vault();
    clearingCall => clearing();
    liquidatorCall => liquidator();
    treasuryCall => treasury();
    trackedCall => tracked();
    accountCall => account(id);
    operatorLimitCall => operator_limit(id, operator);
    quoteCall => quote(id, legs);
    depositCall => deposit(id, amount);
    withdrawCall => withdraw(id, amount, to);
    setOperatorCall => set_operator(id, operator, limit);
    tradeCall => trade(id, legs, limit, deadline);
    closeOutCall => close_out(id, legs, cost, forced, keeper);
} else Market::route_elsewhere);

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
