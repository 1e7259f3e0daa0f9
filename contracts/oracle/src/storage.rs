//! What the contract stores, packed: times in 32 bits, prices in 96.

use crate::admin::MODULES;
use alloy_primitives::{Address, U256};
use feeds::{Moving, Walk};
use layout::Layout;
use runtime::access::Authority;
use runtime::slots::{AddressArray, Table, Word};
use runtime::Refusal;
use stylus_sdk::prelude::*;

use crate::errors::OracleTime;

const PRICE_BITS: u32 = 96;

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
    /// From the low end: the moving average (96), its time (32), the last price (96), until when to reduce (32).
    pub(crate) moving: Word,
    /// The present source, as in `sources`, so that a snapshot need not count.
    pub(crate) current: Word,
    /// Sources by index. From the low end: the feed (160), since when (32), phase (16), decimals (8), how long a price
    /// of it may stand (17), index (23).
    pub(crate) sources: Table,
    /// By index of the source: the round that was its latest when it became the source.
    pub(crate) first_rounds: Table,
    /// By expiry, how far its average has come. From the low end: prices times seconds (128), the last round's price
    /// (96), its time (32).
    pub(crate) sums: Table,
    /// By expiry, the round that its average has come to. From the low end: its number (64), its source (32).
    pub(crate) reached: Table,
    /// From the low end: the fixed price (96), when a proposal can be fixed (32), the proposed price (96).
    pub(crate) expiries: Table,
}

#[inline(never)]
fn load(words: &Table, key: u64) -> U256 {
    words.get(words.entry(U256::from_limbs([key, 0, 0, 0])), 0)
}

#[inline(never)]
fn save(words: &mut Table, key: u64, word: U256) {
    let entry = words.entry(U256::from_limbs([key, 0, 0, 0]));
    words.set(entry, 0, word);
}

/// A source out of storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) feed: Address,
    pub(crate) since_secs: u64,
    pub(crate) phase: u16,
    pub(crate) decimals: u8,
    /// The maximum age of a round, and the maximum time that its price may stand.
    pub(crate) max_age_secs: u64,
    pub(crate) index: u32,
}

/// What is stored of an expiry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settlement {
    pub(crate) fixed_wad: u128,
    pub(crate) proposed_wad: u128,
    pub(crate) eta_secs: u64,
}

impl Source {
    fn pack(&self) -> Result<U256, Refusal> {
        let [low, middle, high, _] = runtime::access::value_of(self.feed).into_limbs();
        let since = narrow(self.since_secs)?;
        // The bounds of heartbeat and slack keep the age below 2¹⁷; indices do not reach 2²³.
        let tail = u64::from(self.phase)
            | u64::from(self.decimals) << 16
            | self.max_age_secs << 24
            | u64::from(self.index) << 41;
        Ok(U256::from_limbs([low, middle, high | since << 32, tail]))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "fields are cut out of a word"
    )]
    #[inline(never)]
    fn unpack(word: U256) -> Option<Self> {
        let [low, middle, mixed, tail] = word.into_limbs();
        if word.is_zero() {
            return None;
        }
        let feed = U256::from_limbs([low, middle, mixed & u64::from(u32::MAX), 0]);
        Some(Self {
            feed: runtime::access::address_of(feed)?,
            since_secs: mixed >> 32,
            phase: tail as u16,
            decimals: (tail >> 16) as u8,
            max_age_secs: (tail >> 24) & ((1 << 17) - 1),
            index: (tail >> 41) as u32,
        })
    }
}

impl Oracle {
    pub(crate) fn moving(&self) -> Moving {
        let (low, high) = halves(self.moving.get());
        let (average_wad, updated_secs) = split(low);
        let (price_wad, reduce_until_secs) = split(high);
        Moving {
            average_wad,
            price_wad,
            updated_secs,
            reduce_until_secs,
        }
    }

