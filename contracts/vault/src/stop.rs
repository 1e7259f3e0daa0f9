//! Stops leaving for a while, when the queue's breaker trips.

use crate::errors::*;
use crate::storage::Vault;
use abi::vault::events::LeavingStopped;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// The maximum time for which one call can stop leaving, in seconds: two days.
const MAX_STOP_SECS: u64 = 172_800;

impl Vault {
    /// Returns from when on shares can be redeemed.
    pub fn leaving_from(&self) -> u64 {
        self.leaving_from.get()
    }

    /// Stops leaving until then.
    ///
    /// # Errors
    /// `VaultOnlyQueue`; `VaultStopTooLong`.
    pub fn stop_leaving(&mut self, until: u64) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller != self.queue() {
            return Err(VaultOnlyQueue { caller }.into());
        }
        let max = self.vm().block_timestamp().saturating_add(MAX_STOP_SECS);
        if until > max {
            return Err(VaultStopTooLong { until, max }.into());
        }
        self.leaving_from.set(&until);
        self.emit(LeavingStopped { until });
        Ok(())
    }

    /// Refuses while leaving is stopped.
    ///
    /// # Errors
    /// `VaultLeavingStopped`.
    pub(crate) fn require_leaving(&self) -> Result<(), Refusal> {
        let until = self.leaving_from();
        if self.vm().block_timestamp() < until {
            return Err(VaultLeavingStopped { until }.into());
        }
        Ok(())
    }
}
