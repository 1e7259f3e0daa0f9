//! Traders' accounts: the front door of every trade, and of settlement.
//!
//! The money of all accounts lies here, and nothing else does; fees go to the accounts of whom they are for. The pool's money lies
//! in the vault, the pool's book in the risk manager; a trade changes all three in one call.
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

pub use abi::market::events::*;
pub use abi::trading::IMarket;
pub use errors::*;
pub use storage::Market;

use abi::trading::{Position, QuoteLine};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::accounts::owner_of;
use runtime::{routes, Emit, Refusal};
use stylus_sdk::prelude::*;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl Market {
    /// Fills in the authority and the modules that exist already.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing; what a contract answers that is no vault.
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
        // Money moves between the contract and the vault, so both must mean the same by it; it has seen to the decimals.
        let asset = self.vault_asset()?;
        self.asset.set(asset);
        let decimals = runtime::tokens::decimals(self.vm(), asset)?;
        self.decimals.set(&decimals.byte(0));
        Ok(())
    }

    /// The quote asset, in whose own decimals all amounts are.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// The oracle of the market.
    pub fn oracle(&self) -> Address {
        self.modules.get(admin::ORACLE)
    }

    /// The risk manager that admits or refuses a trade.
    pub fn risk_manager(&self) -> Address {
        self.modules.get(admin::RISK_MANAGER)
    }

    /// The vault, the counterparty.
    pub fn vault(&self) -> Address {
        self.modules.get(admin::VAULT)
    }

    /// The liquidator, to whose account the insurance fund's part of the fees goes; zero until wired.
    pub fn liquidator(&self) -> Address {
        self.modules.get(admin::LIQUIDATOR)
    }

    /// The treasury, to whose account its part of the fees goes; zero until wired.
    pub fn treasury(&self) -> Address {
        self.modules.get(admin::TREASURY)
    }

    /// The money of all accounts.
    pub fn tracked(&self) -> U256 {
        self.tracked.get()
    }

    /// The money of an account and what it holds, as it stands.
    pub fn account(&self, id: U256) -> (i128, Vec<Position>) {
        let account = self.stored(id);
        (account.cash, Position::listed(&account.words))
    }

    /// The same with what settled expiries owe it paid and what it owes for them taken.
    ///
    /// # Errors
    /// `MarketOverflow`.
    pub fn holdings(&self, id: U256) -> Result<(i128, Vec<U256>), Refusal> {
        let (account, _) = self.settled_account(id)?;
        Ok((account.cash, account.words))
    }

    /// At which price an expiry has settled, and which part of a claim is paid; zeros until then.
    pub fn settlement(&self, expiry: u64) -> (u128, u64) {
        let settled = self.settled(expiry).unwrap_or_default();
        (settled.price_wad, settled.part_wad)
    }

    /// How much more an operator may spend for an account.
    pub fn operator_limit(&self, id: U256, operator: Address) -> U256 {
        self.operators.read((id, operator))
    }

    /// What an order would cost an account now, and each leg of it.
    ///
    /// # Errors
    /// As [`Self::trade`], but for limits of money and price.
    pub fn quote(&self, id: U256, legs: Vec<Position>) -> Result<(i128, Vec<QuoteLine>), Refusal> {
        let (mut account, _) = self.settled_account(id)?;
        if legs.len() > trade::MAX_LEGS {
            return Err(argument("legs"));
        }
        let applied = Self::apply(&mut account, &legs, true)?;
        let lines = self.price(false, self.context(false)?, applied)?;
        let bill = trade::Bill::of(self.money(), &legs, &lines, [false; 2], None)?;
        Ok((bill.paid, lines))
    }

    /// Brings money into an account.
    ///
    /// # Errors
    /// `MarketArgument` for nothing, or for an account of nobody; what the token refuses with; `TokenShort` when less arrives.
    pub fn deposit(&mut self, id: U256, amount: U256) -> Result<(), Refusal> {
        let units = units_of(amount)?;
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
    /// `MarketNotOwner`; `MarketArgument` for nothing or nobody; `MarketMoney`; what the risk manager refuses an account with
    /// that has sold something; what the token refuses with.
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
        self.goes(to, amount)
    }

    /// Lets an operator trade for an account until he has spent so much on it.
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
        self.emit(OperatorSet {
            id,
            operator,
            limit,
        });
        Ok(())
    }

    /// Trades up to four legs as one order; returns what the account paid.
    ///
    /// # Errors
    /// Too late; legs that are none or too many or out of range; more sold than is held; what the risk manager refuses
    /// with; a cost beyond the limit, the operator's limit or the account's money.
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
    pub(crate) fn set_operator_limit(&mut self, id: U256, operator: Address, limit: U256) {
        self.operators.write((id, operator), &limit);
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

/// An amount of money that is moved.
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
