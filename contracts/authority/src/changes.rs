//! Changes. Those that wire or tighten happen at once. The owner schedules all others, in public; until the owner
//! executes a change after the delay, it can be cancelled.

use crate::calls::{Setting, MODULE, NEITHER, SAFER_HIGHER, SAFER_LOWER};
use crate::storage::{Authority, Change};
use abi::authority::errors::*;
use abi::authority::events::{ChangeCancelled, ChangeScheduled};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use runtime::access::{
    address_of, key, max_address, require_address, value_of, AccessOutOfBounds, AccessUnknownKey,
    PAUSED,
};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// The delay before a scheduled change can be executed, in seconds.
const DELAY_SECS: u64 = 48 * 60 * 60;
/// The time after the delay in which it can be executed, in seconds. It ends, so that no forgotten change stays
/// executable.
const WINDOW_SECS: u64 = 14 * 24 * 60 * 60;

/// The key of the guardian's seat, which this contract keeps itself. Its value is the guardian's address.
pub(crate) const GUARDIAN: B256 = key("guardian");

impl Authority {
    /// Pauses these contracts at once. Skips those that are paused already.
    ///
    /// # Errors
    /// `AccessNotOwnerNorGuardian`; the error of a contract.
    pub fn pause(&mut self, modules: Vec<Address>) -> Result<(), Refusal> {
        self.only_owner_or_guardian()?;
        for module in modules {
            if self.setting(module, PAUSED)?.current == U256::ZERO {
                self.change(module, PAUSED, U256::from(1))?;
            }
        }
        Ok(())
    }

    /// Sets a module of a contract that is still unset. Nothing depends on it yet, so this need not wait.
    ///
    /// # Errors
    /// `AccessNotOwner`; `AccessUnknownKey` if it is not a module; `AccessZeroAddress`; `AuthorityAlreadyWired`.
    pub fn wire(&mut self, module: Address, key: B256, value: Address) -> Result<(), Refusal> {
        self.only_owner()?;
        let Setting { current, rule, .. } = self.setting(module, key)?;
        if rule != MODULE {
            return Err(AccessUnknownKey { key }.into());
        }
        require_address(key, value)?;
        if current != U256::ZERO {
            let module = address_of(current).unwrap_or_default();
            return Err(AuthorityAlreadyWired { key, module }.into());
        }
        self.change(module, key, value_of(value))
    }

    /// Moves a parameter of a contract in its safer direction, at once.
    ///
    /// # Errors
    /// `AccessNotOwnerNorGuardian`; `AccessUnknownKey` if it is not a parameter; `AccessOutOfBounds`;
    /// `AuthorityUnchanged`;
    /// `AuthorityWouldLoosen`.
    pub fn tighten(&mut self, module: Address, key: B256, value: U256) -> Result<(), Refusal> {
        self.only_owner_or_guardian()?;
        let setting = self.setting(module, key)?;
        if !matches!(setting.rule, SAFER_LOWER..=NEITHER) {
            return Err(AccessUnknownKey { key }.into());
        }
        setting.admit(key, value)?;
        let current = setting.current;
        let tightens = match setting.rule {
            SAFER_LOWER => value < current,
            SAFER_HIGHER => value > current,
            _ => false,
        };
        if !tightens {
            return Err(AuthorityWouldLoosen {
                key,
                current,
                proposed: value,
            }
            .into());
        }
        if self.tightened.read((module, key)) == U256::ZERO {
            let before = current.saturating_add(U256::ONE);
            self.tightened.write((module, key), &before);
        }
        self.change(module, key, value)
    }

    /// Announces a change. It can be executed 48 hours from now, for 14 days.
    ///
    /// # Errors
    /// `AccessNotOwner`; `AccessUnknownKey`; `AccessZeroAddress`; `AccessOutOfBounds`; `AuthorityUnchanged`;
    /// `AuthorityAlreadyScheduled`.
    pub fn schedule(&mut self, module: Address, key: B256, value: U256) -> Result<(), Refusal> {
        self.only_owner()?;
        self.require_schedulable(module, key, value)?;
        if let (_, eta @ 1..) = self.pending_change(module, key) {
            return Err(AuthorityAlreadyScheduled { key, eta }.into());
        }
        let eta = self.vm().block_timestamp().saturating_add(DELAY_SECS);
        self.remember(module, key, value, eta);
        self.emit(ChangeScheduled {
            module,
            key,
            value,
            eta,
        });
        Ok(())
    }

