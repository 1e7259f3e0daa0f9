//! Paying claims: what is due goes to the vault, and what the vault can pay comes back, the oldest clearing first.

use crate::Clearing;
use abi::market::events::{ClaimsGiven, ClaimsPaid};
use alloc::vec::Vec;
use alloy_primitives::U256;
use ledger::{overflow, Left, Lent};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// What the vault is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    unpaid: u128,
    left: u128,
    debts: u128,
    due: u128,
    loans: u128,
}

impl Clearing {
    /// Brings an amount for claims, or none, and pays of them what can be paid.
    ///
    /// # Errors
    /// The token's error; the vault's error.
    pub fn pay_claims(&mut self, amount: U256) -> Result<(), Refusal> {
        self.require_market()?;
        if amount != U256::ZERO {
            let units = u128::try_from(amount).map_err(|_| overflow())?;
            self.ledger.add_due(units)?;
            let from = self.vm().msg_sender();
            self.emit(ClaimsGiven { from, amount });
            self.take_in(from, amount)?;
        }
        self.flush()
    }

    /// Returns what is not paid of the claims of cleared expiries.
    pub(crate) fn unpaid_claims(&self) -> u128 {
        let mut sum = 0u128;
        for number in self.ledger.unpaid_list() {
            let row = self.ledger.claims.read(number.into());
            sum = sum.saturating_add(row.claims.saturating_sub(row.paid));
        }
        sum
    }

    /// Returns what the vault is told now.
    pub(crate) fn told(&self) -> Told {
        let Left { claims, debts } = self.ledger.left.get();
        Told {
            unpaid: self.unpaid_claims(),
            left: claims,
            debts,
            due: self.ledger.clearing.get().due,
            loans: self.ledger.lent.get().loans,
        }
    }

    /// Takes an expiry off the list of those with unpaid claims.
    pub(crate) fn take_off_list(&mut self, number: u32) {
        let mut list = self.ledger.unpaid_list();
        let before = list.len();
        list.retain(|other| *other != number);
        if list.len() != before {
            self.ledger.set_unpaid_list(&list);
        }
    }

    /// Exchanges with the vault if something is due.
    pub(crate) fn flush_what_is_due(&mut self) -> Result<(), Refusal> {
        if self.ledger.clearing.get().due == 0 {
            return Ok(());
        }
        self.flush()
    }

    /// Exchanges what is due against what can be paid of claims. In clearing no money moves, and the vault is told what
    /// is owed.
    ///
    /// # Errors
    /// The vault's error; the token's error.
    pub(crate) fn flush(&mut self) -> Result<(), Refusal> {
        let clearing = self.ledger.clearing.get();
        if clearing.expiry != 0 {
            return self.tell();
        }
        let unpaid = self.unpaid_claims();
        let due = clearing.due;
        let payable = if unpaid == 0 {
            0
        } else {
            self.held()?.saturating_add(due).min(unpaid)
        };
        self.pay_oldest(payable);
        let mut clearing = self.ledger.clearing.get();
        clearing.due = 0;
        self.ledger.clearing.set(&clearing);
        let Lent { loans, income } = self.ledger.lent.get();
        self.ledger.lent.set(&Lent { loans, income: 0 });
        let signed = |amount: u128| i128::try_from(amount).map_err(|_| overflow());
        // Both are positive.
        let difference = signed(due)?.wrapping_sub(signed(payable)?);
        self.exchange(difference, income, unpaid.wrapping_sub(payable), 0, false)
    }

    /// Notes an amount as paid of claims, the oldest clearing first.
    fn pay_oldest(&mut self, mut amount: u128) {
        if amount == 0 {
            return;
        }
        let list = self.ledger.unpaid_list();
        let mut full = 0usize;
        for number in &list {
            let expiry = u64::from(*number);
            let entry = self.ledger.claims.entry(expiry);
            let mut row = self.ledger.claims.at(entry);
            let rest = row.claims.saturating_sub(row.paid);
            let part = amount.min(rest);
            row.paid = row.paid.saturating_add(part);
            self.ledger.claims.put(entry, &row);
            amount = amount.saturating_sub(part);
            if part > 0 {
                let amount = part;
                self.emit(ClaimsPaid { expiry, amount });
            }
            if part < rest {
                break;
            }
            full = full.saturating_add(1);
        }
        let left: Vec<u32> = list.into_iter().skip(full).collect();
        self.ledger.set_unpaid_list(&left);
    }

    /// Tells the vault what is owed and lent. No money moves.
    pub(crate) fn tell(&mut self) -> Result<(), Refusal> {
        let Told {
            unpaid,
            left,
            debts,
            due,
            ..
        } = self.told();
        let owed = unpaid.checked_add(left).ok_or_else(overflow)?;
        let debts = debts.checked_add(due).ok_or_else(overflow)?;
        self.exchange(0, 0, owed, debts, true)
    }
}
