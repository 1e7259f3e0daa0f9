//! Nobody leaves for a while, when the queue's breaker says so.

use crate::errors::*;
use crate::storage::Vault;
use abi::vault::events::LeavingStopped;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// Longest time for which leaving can be stopped at once, in seconds: two days.
const MOST_STOP_SECS: u64 = 172_800;

impl Vault {
    /// From when on shares can be handed in.
    pub fn leaving_from(&self) -> u64 {
        self.leaving_from.get()
    }

    /// Has nobody leave until then.
    ///
    /// # Errors
    /// `VaultOnlyQueue`; `VaultStopTooLong`.
    pub fn stop_leaving(&mut self, until: u64) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller != self.queue() {
            return Err(VaultOnlyQueue { caller }.into());
        }
        let most = self.vm().block_timestamp().saturating_add(MOST_STOP_SECS);
        if until > most {
            return Err(VaultStopTooLong { until, most }.into());
        }
        self.leaving_from.set(&until);
        self.emit(LeavingStopped { until });
        Ok(())
    }

    /// Refuses while nobody may leave.
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
