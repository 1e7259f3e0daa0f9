//! The pool's money: what the market brings and takes, and when income counts.

use crate::errors::*;
use crate::storage::{Money, Vault};
use abi::vault::events::{ClaimsPaid, Collected, Paid, ShortfallReported};
use alloy_primitives::{Address, U256};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl Vault {
    /// Returns the money held, less what has not vested yet.
    pub fn backing(&self) -> U256 {
        wide(self.vested(self.money.get().held))
    }

    /// Records an amount that the market has just sent.
    ///
    /// # Errors
    /// `VaultOnlyMarket`; `VaultOverflow`; `VaultUnfunded` if the money did not arrive.
    pub fn collect(&mut self, amount: U256, spread: U256, vests_by: u64) -> Result<(), Refusal> {
        self.only_market()?;
        let held = self.money.get().held.checked_add(narrow(amount)?);
        let held = held.ok_or_else(|| overflow(()))?;
        self.require_funded(held)?;
        self.hold(held, narrow(spread)?, vests_by)?;
        self.emit(Collected {
            amount,
            spread,
            vestsBy: vests_by,
        });
        Ok(())
    }

    /// Pays the market the whole of an amount.
    ///
    /// # Errors
    /// `VaultOnlyMarket`; `VaultShort`; `VaultOverflow`; the errors of a transfer.
    pub fn pay(&mut self, amount: U256, spread: U256, vests_by: u64) -> Result<(), Refusal> {
        let market = self.only_market()?;
        let (held, paid) = (self.money.get().held, narrow(amount)?);
        let Some(rest) = held.checked_sub(paid) else {
            let held = wide(held);
            return Err(VaultShort {
                held,
                needed: amount,
            }
            .into());
        };
        self.hold(rest, narrow(spread)?, vests_by)?;
        self.emit(Paid {
            amount,
            spread,
            vestsBy: vests_by,
        });
        self.give(market, paid)
    }

    /// Pays the market what the winners of an expiry are owed, or all the money if that is less.
    ///
    /// # Errors
    /// `VaultOnlyMarket`; the errors of a transfer.
    pub fn pay_claims(&mut self, owed: U256) -> Result<U256, Refusal> {
        let market = self.only_market()?;
        let held = self.money.get().held;
        let paid = narrow(owed).unwrap_or(u128::MAX).min(held);
        self.hold(held.wrapping_sub(paid), 0, 0)?;
        self.emit(ClaimsPaid {
            owed,
            paid: wide(paid),
        });
        self.give(market, paid)?;
        Ok(wide(paid))
    }

    /// Returns what insolvent accounts lack beyond the insurance fund, as the liquidator last reported.
    pub fn shortfall(&self) -> U256 {
        self.shortfall.get()
    }

    /// Stores what insolvent accounts lack beyond the insurance fund.
    ///
    /// # Errors
    /// `VaultOnlyLiquidator`.
    pub fn set_shortfall(&mut self, amount: U256) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller != self.liquidator() {
            return Err(VaultOnlyLiquidator { caller }.into());
        }
        self.shortfall.set(amount);
        self.emit(ShortfallReported { amount });
        Ok(())
    }

    fn only_market(&self) -> Result<Address, Refusal> {
        let caller = self.vm().msg_sender();
        if caller != self.market() {
            return Err(VaultOnlyMarket { caller }.into());
        }
        Ok(caller)
    }

    /// Returns the part of a held amount that has vested.
    pub(crate) fn vested(&self, held: u128) -> u128 {
        let now = self.vm().block_timestamp();
        held.saturating_sub(self.income().unvested_up(now))
    }

    /// Stores a new held amount, with an income that vests. The vesting amount is never more than what is held, or the
    /// next deposit would make up for the difference.
    #[inline(never)]
    pub(crate) fn hold(&mut self, held: u128, income: u128, vests_by: u64) -> Result<(), Refusal> {
        let now = self.vm().block_timestamp();
        let before = self.income();
        let mut streams = before;
        if income > 0 {
            let added = streams.add(income, vests_by, now);
            added.map_err(overflow)?;
        }
        if streams.unvested_up(now) > held {
            streams.cut(held, now);
        }
        self.set_income(&before, &streams);
        let supply = self.money.get().supply;
        self.money.set(&Money { held, supply });
        Ok(())
    }
}
