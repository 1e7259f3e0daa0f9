//! What the contract stores.

use abi::withdrawal_queue::errors::QueueOverflow;
use alloy_primitives::{Address, U256};
use layout::Layout;
use runtime::access::Authority;
use runtime::record;
use runtime::records::{Bits, Cell, Cells, Records};
use runtime::slots::AddressWord;
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
    pub(crate) calendar: Cell<Calendar>,
    pub(crate) totals: Cell<Totals>,
    /// By number.
    pub(crate) epochs: Records<u64, ClosedEpoch>,
    /// By controller.
    pub(crate) requests: Records<Address, StoredRequest>,
    /// By controller and operator: whether they may act.
    pub(crate) operators: Records<(Address, Address), bool>,
    pub(crate) breaker: Cell<Note>,
    /// The highest prices of the breaker's spans, two a word.
    pub(crate) highs: Cells<Highs, { SPANS / 2 }>,
}

record! {
    /// Epochs past and present, and what trips the breaker.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Calendar[1] {
        /// How many epochs are closed.
        pub(crate) epochs: u64 = 0..64,
        /// When the last one was, unix seconds.
        pub(crate) closed: u64 = 64..128,
        /// How long one lasts.
        pub(crate) epoch_secs: u64 = 128..192,
        /// The fall that trips the breaker, basis points.
        pub(crate) fall_bps: u16 = 192..208,
        /// How long the breaker then holds.
        pub(crate) hold_secs: u64 = 208..256,
    }
}

record! {
    /// What waits and what is owed.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Totals[1] {
        /// Shares.
        pub(crate) waiting: u128 = 0..128,
        /// Units of the asset.
        pub(crate) owed: u128 = 128..256,
    }
}

record! {
    /// An epoch that is closed, in two words.
    pub(crate) layout ClosedEpoch of Epoch[2] {
        /// Shares.
        waiting: u128 = 0..128,
        /// Shares.
        left: u128 = 128..256,
        /// Units of the asset.
        assets: u128 = 256..384,
    }
}

record! {
    /// The request of a controller, in two words.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct StoredRequest[2] {
        /// Shares that wait.
        pub(crate) pending: u128 = 0..128,
        /// Shares that were paid for.
        pub(crate) filled: u128 = 128..256,
        /// What was paid and not fetched, units of the asset.
        pub(crate) assets: u128 = 256..384,
        /// How many epochs it has gone through.
        pub(crate) epochs: u64 = 384..448,
    }
}

record! {
    /// What the breaker knows besides the highest prices.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Note[1] {
        /// The span of the latest note.
        pub(crate) span: u64 = 0..64,
        /// Until when the breaker holds, unix seconds.
        pub(crate) until: u64 = 64..128,
        /// The latest price: units of the asset for 10¹⁸ units of shares.
        pub(crate) price: u128 = 128..256,
    }
}

record! {
    /// The highest prices of two spans, as in [`Note`].
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Highs[1] {
        pub(crate) even: u128 = 0..128,
        pub(crate) odd: u128 = 128..256,
    }
}

impl Calendar {
    /// What trips the breaker.
    pub(crate) const fn trip(&self) -> Trip {
        Trip {
            fall_bps: self.fall_bps,
            hold_secs: self.hold_secs,
        }
    }
}

impl WithdrawalQueue {
    pub(crate) fn stored_breaker(&self) -> Breaker {
        let Note { span, until, price } = self.breaker.get();
        let mut highs = [0; SPANS];
        for (place, pair) in highs.chunks_exact_mut(2).enumerate() {
            let Highs { even, odd } = self.highs.get(place);
            pair.copy_from_slice(&[even, odd]);
        }
        Breaker {
            highs,
            span,
            price,
            until,
        }
    }

    /// Stores a breaker in place of another. Writes only the words that changed.
    pub(crate) fn set_breaker(&mut self, before: &Breaker, after: &Breaker) {
        let pairs = before.highs.chunks_exact(2);
        for (place, (was, is)) in pairs.zip(after.highs.chunks_exact(2)).enumerate() {
            if let ([even, odd], true) = (is, was != is) {
                let (even, odd) = (*even, *odd);
                self.highs.set(place, &Highs { even, odd });
            }
        }
        let &Breaker {
            span, until, price, ..
        } = after;
        self.breaker.set(&Note { span, until, price });
    }

    /// Returns the stored request of a controller, and the number of epochs applied to it.
    pub(crate) fn stored(&self, controller: Address) -> (Request, u64) {
        let StoredRequest {
            pending,
            filled,
            assets,
            epochs,
        } = self.requests.read(controller);
        let request = Request {
            pending,
            filled,
            assets,
        };
        (request, epochs)
    }