    /// Executes a change after its delay.
    ///
    /// # Errors
    /// `AccessNotOwner`; `AuthorityNotScheduled`; `AuthorityTooEarly`; `AuthorityExpired`; the errors of
    /// [`Self::schedule`] if the change no longer makes sense.
    pub fn execute(&mut self, module: Address, key: B256) -> Result<(), Refusal> {
        self.only_owner()?;
        let value = self.due(module, key)?;
        self.require_schedulable(module, key, value)?;
        self.remember(module, key, U256::ZERO, 0);
        self.tightened.write((module, key), &U256::ZERO);
        if self.is_own(module, key) {
            self.seat_guardian(address_of(value).unwrap_or_default());
            return Ok(());
        }
        self.change(module, key, value)
    }

    /// Drops a waiting change.
    ///
    /// # Errors
    /// `AccessNotOwnerNorGuardian`; `AuthorityGuardianCannotCancel`; `AuthorityNotScheduled`.
    pub fn cancel(&mut self, module: Address, key: B256) -> Result<(), Refusal> {
        self.only_owner_or_guardian()?;
        let (value, _) = self.waiting(module, key)?;
        if self.only_owner().is_err() && self.is_remedy(module, key, value)? {
            return Err(AuthorityGuardianCannotCancel { key }.into());
        }
        self.remember(module, key, U256::ZERO, 0);
        let by = self.vm().msg_sender();
        self.emit(ChangeCancelled {
            module,
            key,
            value,
            by,
        });
        Ok(())
    }

    /// Returns whether a change ends what a guardian can do alone: it replaces them, lifts a pause, or goes back at most to
    /// the value before a parameter was tightened.
    fn is_remedy(&self, module: Address, key: B256, value: U256) -> Result<bool, Refusal> {
        if self.is_own(module, key) || key == PAUSED {
            return Ok(true);
        }
        let before = self.tightened.read((module, key));
        let Some(before) = before.checked_sub(U256::ONE) else {
            return Ok(false);
        };
        Ok(match self.setting(module, key)?.rule {
            SAFER_LOWER => value <= before,
            _ => value >= before,
        })
    }

    /// Returns the waiting change of a contract's `key`, and when it can be executed; zeros if none waits.
    #[inline(never)]
    pub fn pending_change(&self, module: Address, key: B256) -> (U256, u64) {
        let Change { value, eta } = self.changes.read((module, key));
        (value, eta)
    }

    fn waiting(&self, module: Address, key: B256) -> Result<(U256, u64), Refusal> {
        match self.pending_change(module, key) {
            (_, 0) => Err(AuthorityNotScheduled { key }.into()),
            waiting => Ok(waiting),
        }
    }

    /// Returns the value of a change that is due: its delay is over and it has not expired.
    fn due(&self, module: Address, key: B256) -> Result<U256, Refusal> {
        let (value, eta) = self.waiting(module, key)?;
        let now = self.vm().block_timestamp();
        if now < eta {
            return Err(AuthorityTooEarly { key, eta }.into());
        }
        let deadline = eta.saturating_add(WINDOW_SECS);
        if now > deadline {
            return Err(AuthorityExpired { key, deadline }.into());
        }
        Ok(value)
    }

    #[inline(never)]
    fn remember(&mut self, module: Address, key: B256, value: U256, eta: u64) {
        self.changes.write((module, key), &Change { value, eta });
    }

    /// Checks that the owner may schedule this change, and that it still makes sense when it is due.
    fn require_schedulable(&self, module: Address, key: B256, value: U256) -> Result<(), Refusal> {
        let setting = if self.is_own(module, key) {
            Setting {
                current: value_of(self.guardian()),
                min: U256::ZERO,
                max: max_address(),
                rule: NEITHER,
            }
        } else {
            self.setting(module, key)?
        };
        setting.admit(key, value)
    }
}

impl Setting {
    /// Checks that this value is allowed, and differs from the present one.
    fn admit(&self, key: B256, value: U256) -> Result<(), Refusal> {
        if self.rule == MODULE && value == U256::ZERO {
            return Err(runtime::access::AccessZeroAddress { key }.into());
        }
        let (min, max) = (self.min, self.max);
        if value < min || value > max {
            return Err(AccessOutOfBounds {
                key,
                value,
                min,
                max,
            }
            .into());
        }
        if self.current == value {
            return Err(AuthorityUnchanged { key, value }.into());
        }
        Ok(())
    }
}
