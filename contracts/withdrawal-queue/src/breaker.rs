//! The breaker: nobody leaves for a while after a share lost much of its price within a day.
//!
//! The contract reads the price itself and takes none from a caller, so nobody can note a wrong one.

use crate::storage::{wide, WithdrawalQueue};
use abi::withdrawal_queue::errors::QueueBreaker;
use abi::withdrawal_queue::events::BreakerTripped;
use alloy_primitives::U256;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl WithdrawalQueue {
    /// Notes the price of a share at this moment.
    ///
    /// # Errors
    /// The vault's book has no mark now.
    pub fn note(&mut self) -> Result<(U256, U256, u64), Refusal> {
        let price = self.share_price()?;
        self.take_note(price)?;
        Ok(self.breaker())
    }

    /// Returns the highest price noted within a day since the last trip, the latest price, and until when nobody
    /// leaves.
    pub fn breaker(&self) -> (U256, U256, u64) {
        let now = self.vm().block_timestamp();
        let breaker = self.stored_breaker();
        (wide(breaker.high(now)), wide(breaker.price), breaker.until)
    }

    /// Notes the price if there is one, and returns whether that tripped the breaker. A missing price stops nothing by
    /// itself. A caller who leaves the vault too little gas to answer has too little left for what follows.
    ///
    /// # Errors
    /// The vault's error, if it does not take the news of a trip.
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

    /// Stores a price. If it trips the breaker, emits that and tells the vault, so that those who do not wait stay
    /// too.
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
