//! Changes: what can be changed, and how.

use crate::access::errors::*;
use crate::access::events::Changed;
use crate::access::governed::{Governed, Rule, Safer, Setting};
use crate::access::key::{value_of, word_of_name, PAUSED};
use crate::access::roles::require_address;
use crate::{Emit, Refusal};
use alloy_primitives::{Address, B256, U256};

/// The place of the pause, which every contract has in addition to its settings.
const PAUSE: usize = usize::MAX;

/// Sets the module at this place of the settings while the contract is being constructed.
///
/// # Errors
/// `AccessZeroAddress` naming the missing module.
#[inline(never)]
pub fn install<G: Governed>(this: &mut G, place: usize, module: Address) -> Result<(), Refusal> {
    let key = key_at(G::SETTINGS, place);
    require_address(key, module)?;
    put(this, key, place, value_of(module));
    Ok(())
}

/// Returns the key of the setting at this place.
#[must_use]
#[inline(never)]
pub fn key_at(settings: &[Setting], place: usize) -> B256 {
    word_of_name(settings.get(place).map_or("", |setting| setting.name))
}

/// Returns the present value of `key`, the minimum and maximum that the code allows for it, and the number of its
/// [`Rule`].
///
/// # Errors
/// `AccessUnknownKey`.
pub fn setting<G: Governed>(this: &G, key: B256) -> Result<(U256, U256, U256, u8), Refusal> {
    let (place, rule) = look_up(G::SETTINGS, key)?;
    let (min, max) = rule.bounds();
    Ok((current(this, place), min, max, rule.number()))
}

/// Sets `key` to a value, for the authority.
///
/// # Errors
/// `AccessNotAuthority`; `AccessUnknownKey`; `AccessOutOfBounds`; the error of [`Governed::may_change`].
pub fn change<G: Governed>(this: &mut G, key: B256, value: U256) -> Result<(), Refusal> {
    this.authority().only_authority()?;
    let (place, rule) = look_up(G::SETTINGS, key)?;
    require_within(key, rule, value)?;
    if place != PAUSE {
        this.may_change(place, value)?;
    }
    put(this, key, place, value);
    Ok(())
}

/// Returns the place of a key among the settings, and its rule.
#[inline(never)]
fn look_up(settings: &[Setting], key: B256) -> Result<(usize, Rule), Refusal> {
    if key == PAUSED {
        let (min, max, safer) = (0, 1, Safer::Higher);
        return Ok((PAUSE, Rule::Parameter { min, max, safer }));
    }
    for (place, setting) in settings.iter().enumerate() {
        if word_of_name(setting.name) == key {
            return Ok((place, setting.rule));
        }
    }
    Err(AccessUnknownKey { key }.into())
}

#[inline(never)]
fn require_within(key: B256, rule: Rule, value: U256) -> Result<(), Refusal> {
    let (min, max) = rule.bounds();
    if value >= min && value <= max {
        return Ok(());
    }
    Err(AccessOutOfBounds {
        key,
        value,
        min,
        max,
    }
    .into())
}

fn current<G: Governed>(this: &G, place: usize) -> U256 {
    if place == PAUSE {
        U256::from_limbs([this.authority().paused().into(), 0, 0, 0])
    } else {
        this.current(place)
    }
}

#[inline(never)]
fn put<G: Governed>(this: &mut G, key: B256, place: usize, value: U256) {
    let previous = current(this, place);
    if place == PAUSE {
        this.authority_mut().set_paused(value);
    } else {
        this.store(place, value);
    }
    this.emit(Changed {
        key,
        previous,
        value,
    });
}