    #[inline(never)]
    pub(crate) fn keep(&mut self, controller: Address, request: &Request, epochs: u64) {
        let &Request {
            pending,
            filled,
            assets,
        } = request;
        let stored = StoredRequest {
            pending,
            filled,
            assets,
            epochs,
        };
        self.requests.write(controller, &stored);
    }
}

/// Converts an amount to the type of the ABI.
pub(crate) fn wide(amount: u128) -> U256 {
    amount.number()
}

/// Converts an amount of the ABI to the type that the queue computes with.
///
/// # Errors
/// `QueueOverflow` if it needs more than 128 bits.
pub(crate) fn narrow(amount: U256) -> Result<u128, Refusal> {
    match amount.into_limbs() {
        [_, _, 0, 0] => Ok(u128::of_number(amount)),
        _ => Err(overflow(())),
    }
}

/// Returns the error about an amount that does not fit.
pub(crate) fn overflow<E>(_: E) -> Refusal {
    QueueOverflow {}.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::records::Record;

    const ONE_TWO: u128 = 1 | 2 << 64;
    const THREE_FOUR: u128 = 3 | 4 << 64;
    const ONE_TO_FOUR: U256 = U256::from_limbs([1, 2, 3, 4]);

    #[test]
    fn calendars_come_back_as_they_were() {
        let calendar = Calendar {
            epochs: u64::MAX,
            closed: u64::MAX - 1,
            epoch_secs: u64::MAX - 2,
            fall_bps: u16::MAX,
            hold_secs: (1 << 48) - 1,
        };
        for calendar in [calendar, Calendar::default()] {
            assert_eq!(Calendar::unpack(&Calendar::pack(&calendar)), calendar);
        }
        let calendar = Calendar {
            epochs: 1,
            closed: 2,
            epoch_secs: 3,
            fall_bps: 4,
            hold_secs: 5,
        };
        let word = U256::from_limbs([1, 2, 3, 0x0005_0004]);
        assert_eq!(Calendar::pack(&calendar), [word]);
    }

    #[test]
    fn totals_come_back_as_they_were() {
        for (waiting, owed) in [(0, u128::MAX), (u128::MAX, 0), (u128::MAX, u128::MAX)] {
            let totals = Totals { waiting, owed };
            assert_eq!(Totals::unpack(&Totals::pack(&totals)), totals);
        }
        let totals = Totals {
            waiting: ONE_TWO,
            owed: THREE_FOUR,
        };
        assert_eq!(Totals::pack(&totals), [ONE_TO_FOUR]);
    }

    #[test]
    fn epochs_come_back_as_they_were() {
        let epoch = Epoch {
            waiting: u128::MAX,
            left: u128::MAX - 1,
            assets: u128::MAX - 2,
        };
        for epoch in [epoch, Epoch::default()] {
            assert_eq!(ClosedEpoch::unpack(&ClosedEpoch::pack(&epoch)), epoch);
        }
        let epoch = Epoch {
            waiting: ONE_TWO,
            left: THREE_FOUR,
            assets: 5 | 6 << 64,
        };
        let second = U256::from_limbs([5, 6, 0, 0]);
        assert_eq!(ClosedEpoch::pack(&epoch), [ONE_TO_FOUR, second]);
    }

    #[test]
    fn requests_come_back_as_they_were() {
        let request = StoredRequest {
            pending: u128::MAX,
            filled: u128::MAX - 1,
            assets: u128::MAX - 2,
            epochs: u64::MAX,
        };
        for request in [request, StoredRequest::default()] {
            let words = StoredRequest::pack(&request);
            assert_eq!(StoredRequest::unpack(&words), request);
        }
        let request = StoredRequest {
            pending: ONE_TWO,
            filled: THREE_FOUR,
            assets: 5 | 6 << 64,
            epochs: 7,
        };
        let second = U256::from_limbs([5, 6, 7, 0]);
        assert_eq!(StoredRequest::pack(&request), [ONE_TO_FOUR, second]);
    }

    #[test]
    fn notes_and_highs_come_back_as_they_were() {
        let note = Note {
            span: u64::MAX,
            until: u64::MAX - 1,
            price: u128::MAX,
        };
        for note in [note, Note::default()] {
            assert_eq!(Note::unpack(&Note::pack(&note)), note);
        }
        let note = Note {
            span: 1,
            until: 2,
            price: THREE_FOUR,
        };
        assert_eq!(Note::pack(&note), [ONE_TO_FOUR]);
        for (even, odd) in [(0, u128::MAX), (u128::MAX, 0)] {
            let highs = Highs { even, odd };
            assert_eq!(Highs::unpack(&Highs::pack(&highs)), highs);
        }
        let highs = Highs {
            even: ONE_TWO,
            odd: THREE_FOUR,
        };
        assert_eq!(Highs::pack(&highs), [ONE_TO_FOUR]);
    }
}
