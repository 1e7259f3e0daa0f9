//! Changes that wait: scheduled by the owner, open to see, cancellable, executed by the owner after the delay.

use crate::errors::*;
use crate::events::*;
use crate::governed::{Governed, Rule};
use crate::key::{address_of, greatest_address, value_of, GUARDIAN, UNPAUSE};
use crate::roles::require_address;
use crate::storage::Authority;
use alloy_primitives::{Address, B256, U256};
use interfaces::words::number_of;
use interfaces::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// How long a scheduled change waits before it can be executed, in seconds.
pub const DELAY_SECS: u64 = 48 * 60 * 60;
/// How long after the delay it can be executed, in seconds; a change forgotten must not lurk for ever.
pub const WINDOW_SECS: u64 = 14 * 24 * 60 * 60;

/// Sets a module while the contract is being constructed.
///
/// # Errors
/// `ZeroAddress` naming the module that is missing.
#[inline(never)]
pub fn install<G: Governed>(this: &mut G, key: B256, module: Address) -> Result<(), Refusal> {
    require_address(key, module)?;
    change(this, key, value_of(module));
    Ok(())
}

/// Sets a module that is still unset. Nothing depends on it yet, so it need not wait.
///
/// # Errors
/// `NotOwner`; `UnknownKey` unless a module; `ZeroAddress`; `AlreadyWired`.
pub fn wire<G: Governed>(this: &mut G, key: B256, module: Address) -> Result<(), Refusal> {
    this.authority().only_owner()?;
    if this.rule(key) != Some(Rule::Module) {
        return Err(unknown(key));
    }
    let current = this.current(key);
    if current != U256::ZERO {
        return Err(AccessAlreadyWired {
            key,
            module: address_of(current).unwrap_or_default(),
        }
        .into());
    }
    install(this, key, module)
}

/// Moves a parameter in the direction that is safer, at once.
///
/// # Errors
/// `NotOwnerNorGuardian`; `UnknownKey` unless a parameter; `OutOfBounds`; `Unchanged`; `WouldLoosen`.
pub fn tighten<G: Governed>(this: &mut G, key: B256, value: U256) -> Result<(), Refusal> {
    this.authority().only_owner_or_guardian()?;
    let Some(rule @ Rule::Parameter { safer, .. }) = this.rule(key) else {
        return Err(unknown(key));
    };
    let current = this.current(key);
    admit(rule, key, current, value)?;
    if !safer.is_tightening(current, value) {
        return Err(AccessWouldLoosen {
            key,
            current,
            proposed: value,
        }
        .into());
    }
    change(this, key, value);
    Ok(())
}

/// Announces a change. It can be executed [`DELAY_SECS`] from now, for [`WINDOW_SECS`].
///
/// # Errors
/// `NotOwner`; `UnknownKey`; `ZeroAddress`; `OutOfBounds`; `Unchanged`; `NotPaused` for an unpause; `AlreadyScheduled`.
pub fn schedule<G: Governed>(this: &mut G, key: B256, value: U256) -> Result<(), Refusal> {
    this.authority().only_owner()?;
    require_schedulable(this, key, value)?;
    let eta = this.vm().block_timestamp().saturating_add(DELAY_SECS);
    this.authority_mut().enqueue(key, value, eta)
}

/// Executes a change that has waited.
///
/// # Errors
/// `NotOwner`; `NotScheduled`; `TooEarly`; `Expired`; and those of [`schedule`] when it makes no more sense.
pub fn execute<G: Governed>(this: &mut G, key: B256) -> Result<(), Refusal> {
    this.authority().only_owner()?;
    let value = this.authority().due(key)?;
    require_schedulable(this, key, value)?;
    this.authority_mut().dequeue(key);
    match key {
        UNPAUSE => this.authority_mut().unpause(),
        GUARDIAN => {
            let guardian = address_of(value).unwrap_or_default();
            this.authority_mut().seat_guardian(guardian);
        }
        _ => change(this, key, value),
    }
    Ok(())
}

/// Drops a change that waits.
///
/// # Errors
/// `NotOwnerNorGuardian`; `GuardianCannotCancel`; `NotScheduled`.
pub fn cancel<G: Governed>(this: &mut G, key: B256) -> Result<(), Refusal> {
    let authority = this.authority_mut();
    authority.may_cancel(key)?;
    let (value, _) = authority.waiting(key)?;
    authority.dequeue(key);
    let by = authority.vm().msg_sender();
    authority.emit(ChangeCancelled { key, value, by });
    Ok(())
}

