//! What the contract stores.

use crate::admin::MODULES;
use alloc::vec::Vec;
use alloy_primitives::U256;
use domain::Position;
use layout::Layout;
use runtime::access::Authority;
use runtime::records::{Cell, Records};
use runtime::slots::{AddressArray, Word, WordArray};
use stylus_sdk::prelude::*;

/// The maximum number of live series.
pub(crate) const MAX_SERIES: usize = 192;

/// The maximum number of live expiries.
pub(crate) const MAX_EXPIRIES: usize = 8;

/// The maximum number of series of one expiry, so that no expiry takes the room of another.
pub(crate) const MAX_SERIES_OF_EXPIRY: usize = MAX_SERIES / MAX_EXPIRIES;

/// Keeps the pool's book and its limits, and says what margin an account needs.
#[storage]
#[entrypoint]
#[derive(Layout)]
pub struct RiskManager {
    #[layout(nested)]
    pub(crate) authority: Authority,
    /// The pricer, the oracle and the market, at the places that `admin` names.
    pub(crate) modules: AddressArray<MODULES>,
    /// Live series.
    pub(crate) count: Cell<u8>,
    /// Sixteen parameters of 16 bits, from the low end in the order of `admin::Parameter`.
    pub(crate) parameters: Word,
    /// What the pool holds: a word of `domain::Position` each, the first `count` of them.
    pub(crate) series: WordArray<MAX_SERIES>,
    /// What all accounts together hold of a series, WAD, by the lower 160 bits of its positions' words.
    pub(crate) interest: Records<U256, u128>,
}

impl RiskManager {
    /// Returns the words of all live series.
    pub(crate) fn words(&self) -> Vec<U256> {
        let count = self.count.get().into();
        (0..count).map(|place| self.series.get(place)).collect()
    }

    pub(crate) fn set_word(&mut self, place: usize, word: U256) {
        self.series.set(place, word);
    }

    pub(crate) fn set_count(&mut self, count: usize) {
        #[expect(clippy::cast_possible_truncation, reason = "at most `MAX_SERIES`")]
        self.count.set(&(count as u8));
    }
}

/// Returns the positions in words that this contract has stored.
pub(crate) fn positions(words: &[U256]) -> impl Iterator<Item = Position> + '_ {
    words.iter().filter_map(|word| Position::of_word(*word))
}
