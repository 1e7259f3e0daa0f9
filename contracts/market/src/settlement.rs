//! Settlement: of a whole expiry, and of single accounts.

use crate::accounts::Holdings;
use crate::errors::*;
use crate::storage::{Market, Settlement};
use abi::market::events::{AccountSettled, DeficitCovered, ExpirySettled};
use alloy_primitives::{Address, U256};
use domain::accounts::first_of;
use domain::WHOLE;
use runtime::records::Bits;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl Market {
    /// Settles all series of an expiry. The pool's positions leave its book, and the vault pays what winners are owed.
    /// If the vault has less, every claim of the expiry is paid the same part: all that the vault and the sellers pay,
    /// divided by all claims.
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
        let (owed, claims) = self.settle_in_book(expiry, price)?;
        let money = self.money();
        // Stored before money moves, for nothing that it brings may change it.
        let entry = self.settlements.entry(expiry);
        let mut settlement = Settlement {
            price_wad: price,
            part_wad: WHOLE,
        };
        self.settlements.put(entry, &settlement);
        let (owed, paid) = if owed < 0 {
            self.collect(money.down(owed.unsigned_abs()))?
        } else {
            let owed = money.up(owed.unsigned_abs());
            let paid = if owed == 0 { 0 } else { self.claim(owed)? };
            if paid < owed {
                // Every claim bears its part of what is missing.
                let claims = money.up(claims).max(owed);
                let missing = owed.wrapping_sub(paid);
                let part = engine::liquidation::recovery(claims.wrapping_sub(missing), claims);
                #[expect(clippy::cast_possible_truncation, reason = "no more than the whole")]
                let part = part as u64;
                settlement.part_wad = part;
                self.settlements.put(entry, &settlement);
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

    /// Sends the vault what sellers owe to the pool. Their accounts pay when they are settled. No more is sent than
    /// the money of all accounts.
    fn collect(&mut self, owed: u128) -> Result<(i128, i128), Refusal> {
        let paid = owed.min(u128::of_number(self.tracked.get()));
        if paid > 0 {
            self.exchange(paid.cast_signed(), 0, 0)?;
        }
        let negative = |units: u128| units.cast_signed().wrapping_neg();
        Ok((negative(owed), negative(paid)))
    }

    /// Loads an account with its expired positions settled, and emits what that brought. The caller has to store the
    /// account.
    pub(crate) fn touched(&mut self, id: U256) -> Result<Holdings, Refusal> {
        let (mut account, paid) = self.settled_account(id)?;
        if paid != 0 {
            self.emit(AccountSettled { id, amount: paid });
        }
        if account.words.is_empty() {
            self.insure(&mut account, false)?;
        }
        Ok(account)
    }

    /// Pays what an account owes and cannot pay: first from the insurance fund, then from the pool. What neither can
    /// pay stays owed. If the debt is to the pool (`forgiven`), the pool drops its claim instead of paying, and the
    /// rest is its loss.
    pub(crate) fn insure(
        &mut self,
        account: &mut Holdings,
        forgiven: bool,
    ) -> Result<i128, Refusal> {
        if account.cash >= 0 {
            return Ok(0);
        }
        let deficit = account.cash.unsigned_abs();
        let insurer = self.liquidator();
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
        let from_vault = if rest == 0 || forgiven {
            rest
        } else {
            self.claim(rest)?
        };
        let covered = from_insurance.saturating_add(from_vault).cast_signed();
        account.pay(covered.wrapping_neg())?;
        self.emit(DeficitCovered {
            id: account.id,
            fromInsurance: U256::from(from_insurance),
            fromVault: U256::from(from_vault),
        });
        Ok(from_vault.cast_signed())
    }
}