/// What `key` is now, and the least and greatest value the code admits for it.
///
/// # Errors
/// `UnknownKey`.
pub fn setting<G: Governed>(this: &G, key: B256) -> Result<(U256, U256, U256), Refusal> {
    let rule = this.rule(key).ok_or_else(|| unknown(key))?;
    let (min, max) = rule.bounds();
    Ok((this.current(key), min, max))
}

impl Authority {
    /// The change of `key` that waits, and when it can be executed; zeros when none does.
    #[must_use]
    #[inline(never)]
    pub fn pending_change(&self, key: B256) -> (U256, u64) {
        let change = self.changes.entry(number_of(&key.0));
        let [eta, ..] = self.changes.get(change, 1).into_limbs();
        (self.changes.get(change, 0), eta)
    }

    fn waiting(&self, key: B256) -> Result<(U256, u64), Refusal> {
        match self.pending_change(key) {
            (_, 0) => Err(AccessNotScheduled { key }.into()),
            waiting => Ok(waiting),
        }
    }

    /// The value that is due: waited for, and not expired.
    fn due(&self, key: B256) -> Result<U256, Refusal> {
        let (value, eta) = self.waiting(key)?;
        let now = self.vm().block_timestamp();
        if now < eta {
            return Err(AccessTooEarly { key, eta }.into());
        }
        let deadline = eta.saturating_add(WINDOW_SECS);
        if now > deadline {
            return Err(AccessExpired { key, deadline }.into());
        }
        Ok(value)
    }

    fn enqueue(&mut self, key: B256, value: U256, eta: u64) -> Result<(), Refusal> {
        if let (_, waiting @ 1..) = self.pending_change(key) {
            return Err(AccessAlreadyScheduled { key, eta: waiting }.into());
        }
        self.remember(key, value, eta);
        self.emit(ChangeScheduled { key, value, eta });
        Ok(())
    }

    fn dequeue(&mut self, key: B256) {
        self.remember(key, U256::ZERO, 0);
    }

    #[inline(never)]
    fn remember(&mut self, key: B256, value: U256, eta: u64) {
        let change = self.changes.entry(number_of(&key.0));
        self.changes.set(change, 0, value);
        let eta = U256::from_limbs([eta, 0, 0, 0]);
        self.changes.set(change, 1, eta);
    }
}

/// Whether the owner may schedule this change, and whether it still makes sense when it is due.
fn require_schedulable<G: Governed>(this: &G, key: B256, value: U256) -> Result<(), Refusal> {
    match key {
        UNPAUSE => unpausable(this.authority(), value),
        GUARDIAN => {
            let guardian = value_of(this.authority().guardian());
            within(key, value, U256::ZERO, greatest_address())?;
            differs(key, guardian, value)
        }
        _ => {
            let rule = this.rule(key).ok_or_else(|| unknown(key))?;
            admit(rule, key, this.current(key), value)
        }
    }
}

fn unpausable(authority: &Authority, value: U256) -> Result<(), Refusal> {
    within(UNPAUSE, value, U256::ZERO, U256::ZERO)?;
    if authority.paused() {
        Ok(())
    } else {
        Err(AccessNotPaused {}.into())
    }
}

#[inline(never)]
fn admit(rule: Rule, key: B256, current: U256, value: U256) -> Result<(), Refusal> {
    if rule == Rule::Module && value == U256::ZERO {
        return Err(AccessZeroAddress { key }.into());
    }
    let (min, max) = rule.bounds();
    within(key, value, min, max)?;
    differs(key, current, value)
}

#[inline(never)]
fn within(key: B256, value: U256, min: U256, max: U256) -> Result<(), Refusal> {
    if value < min || value > max {
        return Err(AccessOutOfBounds {
            key,
            value,
            min,
            max,
        }
        .into());
    }
    Ok(())
}

#[inline(never)]
fn differs(key: B256, current: U256, value: U256) -> Result<(), Refusal> {
    if current == value {
        return Err(AccessUnchanged { key, value }.into());
    }
    Ok(())
}

fn unknown(key: B256) -> Refusal {
    AccessUnknownKey { key }.into()
}

#[inline(never)]
fn change<G: Governed>(this: &mut G, key: B256, value: U256) {
    let previous = this.current(key);
    this.store(key, value);
    let by = this.vm().msg_sender();
    this.emit(Changed {
        key,
        previous,
        value,
        by,
    });
}
