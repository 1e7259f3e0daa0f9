//! What the contract stores.

use access::Authority;
use alloc::vec::Vec;
use alloy_primitives::{U256, U8};
use layout::Layout;
use positions::Position;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageAddress, StorageArray, StorageU256, StorageU8};

/// Most series that live at a time.
pub(crate) const MAX_SERIES: usize = 192;

/// Most expiries that live at a time.
pub(crate) const MAX_EXPIRIES: usize = 8;

/// Most series of one expiry, so that no expiry takes the room of another.
pub(crate) const MAX_SERIES_OF_EXPIRY: usize = MAX_SERIES / MAX_EXPIRIES;

/// Keeps the pool's book and its limits, and says what margin an account needs.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct RiskManager {
    #[layout(nested)]
    pub(crate) authority: Authority,
    pub(crate) option_pricer: StorageAddress,
    pub(crate) oracle: StorageAddress,
    pub(crate) market: StorageAddress,
    /// Live series.
    pub(crate) count: StorageU8,
    /// Sixteen parameters of 16 bits, from the low end in the order of `admin::Parameter`.
    pub(crate) parameters: StorageU256,
    /// What the pool holds: a word of `positions::Position` each, the first `count` of them.
    pub(crate) series: StorageArray<StorageU256, MAX_SERIES>,
}

impl RiskManager {
    /// The words of all live series.
    pub(crate) fn words(&self) -> Vec<U256> {
        let count = usize::from(self.count.get().byte(0));
        (0..count).map(|place| self.word(place)).collect()
    }

    #[inline(never)]
    fn word(&self, place: usize) -> U256 {
        self.series.get(place).unwrap_or_default()
    }

    #[inline(never)]
    pub(crate) fn set_word(&mut self, place: usize, word: U256) {
        if let Some(mut slot) = self.series.setter(place) {
            slot.set(word);
        }
    }

    pub(crate) fn set_count(&mut self, count: usize) {
        self.count.set(U8::from_limbs([count as u64]));
    }
}

/// The positions of words that this contract has stored.
pub(crate) fn positions(words: &[U256]) -> impl Iterator<Item = Position> + '_ {
    words.iter().filter_map(|word| Position::of_word(*word))
}
