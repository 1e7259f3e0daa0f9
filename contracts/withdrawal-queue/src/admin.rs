//! What can be changed in the contract, and by which rule.

use crate::storage::{Calendar, WithdrawalQueue};
use runtime::access::{key, Authority, Governed, Rule, Safer};
use alloy_primitives::{B256, U256};
use shares::Trip;

/// Key of how long an epoch lasts, in seconds.
const EPOCH_SECS: B256 = key("epochSecs");

/// How long an epoch lasts at first, in seconds: a day.
pub(crate) const FIRST_EPOCH_SECS: u64 = 86_400;
/// Shortest epoch, in seconds: an hour.
const LEAST_EPOCH_SECS: u64 = 3_600;
/// Longest epoch, in seconds: a week.
const MOST_EPOCH_SECS: u64 = 604_800;

/// Key of by how much a share must fall in price within a day for the breaker to trip, in basis points.
const BREAKER_FALL: B256 = key("breakerFallBps");
/// Key of how long the breaker then holds, in seconds.
const BREAKER_HOLD: B256 = key("breakerHoldSecs");

/// What trips the breaker at first: a tenth, for half a day.
pub(crate) const FIRST_TRIP: Trip = Trip {
    fall_bps: 1_000,
    hold_secs: 43_200,
};
/// Least fall that trips the breaker, in basis points: what a calm day can bring must not stop everybody.
const LEAST_FALL_BPS: u64 = 300;
/// Greatest fall that it may take, in basis points.
const MOST_FALL_BPS: u64 = 5_000;
/// Shortest hold, in seconds: an hour.
const LEAST_HOLD_SECS: u64 = 3_600;
/// Longest hold, in seconds: two days, the most that the vault takes.
const MOST_HOLD_SECS: u64 = 172_800;

impl Governed for WithdrawalQueue {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    /// A shorter epoch fills in smaller parts, a longer one later; a breaker that trips sooner or holds longer hurts who
    /// wants to leave, one that does not, who stays: every change waits.
    fn rule(&self, key: B256) -> Option<Rule> {
        let (min, max) = match key {
            EPOCH_SECS => (LEAST_EPOCH_SECS, MOST_EPOCH_SECS),
            BREAKER_FALL => (LEAST_FALL_BPS, MOST_FALL_BPS),
            BREAKER_HOLD => (LEAST_HOLD_SECS, MOST_HOLD_SECS),
            _ => return None,
        };
        Some(Rule::Parameter {
            min: U256::from_limbs([min, 0, 0, 0]),
            max: U256::from_limbs([max, 0, 0, 0]),
            safer: Safer::Neither,
        })
    }

    fn current(&self, key: B256) -> U256 {
        let Calendar {
            epoch_secs, trip, ..
        } = self.calendar();
        let value = match key {
            BREAKER_FALL => trip.fall_bps.into(),
            BREAKER_HOLD => trip.hold_secs,
            _ => epoch_secs,
        };
        U256::from_limbs([value, 0, 0, 0])
    }

    fn store(&mut self, key: B256, value: U256) {
        let [low, ..] = value.into_limbs();
        let mut calendar = self.calendar();
        match key {
            // Within its bounds it fits; a greater one would be no breaker at all.
            BREAKER_FALL => calendar.trip.fall_bps = u16::try_from(low).unwrap_or(u16::MAX),
            BREAKER_HOLD => calendar.trip.hold_secs = low,
            _ => calendar.epoch_secs = low,
        }
        self.set_calendar(calendar);
    }
}
