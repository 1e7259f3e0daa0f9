//! What the contract stores, packed: times in 32 bits, prices in 96.

use crate::admin::MODULES;
use crate::errors::OracleTime;
use alloy_primitives::Address;
use domain::calendar::{last_expiry, WEEK_SECS};
use feeds::{Moving, Walk};
use layout::Layout;
use runtime::access::Authority;
use runtime::records::{Cell, Records};
use runtime::slots::{AddressArray, Word};
use runtime::{record, Refusal};
use stylus_sdk::prelude::*;

/// Turns price feeds into one validated snapshot and fixes expiry prices.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct Oracle {
    #[layout(nested)]
    pub(crate) authority: Authority,
    /// The feeds of the spot price and of the sequencer's uptime, at the places that `admin` names.
    pub(crate) modules: AddressArray<MODULES>,
    /// Parameters, placed as `admin` says.
    pub(crate) parameters: Word,
    pub(crate) moving: Cell<MovingAverage>,
    /// The source that stands now, as in `sources`, so that a snapshot need not count.
    pub(crate) current: Cell<Source>,
    /// By index.
    pub(crate) sources: Records<u32, Source>,
    /// By index of the source: the round that was its latest when it became the source.
    pub(crate) first_rounds: Records<u32, u64>,
    /// By expiry, how far its average has come.
    pub(crate) sums: Records<u64, PriceSum>,
    /// By expiry, the round that its average has come to.
    pub(crate) reached: Records<u64, Reached>,
    /// By expiry.
    pub(crate) expiries: Records<u64, Settlement>,
    /// By expiry, the moving average as it stood when the first later round was observed. If one round passes several
    /// expiries, the last of them has it for all.
    pub(crate) last_before: Records<u64, MovingAverage>,
}

record! {
    /// The moving average. Prices are below 2⁹⁶ wei; the writer checks the times.
    pub(crate) layout MovingAverage of Moving[1] {
        average_wad: u128 = 0..96,
        updated_secs: u64 = 96..128,
        price_wad: u128 = 128..224,
        reduce_until_secs: u64 = 224..256,
    }
}

record! {
    /// A source of prices.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Source[1] {
        /// Never zero.
        pub(crate) feed: Address = 0..160,
        /// Since when it is the source, unix seconds.
        pub(crate) since_secs: u64 = 160..192,
        pub(crate) phase: u16 = 192..208,
        /// Of the feed's answers.
        pub(crate) decimals: u8 = 208..216,
        /// How old a round could be when it became the source; no code depends on it. The bounds of heartbeat and slack
        /// keep it below 2¹⁷.
        pub(crate) max_age_secs: u64 = 216..233,
        /// Does not reach 2²³.
        pub(crate) index: u32 = 233..256,
    }
}

record! {
    /// How far the average of an expiry has come.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct PriceSum[1] {
        /// Prices (WAD) times seconds.
        pub(crate) sum: u128 = 0..128,
        /// The price of the last round, WAD; zero before the first.
        pub(crate) price_wad: u128 = 128..224,
        /// When that round came, unix seconds.
        pub(crate) updated_secs: u64 = 224..256,
    }
}

record! {
    /// The round that the average of an expiry has come to.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Reached[1] {
        pub(crate) number: u64 = 0..64,
        /// Index of its source.
        pub(crate) source: u32 = 64..96,
    }
}

record! {
    /// What is stored for an expiry.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Settlement[1] {
        /// WAD; zero until it is fixed.
        pub(crate) fixed_wad: u128 = 0..96,
        /// When a proposal can be fixed, unix seconds. It stays when the proposal is dropped, so that there is no second.
        pub(crate) eta_secs: u64 = 96..128,
        /// WAD; zero for no proposal.
        pub(crate) proposed_wad: u128 = 128..224,
    }
}

impl Source {
    /// What was stored, if anything was.
    fn stored(self) -> Option<Self> {
        (self.feed != Address::ZERO).then_some(self)
    }
}

impl Oracle {
    #[inline(never)]
    pub(crate) fn store_moving(&mut self, moving: &Moving) -> Result<(), Refusal> {
        require_time(moving.updated_secs)?;
        require_time(moving.reduce_until_secs)?;
        self.moving.set(moving);
        Ok(())
    }

    /// Keeps the moving average under an expiry that passed, unless there is one.
    #[inline(never)]
    pub(crate) fn keep_last_before(&mut self, expiry: u64, moving: &Moving) {
        if self.last_before.read(expiry).average_wad == 0 {
            self.last_before.write(expiry, moving);
        }
    }

    /// Returns the moving average of the rounds observed before an expiry that has passed; `None` if there was none.
    pub(crate) fn last_before(&self, expiry: u64) -> Option<Moving> {
        let now = self.vm().block_timestamp();
        // It stands under the first expiry from here on that has any, or nothing has come since.
        let mut later = last_expiry(expiry.saturating_add(WEEK_SECS - 1));
        let mut moving = Moving::default();
        while moving.average_wad == 0 && later <= now {
            moving = self.last_before.read(later);
            later = later.saturating_add(WEEK_SECS);
        }
        if moving.average_wad == 0 {
            moving = self.moving.get();
        }
        (moving.average_wad != 0 && moving.updated_secs < expiry).then_some(moving)
    }

    /// Returns the present source; `None` before the first good round was observed.
    pub(crate) fn current_source(&self) -> Option<Source> {
        self.current.get().stored()
    }

