//! Settlement: an expiry at once, and accounts one by one.

use crate::accounts::{Holdings, WHOLE};
use crate::errors::*;
use crate::events::{AccountSettled, ExpirySettled};
use crate::storage::{pair, unpair, Market};
use alloy_primitives::U256;
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
        let owed = self.money().up(owed.max(0).unsigned_abs());
        // Stored before money moves, for nothing that it brings may change it.
        let entry = self.settlements.entry(U256::from(expiry));
        self.settlements.set(entry, 0, pair(price, WHOLE.into()));
        let paid = if owed == 0 {
            U256::ZERO
        } else {
            self.claim(owed)?
        };
        if paid < U256::from(owed) {
            let part = part_of(paid, owed);
            self.settlements.set(entry, 0, pair(price, part));
        }
        self.emit(ExpirySettled {
            expiry,
            price,
            owed: U256::from(owed),
            paid,
        });
        Ok(())
    }

    /// An account with what settled expiries owe it paid, and that made known. It has yet to be kept.
    pub(crate) fn touched(&mut self, id: U256) -> Result<Holdings, Refusal> {
        let (account, paid) = self.holdings(id)?;
        if paid > 0 {
            self.emit(AccountSettled {
                id,
                amount: U256::from(paid),
            });
        }
        Ok(account)
    }
}

/// paid/owed as a part of one WAD, rounded down, for paid < owed < 2¹²⁴.
fn part_of(paid: U256, owed: u128) -> u128 {
    let (mut rest, _) = unpair(paid);
    let mut part = 0u128;
    // Digit by digit: the division of 256 bits is nine kilobytes of code.
    for _ in 0..18 {
        rest = rest.saturating_mul(10);
        part = part.saturating_mul(10).saturating_add(rest / owed);
        rest %= owed;
    }
    part
}
