//! What can be changed in the contract, and by which rule.

use crate::storage::{Calendar, WithdrawalQueue};
use access::{key, Authority, Governed, Rule, Safer};
use alloy_primitives::{B256, U256};

/// Key of how long an epoch lasts, in seconds.
const EPOCH_SECS: B256 = key("epochSecs");

/// How long an epoch lasts at first, in seconds: a day.
pub(crate) const FIRST_EPOCH_SECS: u64 = 86_400;
/// Shortest epoch, in seconds: an hour.
const LEAST_EPOCH_SECS: u64 = 3_600;
/// Longest epoch, in seconds: a week.
const MOST_EPOCH_SECS: u64 = 604_800;

impl Governed for WithdrawalQueue {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    /// A shorter epoch fills in smaller parts, a longer one later: every change waits.
    fn rule(&self, key: B256) -> Option<Rule> {
        (key == EPOCH_SECS).then_some(Rule::Parameter {
            min: U256::from_limbs([LEAST_EPOCH_SECS, 0, 0, 0]),
            max: U256::from_limbs([MOST_EPOCH_SECS, 0, 0, 0]),
            safer: Safer::Neither,
        })
    }

    fn current(&self, _: B256) -> U256 {
        U256::from_limbs([self.calendar().epoch_secs, 0, 0, 0])
    }

    fn store(&mut self, _: B256, value: U256) {
        let [epoch_secs, ..] = value.into_limbs();
        let calendar = self.calendar();
        self.set_calendar(Calendar {
            epoch_secs,
            ..calendar
        });
    }
}
