//! What the contract stores.

use abi::withdrawal_queue::errors::{QueueNothing, QueueOverflow};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use layout::Layout;
use runtime::access::Authority;
use runtime::record;
use runtime::records::{Bits, Cell, Cells, Records};
use runtime::slots::AddressWord;
use runtime::Refusal;
use shares::levels::LEVELS;
use shares::{Breaker, Closing, Epochs, Request, Trip, Waiting, SPANS};
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
    pub(crate) closings: Records<u64, StoredClosing>,
    /// By level of the least price.
    pub(crate) levels: Records<u64, StoredWaiting>,
    /// For each level but 0 a bit, from the lowest of the first word on: whether anything waits there.
    pub(crate) used: Cells<U256, { LEVELS as usize / 256 }>,
    /// By controller and level.
    pub(crate) requests: Records<(Address, u64), StoredRequest>,
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
        /// How many closings paid somebody.
        pub(crate) closings: u64 = 0..64,
        /// The first epoch that is not closed.
        pub(crate) open: u64 = 64..128,
        /// How numbers of epochs go on when their length changes.
        pub(crate) shift: u64 = 128..192,
        /// How long an epoch lasts.
        pub(crate) epoch_secs: u64 = 192..216,
        /// The fall that trips the breaker, basis points.
        pub(crate) fall_bps: u16 = 216..232,
        /// How long the breaker then holds.
        pub(crate) hold_secs: u64 = 232..256,
    }
}

record! {
    /// What is here and what is owed.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Totals[1] {
        /// Shares: those that wait, and those that were cancelled and not fetched.
        pub(crate) waiting: u128 = 0..128,
        /// Units of the asset.
        pub(crate) owed: u128 = 128..256,
    }
}

record! {
    /// A closing that paid somebody, in two words.
    pub(crate) layout StoredClosing of Closing[2] {
        /// Shares.
        waiting: u128 = 0..128,
        /// Shares.
        left: u128 = 128..256,
        /// Units of the asset.
        assets: u128 = 256..384,
        /// The first epoch that was open before.
        from: u64 = 384..432,
        /// The first epoch that is open after.
        until: u64 = 432..480,
        /// The highest level that took part.
        level: u16 = 480..496,
    }
}

record! {
    /// What waits at a price level, in two words.
    pub(crate) layout StoredWaiting of Waiting[2] {
        /// Shares.
        ended: u128 = 0..128,
        /// Shares.
        fresh: u128 = 128..256,
        /// Shares.
        cancelled: u128 = 256..384,
        /// Number of an epoch.
        asked: u64 = 384..432,
        /// Number of an epoch.
        cancelled_in: u64 = 432..480,
    }
}

record! {
    /// The request of a controller at a price level, in three words.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct StoredRequest[3] {
        /// Shares of epochs that have ended.
        pub(crate) ended: u128 = 0..128,
        /// Shares of the epoch `asked`.
        pub(crate) fresh: u128 = 128..256,
        /// Shares that were cancelled. No request has both kinds.
        pub(crate) cancelled: u128 = 256..384,
        /// The epoch of the latest request.
        pub(crate) asked: u64 = 384..424,
        /// The epoch in which they were cancelled while an epoch that had ended was open; zero if they can be fetched.
        pub(crate) cancelled_in: u64 = 424..464,
        /// How many closings it has gone through.
        pub(crate) closings: u64 = 464..512,
        /// Shares that were paid for.
        pub(crate) filled: u128 = 512..640,
        /// What was paid and not fetched, units of the asset.
        pub(crate) assets: u128 = 640..768,
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
    /// How epochs follow each other.
    pub(crate) const fn epochs(&self) -> Epochs {
        Epochs {
            secs: self.epoch_secs,
            shift: self.shift,
        }
    }

    pub(crate) fn set_epochs(&mut self, epochs: Epochs) {
        let Epochs { secs, shift } = epochs;
        (self.epoch_secs, self.shift) = (secs, shift);
    }

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

    /// Returns the stored request of a place, and the number of closings applied to it.
    pub(crate) fn stored(&self, place: Place) -> (Request, u64) {
        let stored = self.requests.read(place.key());
        let mut request = Request {
            waits: Waiting {
                ended: stored.ended,
                fresh: stored.fresh,
                asked: stored.asked,
                cancelled: 0,
                cancelled_in: stored.cancelled_in,
            },
            back: 0,
            filled: stored.filled,
            assets: stored.assets,
        };
        if stored.cancelled_in == 0 {
            request.back = stored.cancelled;
        } else {
            request.waits.cancelled = stored.cancelled;
        }
        (request, stored.closings)
    }

    #[inline(never)]
    pub(crate) fn keep(&mut self, place: Place, request: &Request, closings: u64) {
        let &Request {
            waits,
            back,
            filled,
            assets,
        } = request;
        // What is cancelled too late comes back before anything else can be cancelled, so one of the two is zero.
        let (cancelled, cancelled_in) = match waits.cancelled {
            0 => (back, 0),
            late => (late, waits.cancelled_in),
        };
        let stored = StoredRequest {
            ended: waits.ended,
            fresh: waits.fresh,
            cancelled,
            asked: waits.asked,
            cancelled_in,
            closings,
            filled,
            assets,
        };
        self.requests.write(place.key(), &stored);
    }

