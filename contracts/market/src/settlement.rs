//! Settlement: an expiry at once, and accounts one by one.

use crate::accounts::{first_of, Holdings, WHOLE};
use crate::errors::*;
use crate::events::{AccountSettled, DeficitCovered, ExpirySettled};
use crate::storage::{pair, unpair, Market};
use alloy_primitives::{Address, U256};
use interfaces::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl Market {
    /// Settles all series of an expiry: the pool's part leaves its book, and the vault pays what winners are owed. If it
    /// has less, every claim of the expiry is paid the same part.
    ///
    /// # Errors
    /// `MarketSettled`; `MarketNotSettleable` before its price is fixed.
    pub fn settle(&mut self, expiry: u64) -> Result<(), Refusal> {
        if self.settled(expiry).is_some() {
            return Err(MarketSettled { expiry }.into());
        }
        let expired = expiry <= self.vm().block_timestamp();
        let price = if expired {
            self.expiry_price(expiry)?
        } else {
            0
        };
        if price == 0 {
            return Err(MarketNotSettleable { expiry }.into());
        }
        let owed = self.settle_in_book(expiry, price)?;
        let money = self.money();
        // Stored before money moves, for nothing that it brings may change it.
        let entry = self.settlements.entry(U256::from(expiry));
        self.settlements.set(entry, 0, pair(price, WHOLE.into()));
        let (owed, paid) = if owed < 0 {
            self.collect(money.down(owed.unsigned_abs()))?
        } else {
            let owed = money.up(owed.unsigned_abs());
            let paid = if owed == 0 { 0 } else { self.claim(owed)? };
            if paid < owed {
                let part = part_of(paid, owed);
                self.settlements.set(entry, 0, pair(price, part));
            }
            (owed.cast_signed(), paid.cast_signed())
        };
        self.emit(ExpirySettled {
            expiry,
            price,
            owed,
            paid,
        });
        Ok(())
    }

    /// Hands the vault what those who sold owe to the pool. Their accounts pay when they are settled; there is no more to
    /// hand over than the money of all accounts.
    fn collect(&mut self, owed: u128) -> Result<(i128, i128), Refusal> {
        let (tracked, _) = unpair(self.tracked.get());
        let paid = owed.min(tracked);
        if paid > 0 {
            self.exchange(paid.cast_signed(), 0, 0)?;
        }
        let negative = |units: u128| units.cast_signed().wrapping_neg();
        Ok((negative(owed), negative(paid)))
    }

    /// An account with what settled expiries owe it paid, and that made known. It has yet to be kept.
    pub(crate) fn touched(&mut self, id: U256) -> Result<Holdings, Refusal> {
        let (mut account, paid) = self.holdings(id)?;
        if paid != 0 {
            self.emit(AccountSettled { id, amount: paid });
        }
        if account.cash < 0 && account.words.is_empty() {
            self.cover(&mut account)?;
        }
        Ok(account)
    }

    /// Pays what an account owes and cannot: the insurance fund first, then the pool. What neither can pay stays owed.
    fn cover(&mut self, account: &mut Holdings) -> Result<(), Refusal> {
        let deficit = account.cash.unsigned_abs();
        let insurer = self.liquidator.get();
        let from_insurance = if insurer == Address::ZERO || first_of(insurer) == account.id {
            0
        } else {
            let mut fund = self.stored(first_of(insurer));
            let paid = fund.cash.max(0).unsigned_abs().min(deficit);
            fund.cash = fund.cash.wrapping_sub_unsigned(paid);
            self.keep(&fund);
            paid
        };
        let rest = deficit.saturating_sub(from_insurance);
        let from_vault = if rest == 0 { 0 } else { self.claim(rest)? };
        account.earn(from_insurance.saturating_add(from_vault))?;
        self.emit(DeficitCovered {
            id: account.id,
            fromInsurance: U256::from(from_insurance),
            fromVault: U256::from(from_vault),
        });
        Ok(())
    }
}

/// paid/owed as a part of one WAD, rounded down, for paid < owed < 2¹²⁴.
fn part_of(paid: u128, owed: u128) -> u128 {
    let mut rest = paid;
    let mut part = 0u128;
    // Digit by digit: the division of 256 bits is nine kilobytes of code.
    for _ in 0..18 {
        rest = rest.saturating_mul(10);
        part = part.saturating_mul(10).saturating_add(rest / owed);
        rest %= owed;
    }
    part
}