    #[inline(never)]
    pub(crate) fn store_moving(&mut self, moving: &Moving) -> Result<(), Refusal> {
        let word = joined(
            with_time(moving.average_wad, moving.updated_secs)?,
            with_time(moving.price_wad, moving.reduce_until_secs)?,
        );
        self.moving.set(word);
        Ok(())
    }

    /// Returns the present source; `None` before the first good round was observed.
    pub(crate) fn current_source(&self) -> Option<Source> {
        Source::unpack(self.current.get())
    }

    #[inline(never)]
    pub(crate) fn stored_source(&self, index: u32) -> Option<Source> {
        Source::unpack(load(&self.sources, u64::from(index)))
    }

    pub(crate) fn first_round(&self, index: u32) -> u64 {
        let [first, ..] = load(&self.first_rounds, u64::from(index)).into_limbs();
        first
    }

    pub(crate) fn store_source(&mut self, source: &Source, first: u64) -> Result<(), Refusal> {
        let head = source.pack()?;
        let index = u64::from(source.index);
        self.current.set(head);
        save(&mut self.sources, index, head);
        let first = U256::from_limbs([first, 0, 0, 0]);
        save(&mut self.first_rounds, index, first);
        Ok(())
    }

    /// Returns how far the average of an expiry has come; `None` if it has not begun.
    #[inline(never)]
    pub(crate) fn stored_walk(&self, expiry: u64) -> Option<Walk> {
        let (sum, high) = halves(load(&self.sums, expiry));
        let (price_wad, updated_secs) = split(high);
        if price_wad == 0 {
            return None;
        }
        let [number, source, ..] = load(&self.reached, expiry).into_limbs();
        Some(Walk {
            source: u32::try_from(source).ok()?,
            number,
            updated_secs,
            price_wad,
            sum,
            missing: 0,
        })
    }

    pub(crate) fn store_walk(&mut self, expiry: u64, walk: &Walk) -> Result<(), Refusal> {
        let sums = joined(walk.sum, with_time(walk.price_wad, walk.updated_secs)?);
        save(&mut self.sums, expiry, sums);
        let reached = U256::from_limbs([walk.number, u64::from(walk.source), 0, 0]);
        save(&mut self.reached, expiry, reached);
        Ok(())
    }

    pub(crate) fn settlement(&self, expiry: u64) -> Settlement {
        let (low, high) = halves(load(&self.expiries, expiry));
        let (fixed_wad, eta_secs) = split(low);
        Settlement {
            fixed_wad,
            proposed_wad: high,
            eta_secs,
        }
    }

    #[inline(never)]
    pub(crate) fn store_settlement(
        &mut self,
        expiry: u64,
        settlement: &Settlement,
    ) -> Result<(), Refusal> {
        let low = with_time(settlement.fixed_wad, settlement.eta_secs)?;
        let word = joined(low, settlement.proposed_wad);
        save(&mut self.expiries, expiry, word);
        Ok(())
    }
}

fn halves(word: U256) -> (u128, u128) {
    let [a, b, c, d] = word.into_limbs();
    let half = |low, high| u128::from(high) << 64 | u128::from(low);
    (half(a, b), half(c, d))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "numbers are cut into words"
)]
fn joined(low: u128, high: u128) -> U256 {
    U256::from_limbs([
        low as u64,
        (low >> 64) as u64,
        high as u64,
        (high >> 64) as u64,
    ])
}

/// Splits a word's half into a price and the time above it.
fn split(half: u128) -> (u128, u64) {
    (half & ((1 << PRICE_BITS) - 1), (half >> PRICE_BITS) as u64)
}

fn with_time(price: u128, secs: u64) -> Result<u128, Refusal> {
    Ok(price | u128::from(narrow(secs)?) << PRICE_BITS)
}

/// # Errors
/// `OracleTime` for a time after the year 2106.
fn narrow(secs: u64) -> Result<u64, Refusal> {
    if secs > u64::from(u32::MAX) {
        return Err(OracleTime { time: secs }.into());
    }
    Ok(secs)
}
