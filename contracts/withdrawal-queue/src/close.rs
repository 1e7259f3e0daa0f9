//! Closing the epochs that have ended: all who take part are paid in the same proportion.

use crate::storage::{overflow, wide, Calendar, Totals, WithdrawalQueue};
use abi::withdrawal_queue::errors::{QueueNothing, QueueTooEarly};
use abi::withdrawal_queue::events::EpochClosed;
use alloc::vec::Vec;
use alloy_primitives::U256;
use runtime::{Emit, Refusal};
use shares::levels::level_down;
use shares::{Closing, Waiting};
use stylus_sdk::prelude::*;

/// What takes part in a closing at a level.
type Part = (u16, Waiting);

impl WithdrawalQueue {
    /// Closes all epochs that have ended, as one, at the price of this moment. If that price trips the breaker, nothing
    /// else happens.
    ///
    /// # Errors
    /// `QueueNothing` if no shares are here; `QueueTooEarly`; `QueueBreaker`; the vault's error, while nobody can leave it.
    pub fn close(&mut self) -> Result<(U256, U256), Refusal> {
        let (calendar, now) = (self.calendar.get(), self.vm().block_timestamp());
        let Totals { waiting, owed } = self.totals.get();
        if waiting == 0 {
            return Err(QueueNothing {}.into());
        }
        let epochs = calendar.epochs();
        let until = epochs.number(now);
        if until <= calendar.open {
            let closable = epochs.end(now);
            return Err(QueueTooEarly { closable }.into());
        }
        // A revert would undo the trip, and with it the moment from which the breaker holds.
        if self.note_if_marked()? {
            return Ok((U256::ZERO, U256::ZERO));
        }
        self.require_released()?;
        // The vault's maximum is zero for want of gas too. The price, asked with less gas, then fails, so nobody can close
        // epochs for nothing. It also fails while nobody can leave the vault: the epochs stay open, and what takes part
        // stays with them.
        let redeemable = self.redeemable()?;
        let price = self.exit_price()?;
        let level = level_down(price);
        let parts = self.parts(level, &calendar, until);
        let mut closing = Closing {
            waiting: sum(&parts)?,
            from: calendar.open,
            until,
            level,
            ..Closing::default()
        };
        let filled = redeemable.min(closing.waiting);
        closing.left = closing.waiting.saturating_sub(filled);
        let mut next = Calendar {
            open: until,
            ..calendar
        };
        // A closing that pays nobody changes no request but for what was cancelled, which `open` tells.
        if filled > 0 {
            closing.assets = self.redeem(filled)?;
            self.record(calendar.closings, &closing, &parts)?;
            next.closings = calendar.closings.saturating_add(1);
            let owed = owed.checked_add(closing.assets);
            self.totals.set(&Totals {
                waiting: waiting.saturating_sub(filled),
                owed: owed.ok_or_else(|| overflow(()))?,
            });
            self.require_funded()?;
        }
        self.calendar.set(&next);
        let (filled, assets) = (wide(filled), wide(closing.assets));
        self.emit(EpochClosed {
            epoch: until.saturating_sub(1),
            waiting: wide(closing.waiting),
            filled,
            assets,
            price: wide(price),
        });
        Ok((filled, assets))
    }

    /// Returns what takes part at each level up to `highest`.
    fn parts(&self, highest: u16, calendar: &Calendar, until: u64) -> Vec<Part> {
        let mut levels = self.used_levels(highest);
        levels.insert(0, 0);
        let part = |level| {
            let waits = self.level(level).released(calendar.open);
            (level, waits.at(until))
        };
        levels.into_iter().map(part).collect()
    }

    /// Stores a closing, and what it leaves at each level.
    fn record(&mut self, number: u64, closing: &Closing, parts: &[Part]) -> Result<(), Refusal> {
        self.closings.write(number, closing);
        let after = |part: &Part| Ok((part.0, part.1.after(closing)?));
        let after: Result<Vec<Part>, shares::Overflow> = parts.iter().map(after).collect();
        let after = after.map_err(overflow)?;
        // What rounding leaves over waits at level 0, and goes when everything there is redeemed.
        let mut over = closing.left.saturating_sub(sum(&after)?);
        for (level, waits) in after {
            let mut waits = waits.released(closing.until);
            waits.ended = waits.ended.saturating_add(core::mem::take(&mut over));
            self.set_level(level, &waits);
        }
        Ok(())
    }
}

/// Returns the shares that take part at all levels.
fn sum(parts: &[Part]) -> Result<u128, Refusal> {
    let mut all = 0_u128;
    for (_, waits) in parts {
        let shares = waits.taking_part().map_err(overflow)?;
        all = all.checked_add(shares).ok_or_else(|| overflow(()))?;
    }
    Ok(all)
}
