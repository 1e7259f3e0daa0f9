//! The pool's money: what the market brings and takes, and when income counts.

use crate::errors::*;
use crate::storage::{Lent, Money, Owed, Vault};
use abi::vault::events::{Collected, Exchanged, Paid};
use alloy_primitives::Address;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl Vault {
    /// Returns the money held, less what has not vested yet and what is owed, and what sellers owe.
    ///
    /// # Errors
    /// `VaultOverflow`.
    pub fn backing(&self) -> Result<i128, Refusal> {
        let debts = self.owed.get().debts;
        let beyond = self.beyond_claims(self.vested(self.money.get().held));
        beyond?
            .checked_add_unsigned(debts)
            .ok_or_else(|| overflow(()))
    }

    /// Returns the money held.
    pub fn held(&self) -> u128 {
        self.money.get().held
    }

    /// Returns an amount less what is owed.
    pub(crate) fn beyond_claims(&self, amount: u128) -> Result<i128, Refusal> {
        let amount = i128::try_from(amount).map_err(overflow)?;
        let beyond = amount.checked_sub_unsigned(self.owed.get().owed);
        beyond.ok_or_else(|| overflow(()))
    }

    /// Records an amount that the market has just sent.
    ///
    /// # Errors
    /// `VaultOnlyMarket`; `VaultOverflow`; `VaultUnfunded` if the money did not arrive.
    pub fn collect(&mut self, amount: u128, spread: u128, vests_by: u64) -> Result<(), Refusal> {
        self.only_market()?;
        self.receive(amount, spread, vests_by)?;
        self.emit(Collected {
            amount,
            spread,
            vestsBy: vests_by,
        });
        Ok(())
    }

    /// Pays the market the whole of an amount for an order.
    ///
    /// # Errors
    /// `VaultOnlyMarket`; `VaultShort`; `VaultOverflow`; the errors of a transfer.
    pub fn pay(
        &mut self,
        amount: u128,
        spread: u128,
        vests_by: u64,
        opens: bool,
        stay_before: u128,
        stay_after: u128,
    ) -> Result<(), Refusal> {
        let market = self.only_market()?;
        let held = self.money.get().held;
        let rest = held.saturating_sub(amount);
        self.hold(rest, spread, vests_by)?;
        let owed = self.owed.get().owed;
        let stays = if opens {
            stay_after.saturating_add(rest.saturating_sub(self.vested(rest)))
        } else {
            // What was missing before may be missing after.
            let missing = owed.saturating_add(stay_before).saturating_sub(held);
            stay_after.saturating_sub(missing)
        };
        let needed = owed.saturating_add(stays).saturating_add(amount);
        if held < needed {
            return Err(short(held, needed));
        }
        self.emit(Paid {
            amount,
            spread,
            vestsBy: vests_by,
        });
        self.give(market, amount)
    }

    /// Exchanges money with the market for what was settled, and notes what it tells.
    ///
    /// # Errors
    /// `VaultOnlyMarket`; `VaultShort`; `VaultUnfunded` if the money did not arrive; the errors of a transfer.
    pub fn exchange(
        &mut self,
        difference: i128,
        income: u128,
        owed: u128,
        debts: u128,
        lent: u128,
        clearing: bool,
    ) -> Result<(), Refusal> {
        let market = self.only_market()?;
        self.owed.set(&Owed { owed, debts });
        self.lent.set(&Lent { lent, clearing });
        let amount = difference.unsigned_abs();
        self.emit(Exchanged {
            difference,
            income,
            owed,
            debts,
            lent,
            clearing,
        });
        if difference == 0 && income == 0 {
            return Ok(());
        }
        if difference >= 0 {
            return self.receive(amount, income, 0);
        }
        let held = self.money.get().held;
        let Some(rest) = held.checked_sub(amount) else {
            return Err(short(held, amount));
        };
        self.hold(rest, income, 0)?;
        self.give(market, amount)
    }

    /// Records an amount that must have arrived, with an income that vests.
    #[inline(never)]
    fn receive(&mut self, amount: u128, income: u128, vests_by: u64) -> Result<(), Refusal> {
        let held = self.money.get().held.checked_add(amount);
        let held = held.ok_or_else(|| overflow(()))?;
        self.require_funded(held)?;
        self.hold(held, income, vests_by)
    }

    #[inline(never)]
    fn only_market(&self) -> Result<Address, Refusal> {
        let caller = self.vm().msg_sender();
        if caller != self.market() {
            return Err(VaultOnlyMarket { caller }.into());
        }
        Ok(caller)
    }

    /// Returns the part of a held amount that has vested.
    #[inline(never)]
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

#[inline(never)]
fn short(held: u128, needed: u128) -> Refusal {
    let (held, needed) = (wide(held), wide(needed));
    VaultShort { held, needed }.into()
}
