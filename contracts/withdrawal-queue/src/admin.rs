//! What can be changed in the contract, and by which rule.

use crate::storage::WithdrawalQueue;
use alloy_primitives::U256;
use runtime::access::{Authority, Governed, Safer, Setting};
use shares::Trip;
use stylus_sdk::prelude::*;

/// Place of the length of an epoch.
const EPOCH: usize = 0;
/// Place of the fall that trips the breaker. How long the breaker holds follows it.
const BREAKER_FALL: usize = 1;

/// The initial length of an epoch, in seconds: an hour.
pub(crate) const FIRST_EPOCH_SECS: u64 = 3_600;

/// The initial trip of the breaker: a fall of a tenth, which holds for half a day.
pub(crate) const FIRST_TRIP: Trip = Trip {
    fall_bps: 1_000,
    hold_secs: 43_200,
};

impl Governed for WithdrawalQueue {
    /// A shorter epoch fills requests in smaller parts, a longer one fills them later. A breaker that trips sooner or
    /// holds longer hurts those who want to leave; the opposite hurts those who stay. So every change waits.
    const SETTINGS: &'static [Setting] = &[
        // Ten minutes to a week.
        Setting::parameter("epochSecs", 600, 604_800, Safer::Neither),
        // The fall of the share price within a day. A move that a calm day can bring must not stop everybody.
        Setting::parameter("breakerFallBps", 300, 5_000, Safer::Neither),
        // An hour to two days, the maximum of the vault.
        Setting::parameter("breakerHoldSecs", 3_600, 172_800, Safer::Neither),
    ];

    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn current(&self, place: usize) -> U256 {
        let calendar = self.calendar.get();
        let value = match place {
            EPOCH => calendar.epoch_secs,
            BREAKER_FALL => calendar.fall_bps.into(),
            _ => calendar.hold_secs,
        };
        U256::from_limbs([value, 0, 0, 0])
    }

    fn store(&mut self, place: usize, value: U256) {
        let [low, ..] = value.into_limbs();
        let mut calendar = self.calendar.get();
        match place {
            EPOCH => {
                let now = self.vm().block_timestamp();
                calendar.set_epochs(calendar.epochs().of_length(low, now));
            }
            // Within its bounds it fits; a greater one would be no breaker at all.
            BREAKER_FALL => calendar.fall_bps = u16::try_from(low).unwrap_or(u16::MAX),
            _ => calendar.hold_secs = low,
        }
        self.calendar.set(&calendar);
    }
}