    #[inline(never)]
    pub(crate) fn stored_source(&self, index: u32) -> Option<Source> {
        self.sources.read(index).stored()
    }

    pub(crate) fn store_source(&mut self, source: &Source, first: u64) -> Result<(), Refusal> {
        require_time(source.since_secs)?;
        self.current.set(source);
        self.sources.write(source.index, source);
        self.first_rounds.write(source.index, &first);
        Ok(())
    }

    /// Returns how far the average of an expiry has come; `None` if it has not begun.
    #[inline(never)]
    pub(crate) fn stored_walk(&self, expiry: u64) -> Option<Walk> {
        let PriceSum {
            sum,
            price_wad,
            updated_secs,
        } = self.sums.read(expiry);
        if price_wad == 0 {
            return None;
        }
        let Reached { number, source } = self.reached.read(expiry);
        Some(Walk {
            source,
            number,
            updated_secs,
            price_wad,
            sum,
            missing: 0,
        })
    }

    pub(crate) fn store_walk(&mut self, expiry: u64, walk: &Walk) -> Result<(), Refusal> {
        let &Walk {
            source,
            number,
            updated_secs,
            price_wad,
            sum,
            ..
        } = walk;
        require_time(updated_secs)?;
        let sums = PriceSum {
            sum,
            price_wad,
            updated_secs,
        };
        self.sums.write(expiry, &sums);
        self.reached.write(expiry, &Reached { number, source });
        Ok(())
    }

    #[inline(never)]
    pub(crate) fn store_settlement(
        &mut self,
        expiry: u64,
        settlement: &Settlement,
    ) -> Result<(), Refusal> {
        require_time(settlement.eta_secs)?;
        self.expiries.write(expiry, settlement);
        Ok(())
    }
}

/// # Errors
/// `OracleTime` for one after the year 2106.
fn require_time(secs: u64) -> Result<(), Refusal> {
    if secs > u64::from(u32::MAX) {
        return Err(OracleTime { time: secs }.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::U256;
    use runtime::records::Record;

    const PRICE: u128 = (1 << 96) - 1;
    const TIME: u64 = u32::MAX as u64;

    #[test]
    fn moving_averages_come_back_as_they_were() {
        let moving = Moving {
            average_wad: PRICE,
            price_wad: PRICE - 1,
            updated_secs: TIME,
            reduce_until_secs: TIME - 1,
        };
        for moving in [moving, Moving::default()] {
            assert_eq!(MovingAverage::unpack(&MovingAverage::pack(&moving)), moving);
        }
        let moving = Moving {
            average_wad: 1 | 2 << 64,
            updated_secs: 3,
            price_wad: 4 | 5 << 64,
            reduce_until_secs: 6,
        };
        let word = U256::from_limbs([1, 2 | 3 << 32, 4, 5 | 6 << 32]);
        assert_eq!(MovingAverage::pack(&moving), [word]);
    }

    #[test]
    fn sources_come_back_as_they_were() {
        let source = Source {
            feed: Address::repeat_byte(0xff),
            since_secs: TIME,
            phase: u16::MAX,
            decimals: u8::MAX,
            max_age_secs: (1 << 17) - 1,
            index: (1 << 23) - 1,
        };
        for source in [source, Source::default()] {
            assert_eq!(Source::unpack(&Source::pack(&source)), source);
        }
        let source = Source {
            feed: Address::with_last_byte(1),
            since_secs: 2,
            phase: 3,
            decimals: 4,
            max_age_secs: 5,
            index: 6,
        };
        let word = U256::from_limbs([1, 0, 2 << 32, 3 | 4 << 16 | 5 << 24 | 6 << 41]);
        assert_eq!(Source::pack(&source), [word]);
    }

    #[test]
    fn walks_come_back_as_they_were() {
        let sum = PriceSum {
            sum: u128::MAX,
            price_wad: PRICE,
            updated_secs: TIME,
        };
        for sum in [sum, PriceSum::default()] {
            assert_eq!(PriceSum::unpack(&PriceSum::pack(&sum)), sum);
        }
        let sum = PriceSum {
            sum: 1 | 2 << 64,
            price_wad: 3 | 4 << 64,
            updated_secs: 5,
        };
        let word = U256::from_limbs([1, 2, 3, 4 | 5 << 32]);
        assert_eq!(PriceSum::pack(&sum), [word]);
        let (number, source) = (u64::MAX, u32::MAX);
        let reached = Reached { number, source };
        assert_eq!(Reached::unpack(&Reached::pack(&reached)), reached);
        let (number, source) = (1, 2);
        let word = U256::from_limbs([1, 2, 0, 0]);
        assert_eq!(Reached::pack(&Reached { number, source }), [word]);
    }

    #[test]
    fn settlements_come_back_as_they_were() {
        let settlement = Settlement {
            fixed_wad: PRICE,
            proposed_wad: PRICE - 1,
            eta_secs: TIME,
        };
        for settlement in [settlement, Settlement::default()] {
            let words = Settlement::pack(&settlement);
            assert_eq!(Settlement::unpack(&words), settlement);
        }
        let settlement = Settlement {
            fixed_wad: 1 | 2 << 64,
            eta_secs: 3,
            proposed_wad: 4 | 5 << 64,
        };
        let word = U256::from_limbs([1, 2 | 3 << 32, 4, 5]);
        assert_eq!(Settlement::pack(&settlement), [word]);
    }

    #[test]
    fn times_after_2106_are_refused() {
        assert!(require_time(TIME).is_ok());
        assert!(require_time(TIME + 1).is_err());
    }
}
