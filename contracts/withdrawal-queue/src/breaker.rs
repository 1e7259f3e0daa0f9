//! Nobody leaves for a while after a share lost much of its price within a day.
//!
//! The price is read, never handed in: whoever notes it can only say what is so.

use crate::interface::*;
use crate::storage::{wide, WithdrawalQueue};
use alloy_primitives::U256;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl WithdrawalQueue {
    /// Notes the price of a share at this moment.
    ///
    /// # Errors
    /// When the vault's book has no mark now.
    pub fn note(&mut self) -> Result<(U256, U256, u64), Refusal> {
        let price = self.share_price()?;
        self.take_note(price)?;
        Ok(self.breaker())
    }

    /// The highest price noted since the last trip within a day, the latest one, and until when nobody leaves.
    pub fn breaker(&self) -> (U256, U256, u64) {
        let now = self.vm().block_timestamp();
        let breaker = self.stored_breaker();
        (wide(breaker.high(now)), wide(breaker.price), breaker.until)
    }

    /// Notes the price if there is one, and says whether that tripped the breaker. That there is none stops nothing by
    /// itself. A caller who leaves the vault too little gas to say it has too little left for what follows.
    ///
    /// # Errors
    /// Those of the vault, when it does not hear of a trip.
    pub(crate) fn note_if_marked(&mut self) -> Result<bool, Refusal> {
        self.share_price()
            .map_or(Ok(false), |price| self.take_note(price))
    }

    /// Refuses while nobody may leave.
    ///
    /// # Errors
    /// `QueueBreaker`.
    pub(crate) fn require_released(&self) -> Result<(), Refusal> {
        let breaker = self.stored_breaker();
        if breaker.holds(self.vm().block_timestamp()) {
            let until = breaker.until;
            return Err(QueueBreaker { until }.into());
        }
        Ok(())
    }

    /// Keeps a price. One that trips the breaker is made known, to the vault too: who does not wait stays as well.
    #[inline(never)]
    fn take_note(&mut self, price: u128) -> Result<bool, Refusal> {
        let now = self.vm().block_timestamp();
        let before = self.stored_breaker();
        let (after, tripped) = before.noted(now, price, &self.calendar.get().trip());
        self.set_breaker(&before, &after);
        if tripped {
            let until = after.until;
            self.emit(BreakerTripped {
                high: wide(before.high(now)),
                price: wide(price),
                until,
            });
            self.stop_leaving(until)?;
        }
        Ok(tripped)
    }
}
