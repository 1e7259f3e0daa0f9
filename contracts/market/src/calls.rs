//! Every outbound call, except those to the asset, which are in the crate `tokens`.

use crate::accounts::Holdings;
use crate::errors::overflow;
use crate::storage::Market;
use abi::oracle::OracleSnapshot;
use abi::trading::{QuoteLine, TradeContext, TradeLeg};
use abi::{IOracle, IRiskManager, IVault};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::calendar::settling;
use domain::Money;
use runtime::records::Bits;
use runtime::{Changing, Reading, Refusal};
use stylus_sdk::prelude::*;

impl Market {
    /// Returns the asset of a vault.
    #[inline(never)]
    pub(crate) fn asset_of(&self, vault: Address) -> Result<Address, Refusal> {
        IVault::new(vault).asset(self.vm(), Reading)
    }

    /// Returns the market now, with the money behind the pool's book. If `notes`, the oracle records the price.
    pub(crate) fn context(&self, notes: bool) -> Result<TradeContext, Refusal> {
        let settling = settling(self.vm().block_timestamp());
        let oracle = IOracle::new(self.oracle());
        let snapshot: OracleSnapshot = if notes {
            oracle.observe(self.vm(), Changing, settling)?
        } else {
            oracle.snapshot(self.vm(), Reading, settling)?
        };
        let backing = IVault::new(self.vault()).backing(self.vm(), Reading)?;
        let backing = self.money().wad(backing).ok_or_else(overflow)?;
        Ok(TradeContext::of(&snapshot, settling, backing))
    }

    /// Returns the price of an expiry; zero until it is fixed.
    pub(crate) fn expiry_price(&self, expiry: u64) -> Result<u128, Refusal> {
        IOracle::new(self.oracle()).expiry_price(self.vm(), Reading, expiry)
    }

    /// Takes a trade into the pool's book, or only returns what it would cost.
    pub(crate) fn price(
        &self,
        commits: bool,
        context: TradeContext,
        legs: Vec<TradeLeg>,
    ) -> Result<Vec<QuoteLine>, Refusal> {
        let risk = IRiskManager::new(self.risk_manager());
        Ok(if commits {
            risk.commit(self.vm(), Changing, context.into(), legs)?
        } else {
            risk.preview(self.vm(), Reading, context.into(), legs)?
        })
    }

    /// Takes legs into the pool's book in spite of its limits.
    pub(crate) fn absorb(&self, legs: Vec<TradeLeg>) -> Result<(), Refusal> {
        let risk = IRiskManager::new(self.risk_manager());
        risk.absorb(self.vm(), Changing, legs)
    }

    /// Takes an expiry out of the pool's book. Returns what the pool owes for it and what all its holders are owed,
    /// WAD.
    pub(crate) fn settle_in_book(&self, expiry: u64, price: u128) -> Result<(i128, u128), Refusal> {
        let risk = IRiskManager::new(self.risk_manager());
        risk.settle(self.vm(), Changing, expiry, price)
    }

    /// Moves money between this contract and the vault: to the vault if positive. `spread` is the pool's gain against
    /// the mark.
    pub(crate) fn exchange(
        &mut self,
        to_vault: i128,
        spread: u128,
        vests_by: u64,
    ) -> Result<(), Refusal> {
        let vault = self.vault();
        let amount = U256::from(to_vault.unsigned_abs());
        let spread = U256::from(spread);
        if to_vault < 0 {
            IVault::new(vault).pay(self.vm(), Changing, amount, spread, vests_by)?;
            return self.record_inflow(amount);
        }
        self.send(vault, amount)?;
        IVault::new(vault).collect(self.vm(), Changing, amount, spread, vests_by)
    }

    /// Makes the vault pay what winners are owed, or all it has if that is less.
    pub(crate) fn claim(&mut self, owed: u128) -> Result<u128, Refusal> {
        let vault = IVault::new(self.vault());
        let paid = vault.pay_claims(self.vm(), Changing, U256::from(owed))?;
        self.record_inflow(paid)?;
        Ok(u128::of_number(paid).min(owed))
    }

    /// Refuses an account below its initial margin, unless it only closes and is not worse off than `before`.
    pub(crate) fn require_margin(
        &self,
        context: TradeContext,
        account: &Holdings,
        before: Option<&Holdings>,
    ) -> Result<(), Refusal> {
        let risk = IRiskManager::new(self.risk_manager());
        let (cash, words) = self.purse(account)?;
        let closing = before.is_some();
        let (cash_before, words_before) = match before {
            Some(before) => self.purse(before)?,
            None => (0, Vec::new()),
        };
        risk.require_margin(
            self.vm(),
            Reading,
            context.into(),
            cash,
            words,
            closing,
            cash_before,
            words_before,
        )
    }

    /// Returns the money in WAD, and the words of the positions.
    fn purse(&self, account: &Holdings) -> Result<(i128, Vec<U256>), Refusal> {
        let cash = self.money().signed_wad(account.cash);
        Ok((cash.ok_or_else(overflow)?, account.words.clone()))
    }

    /// Returns the unit of the asset.
    #[inline(never)]
    pub(crate) fn money(&self) -> Money {
        Money::of_decimals(self.decimals.get())
    }
}
