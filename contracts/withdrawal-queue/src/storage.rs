//! What the contract stores.

use crate::interface::QueueOverflow;
use alloy_primitives::{Address, U256};
use layout::Layout;
use runtime::access::{value_of, Authority};
use runtime::slots::{halves, joined, AddressWord, Table, Word, WordArray};
use runtime::Refusal;
use shares::{Breaker, Epoch, Request, Trip, SPANS};
use stylus_sdk::prelude::*;

/// Queues those who want to leave while their money is locked, and pays them pro rata.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct WithdrawalQueue {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) vault: AddressWord,
    pub(crate) asset: AddressWord,
    /// From the low end: epochs closed, when the last was (unix seconds), how long one lasts (seconds), 64 bits each;
    /// the fall that trips the breaker (basis points, 16), how long it holds (seconds, 48).
    pub(crate) calendar: Word,
    /// From the low end: shares that wait, assets owed, 128 bits each.
    pub(crate) totals: Word,
    /// By number: shares that waited and that were left (128 bits each, from the low end); assets paid.
    pub(crate) epochs: Table,
    /// By controller: shares that wait and shares redeemed (128 bits each, from the low end); assets to be fetched (128
    /// bits) and epochs gone through (64 bits).
    pub(crate) requests: Table,
    /// By controller and operator: 1 for one who may act.
    pub(crate) operators: Table,
    /// From the low end: span of the latest note (64), until when the breaker holds (unix seconds, 64), the latest
    /// price (128).
    pub(crate) breaker: Word,
    /// The highest prices of the breaker's spans, two a word from the low end.
    pub(crate) highs: WordArray<{ SPANS / 2 }>,
}

/// Epochs past and present.
#[derive(Clone, Copy)]
pub(crate) struct Calendar {
    pub(crate) epochs: u64,
    pub(crate) closed: u64,
    pub(crate) epoch_secs: u64,
    pub(crate) trip: Trip,
}

/// What waits and what is owed.
#[derive(Clone, Copy)]
pub(crate) struct Totals {
    pub(crate) waiting: u128,
    pub(crate) owed: u128,
}

impl WithdrawalQueue {
    pub(crate) fn calendar(&self) -> Calendar {
        let [epochs, closed, epoch_secs, trip] = self.calendar.get().into_limbs();
        let [.., high, low] = trip.to_be_bytes();
        Calendar {
            epochs,
            closed,
            epoch_secs,
            trip: Trip {
                fall_bps: u16::from_be_bytes([high, low]),
                hold_secs: trip >> 16,
            },
        }
    }

    pub(crate) fn set_calendar(&mut self, calendar: Calendar) {
        let Calendar {
            epochs,
            closed,
            epoch_secs,
            trip,
        } = calendar;
        let trip = trip.hold_secs << 16 | u64::from(trip.fall_bps);
        self.calendar
            .set(U256::from_limbs([epochs, closed, epoch_secs, trip]));
    }

    pub(crate) fn stored_breaker(&self) -> Breaker {
        let [span, until, low, high] = self.breaker.get().into_limbs();
        let mut highs = [0; SPANS];
        for (place, pair) in highs.chunks_exact_mut(2).enumerate() {
            let (one, next) = halves(self.highs.get(place));
            pair.copy_from_slice(&[one, next]);
        }
        Breaker {
            highs,
            span,
            price: u128::from(high) << 64 | u128::from(low),
            until,
        }
    }

    /// Stores a breaker in place of another. Writes only the words that changed.
    pub(crate) fn set_breaker(&mut self, before: &Breaker, after: &Breaker) {
        let pairs = before.highs.chunks_exact(2);
        for (place, (was, is)) in pairs.zip(after.highs.chunks_exact(2)).enumerate() {
            if let ([one, next], true) = (is, was != is) {
                self.highs.set(place, joined(*one, *next));
            }
        }
        let times = u128::from(after.until) << 64 | u128::from(after.span);
        self.breaker.set(joined(times, after.price));
    }

    pub(crate) fn totals(&self) -> Totals {
        let (waiting, owed) = halves(self.totals.get());
        Totals { waiting, owed }
    }

    pub(crate) fn set_totals(&mut self, totals: Totals) {
        self.totals.set(joined(totals.waiting, totals.owed));
    }

    pub(crate) fn epoch(&self, number: u64) -> Epoch {
        let entry = self.epochs.entry(U256::from_limbs([number, 0, 0, 0]));
        let (waiting, left) = halves(self.epochs.get(entry, 0));
        let (assets, _) = halves(self.epochs.get(entry, 1));
        Epoch {
            waiting,
            left,
            assets,
        }
    }

    pub(crate) fn record(&mut self, number: u64, epoch: &Epoch) {
        let entry = self.epochs.entry(U256::from_limbs([number, 0, 0, 0]));
        self.epochs.set(entry, 0, joined(epoch.waiting, epoch.left));
        self.epochs.set(entry, 1, wide(epoch.assets));
    }

    /// Returns the stored request of a controller, and the number of epochs applied to it.
    pub(crate) fn stored(&self, controller: Address) -> (Request, u64) {
        let entry = self.requests.entry(value_of(controller));
        let (pending, filled) = halves(self.requests.get(entry, 0));
        let word = self.requests.get(entry, 1);
        let [_, _, epochs, _] = word.into_limbs();
        let (assets, _) = halves(word);
        let request = Request {
            pending,
            filled,
            assets,
        };
        (request, epochs)
    }

    pub(crate) fn keep(&mut self, controller: Address, request: &Request, epochs: u64) {
        let entry = self.requests.entry(value_of(controller));
        self.requests
            .set(entry, 0, joined(request.pending, request.filled));
        let second = joined(request.assets, u128::from(epochs));
        self.requests.set(entry, 1, second);
    }
}

/// Converts an amount to the type of the ABI.
pub(crate) fn wide(amount: u128) -> U256 {
    joined(amount, 0)
}

/// Converts an amount of the ABI to the type that the queue computes with.
///
/// # Errors
/// `QueueOverflow` if it needs more than 128 bits.
pub(crate) fn narrow(amount: U256) -> Result<u128, Refusal> {
    match halves(amount) {
        (amount, 0) => Ok(amount),
        _ => Err(overflow(())),
    }
}

/// Returns the error about an amount that does not fit.
pub(crate) fn overflow<E>(_: E) -> Refusal {
    QueueOverflow {}.into()
}
