//! The pool at one moment: money, book and shares.

use crate::{ExitFee, Joining, Leaving, Overflow, Price, Unit};

/// The value of the book of options to the pool, in units of the asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// At the mark, rounded down.
    pub mark: i128,
    /// In favour of the pool, rounded up: the value that a new provider pays for. Never below the mark.
    pub high: i128,
    /// Against the pool, rounded down: the value that a leaving provider is paid for. Never above the mark.
    pub low: i128,
}

impl Book {
    /// Returns the book in units of the asset, from its three values in WAD.
    ///
    /// Whatever their order, the result has `high` at or above the mark and `low` at or below it: providers who stay
    /// rely on it.
    #[must_use]
    pub fn of_wad(mark: i128, high: i128, low: i128, unit: Unit) -> Self {
        Self {
            mark: unit.signed_down(mark),
            high: unit.signed_up(high.max(mark)),
            low: unit.signed_down(low.min(mark)),
        }
    }
}

/// Money, book and shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// The backing: money that is held and vested, less what is owed; below zero if more is owed.
    pub backing: i128,
    /// Money that is held and not vested.
    pub unvested: u128,
    /// What accounts owe beyond their money.
    pub lent: u128,
    /// The book of options.
    pub book: Book,
    /// The supply of shares, including the dead ones.
    pub supply: u128,
}

impl Pool {
    /// Returns money and book together at one of the book's values; below zero for an insolvent pool.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn value(&self, book: i128) -> Result<i128, Overflow> {
        self.backing.checked_add(book).ok_or(Overflow)
    }

    /// Returns the money that may leave when `reserve` has to stay behind the book: neither owed to the holders of
    /// options, at the value that is worse for the pool, nor reserved for further losses. What traders owe the pool
    /// is not money yet.
    #[must_use]
    pub fn free(&self, reserve: u128) -> u128 {
        let owed = self.book.low.min(0).unsigned_abs();
        let backing = self.backing.max(0).unsigned_abs();
        backing.saturating_sub(owed).saturating_sub(reserve)
    }

    /// Returns the price at the mark.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn marked(&self) -> Result<Price, Overflow> {
        Price::new(self.value(self.book.mark)?, self.supply)
    }

    /// Returns the price for those who join, who pay for income that has not vested and for loans too; `None` if nobody
    /// can join, because nothing stands behind the existing shares.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn joining(&self) -> Result<Option<Joining>, Overflow> {
        let value = self.value(self.book.high)?;
        let value = value.checked_add_unsigned(self.unvested);
        let value = value.and_then(|value| value.checked_add_unsigned(self.lent));
        let value = value.ok_or(Overflow)?;
        if value < 0 || (value == 0 && self.supply > 0) {
            return Ok(None);
        }
        Ok(Some(Joining::new(
            Price::new(value, self.supply)?,
            self.supply,
        )))
    }

    /// Returns the price for those who leave.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn leaving(&self, fee: ExitFee) -> Result<Leaving, Overflow> {
        let price = Price::new(self.value(self.book.low)?, self.supply)?;
        Ok(Leaving { price, fee })
    }
}