    pub(crate) fn level(&self, level: u16) -> Waiting {
        self.levels.read(level.into())
    }

    /// Stores what waits at a level, and whether anything does.
    #[inline(never)]
    pub(crate) fn set_level(&mut self, level: u16, waits: &Waiting) {
        self.levels.write(level.into(), waits);
        if let Some(bit) = level.checked_sub(1) {
            let (place, bit) = (usize::from(bit / 256), usize::from(bit % 256));
            let before = self.used.get(place);
            let mut after = before;
            after.set_bit(bit, waits.all() != Ok(0));
            if after != before {
                self.used.set(place, &after);
            }
        }
    }

    /// Returns the levels up to `highest` at which anything waits, without level 0.
    pub(crate) fn used_levels(&self, highest: u16) -> Vec<u16> {
        let mut levels = Vec::new();
        let mut first = 1_u16;
        for place in 0..usize::from(LEVELS / 256) {
            if first > highest {
                break;
            }
            for mut limb in self.used.get(place).into_limbs() {
                while limb != 0 {
                    // A limb has 64 bits.
                    #[allow(clippy::cast_possible_truncation, reason = "as said")]
                    let level = first.saturating_add(limb.trailing_zeros() as u16);
                    if level <= highest {
                        levels.push(level);
                    }
                    limb &= limb.wrapping_sub(1);
                }
                first = first.saturating_add(64);
            }
        }
        levels
    }
}

/// Where a request is: of whom, and at which level of the least price.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) controller: Address,
    pub(crate) level: u16,
}

impl Place {
    /// Returns the place of a request id: its level is the id.
    ///
    /// # Errors
    /// `QueueNothing` for an id of no request.
    pub(crate) fn of(id: U256, controller: Address) -> Result<Self, Refusal> {
        let level = u16::try_from(id).ok().filter(|level| *level <= LEVELS);
        let level = level.ok_or(QueueNothing {})?;
        Ok(Self { controller, level })
    }

    fn key(self) -> (Address, u64) {
        (self.controller, self.level.into())
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
            closings: u64::MAX,
            open: u64::MAX - 1,
            shift: u64::MAX - 2,
            epoch_secs: (1 << 24) - 1,
            fall_bps: u16::MAX,
            hold_secs: (1 << 24) - 2,
        };
        for calendar in [calendar, Calendar::default()] {
            assert_eq!(Calendar::unpack(&Calendar::pack(&calendar)), calendar);
        }
        let calendar = Calendar {
            closings: 1,
            open: 2,
            shift: 3,
            epoch_secs: 4,
            fall_bps: 5,
            hold_secs: 6,
        };
        let word = U256::from_limbs([1, 2, 3, 0x0000_0600_0500_0004]);
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
    fn closings_come_back_as_they_were() {
        let closing = Closing {
            waiting: u128::MAX,
            left: u128::MAX - 1,
            assets: u128::MAX - 2,
            from: (1 << 48) - 1,
            until: (1 << 48) - 2,
            level: u16::MAX,
        };
        for closing in [closing, Closing::default()] {
            assert_eq!(
                StoredClosing::unpack(&StoredClosing::pack(&closing)),
                closing
            );
        }
        let closing = Closing {
            waiting: ONE_TWO,
            left: THREE_FOUR,
            assets: 5 | 6 << 64,
            from: 7,
            until: 8,
            level: 9,
        };
        let second = U256::from_limbs([5, 6, 7 | 8 << 48, 9 << 32]);
        assert_eq!(StoredClosing::pack(&closing), [ONE_TO_FOUR, second]);
    }

    #[test]
    fn levels_come_back_as_they_were() {
        let waits = Waiting {
            ended: ONE_TWO,
            fresh: THREE_FOUR,
            asked: 7,
            cancelled: 5 | 6 << 64,
            cancelled_in: 8,
        };
        for waits in [waits, Waiting::default()] {
            assert_eq!(StoredWaiting::unpack(&StoredWaiting::pack(&waits)), waits);
        }
        let second = U256::from_limbs([5, 6, 7 | 8 << 48, 0]);
        assert_eq!(StoredWaiting::pack(&waits), [ONE_TO_FOUR, second]);
    }

    #[test]
    fn requests_come_back_as_they_were() {
        let request = StoredRequest {
            ended: u128::MAX,
            fresh: u128::MAX - 1,
            cancelled: u128::MAX - 2,
            asked: (1 << 40) - 1,
            cancelled_in: (1 << 40) - 2,
            closings: (1 << 48) - 1,
            filled: u128::MAX - 3,
            assets: u128::MAX - 4,
        };
        for request in [request, StoredRequest::default()] {
            let words = StoredRequest::pack(&request);
            assert_eq!(StoredRequest::unpack(&words), request);
        }
        let request = StoredRequest {
            ended: ONE_TWO,
            fresh: THREE_FOUR,
            cancelled: 5 | 6 << 64,
            asked: 7,
            cancelled_in: 8,
            closings: 9,
            filled: ONE_TWO,
            assets: THREE_FOUR,
        };
        let second = U256::from_limbs([5, 6, 7 | 8 << 40, 9 << 16]);
        let words = [ONE_TO_FOUR, second, ONE_TO_FOUR];
        assert_eq!(StoredRequest::pack(&request), words);
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
