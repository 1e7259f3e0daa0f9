//! What can be changed in the contract, and by which rule.

use crate::storage::WithdrawalQueue;
use alloy_primitives::U256;
use runtime::access::{Authority, Governed, Safer, Setting};
use shares::Trip;

/// Place of how long an epoch lasts.
const EPOCH: usize = 0;
/// Place of the fall that trips the breaker; behind it stands how long the breaker holds.
const BREAKER_FALL: usize = 1;

/// How long an epoch lasts at first, in seconds: a day.
pub(crate) const FIRST_EPOCH_SECS: u64 = 86_400;

/// What trips the breaker at first: a tenth, for half a day.
pub(crate) const FIRST_TRIP: Trip = Trip {
    fall_bps: 1_000,
    hold_secs: 43_200,
};

impl Governed for WithdrawalQueue {
    /// A shorter epoch fills in smaller parts, a longer one later. A breaker that trips sooner or holds longer hurts those
    /// who want to leave, one that does not, those who stay. So every change waits.
    const SETTINGS: &'static [Setting] = &[
        // An hour to a week.
        Setting::parameter("epochSecs", 3_600, 604_800, Safer::Neither),
        // By how much a share must fall in price within a day. What a calm day can bring must not stop everybody.
        Setting::parameter("breakerFallBps", 300, 5_000, Safer::Neither),
        // An hour to two days, the most that the vault takes.
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
            EPOCH => calendar.epoch_secs = low,
            // Within its bounds it fits; a greater one would be no breaker at all.
            BREAKER_FALL => calendar.fall_bps = u16::try_from(low).unwrap_or(u16::MAX),
            _ => calendar.hold_secs = low,
        }
        self.calendar.set(&calendar);
    }
}
