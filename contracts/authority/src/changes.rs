//! Changes: at once when they wire or tighten, else scheduled by the owner, open to see, cancellable, executed by the owner
//! after the delay.

use crate::calls::{Setting, MODULE, NEITHER, SAFER_HIGHER, SAFER_LOWER};
use crate::errors::*;
use crate::events::*;
use crate::storage::{Authority, Change};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use runtime::access::{
    address_of, greatest_address, key, require_address, value_of, AccessOutOfBounds,
    AccessUnknownKey, PAUSED,
};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// How long a scheduled change waits before it can be executed, in seconds.
const DELAY_SECS: u64 = 48 * 60 * 60;
/// How long after the delay it can be executed, in seconds; a change forgotten must not lurk for ever.
const WINDOW_SECS: u64 = 14 * 24 * 60 * 60;

/// Key of the guardian's seat, which is the contract's own; the value is his address.
pub(crate) const GUARDIAN: B256 = key("guardian");

impl Authority {
    /// Pauses contracts at once, whichever of them is not paused yet.
    ///
    /// # Errors
    /// `AccessNotOwnerNorGuardian`; what a contract refuses with.
    pub fn pause(&mut self, modules: Vec<Address>) -> Result<(), Refusal> {
        self.only_owner_or_guardian()?;
        for module in modules {
            if self.setting(module, PAUSED)?.current == U256::ZERO {
                self.change(module, PAUSED, U256::from(1))?;
            }
        }
        Ok(())
    }

    /// Sets a contract's module that is still unset. Nothing depends on it yet, so it need not wait.
    ///
    /// # Errors
    /// `AccessNotOwner`; `AccessUnknownKey` unless a module; `AccessZeroAddress`; `AuthorityAlreadyWired`.
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

    /// Moves a contract's parameter in the direction that is safer, at once.
    ///
    /// # Errors
    /// `AccessNotOwnerNorGuardian`; `AccessUnknownKey` unless a parameter; `AccessOutOfBounds`; `AuthorityUnchanged`;
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

    /// Executes a change that has waited.
    ///
    /// # Errors
    /// `AccessNotOwner`; `AuthorityNotScheduled`; `AuthorityTooEarly`; `AuthorityExpired`; and those of
    /// [`Self::schedule`] when it makes no more sense.
    pub fn execute(&mut self, module: Address, key: B256) -> Result<(), Refusal> {
        self.only_owner()?;
        let value = self.due(module, key)?;
        self.require_schedulable(module, key, value)?;
        self.remember(module, key, U256::ZERO, 0);
        if self.is_own(module, key) {
            self.seat_guardian(address_of(value).unwrap_or_default());
            return Ok(());
        }
        self.change(module, key, value)
    }

    /// Drops a change that waits.
    ///
    /// # Errors
    /// `AccessNotOwnerNorGuardian`; `AuthorityGuardianCannotCancel`; `AuthorityNotScheduled`.
    pub fn cancel(&mut self, module: Address, key: B256) -> Result<(), Refusal> {
        self.may_cancel(module, key)?;
        let (value, _) = self.waiting(module, key)?;
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

    /// The change of a contract's `key` that waits, and when it can be executed; zeros when none does.
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

    /// The value that is due: waited for, and not expired.
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

    /// Whether the owner may schedule this change, and whether it still makes sense when it is due.
    fn require_schedulable(&self, module: Address, key: B256, value: U256) -> Result<(), Refusal> {
        let setting = if self.is_own(module, key) {
            Setting {
                current: value_of(self.guardian()),
                min: U256::ZERO,
                max: greatest_address(),
                rule: NEITHER,
            }
        } else {
            self.setting(module, key)?
        };
        setting.admit(key, value)
    }
}

impl Setting {
    /// Whether it may have this value, and has another.
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
