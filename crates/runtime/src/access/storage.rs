//! The stored authority of a contract.

use crate::slots::{AddressWord, Word};
use alloy_primitives::U256;
use layout::Layout;
use stylus_sdk::prelude::*;

/// What a pause takes from those who want out ends by itself after this long, in seconds: leaving, bids, new surfaces,
/// and prices to leave at. Opening and joining wait until it is lifted.
pub const PAUSE_STOPS_SECS: u64 = 72 * 60 * 60;
/// A pause that begins sooner after the last one that counted stops none of these, in seconds.
pub const PAUSE_RESTS_SECS: u64 = 28 * 24 * 60 * 60;

/// The authority of a contract, and whether the contract is paused. The first field of every governed contract's root
/// struct.
#[storage]
#[derive(Layout)]
pub struct Authority {
    /// The contract `authority`.
    pub(crate) address: AddressWord,
    /// Whether it is paused, 0 or 1, and in the second limb when the last pause began that counts for
    /// [`PAUSE_STOPS_SECS`], unix seconds.
    pub(crate) paused: Word,
}

impl Authority {
    /// Pauses the contract, or lifts the pause. Whoever pauses again and again gains no time.
    pub(crate) fn set_paused(&mut self, value: U256) {
        let now = self.vm().block_timestamp();
        let [_, mut began, ..] = self.paused.get().into_limbs();
        let [on, ..] = value.into_limbs();
        if on != 0 && now >= began.saturating_add(PAUSE_RESTS_SECS) {
            began = now;
        }
        self.paused.set(U256::from_limbs([on, began, 0, 0]));
    }
}
