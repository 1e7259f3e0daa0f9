//! What can be changed, and the change itself.

use crate::access::errors::*;
use crate::access::events::Changed;
use crate::access::governed::{Governed, Rule, Safer};
use crate::access::key::{value_of, PAUSED};
use crate::access::roles::require_address;
use alloy_primitives::{Address, B256, U256};
use crate::{Emit, Refusal};

/// Sets a module while the contract is being constructed.
///
/// # Errors
/// `AccessZeroAddress` naming the module that is missing.
#[inline(never)]
pub fn install<G: Governed>(this: &mut G, key: B256, module: Address) -> Result<(), Refusal> {
    require_address(key, module)?;
    put(this, key, value_of(module));
    Ok(())
}

/// What `key` is now, the least and greatest value that the code admits for it, and the number of its [`Rule`].
///
/// # Errors
/// `AccessUnknownKey`.
pub fn setting<G: Governed>(this: &G, key: B256) -> Result<(U256, U256, U256, u8), Refusal> {
    let rule = rule(this, key)?;
    let (min, max) = rule.bounds();
    Ok((current(this, key), min, max, rule.number()))
}

/// Gives `key` a value, for the authority.
///
/// # Errors
/// `AccessNotAuthority`; `AccessUnknownKey`; `AccessOutOfBounds`.
pub fn change<G: Governed>(this: &mut G, key: B256, value: U256) -> Result<(), Refusal> {
    this.authority().only_authority()?;
    let (min, max) = rule(this, key)?.bounds();
    if value < min || value > max {
        return Err(AccessOutOfBounds {
            key,
            value,
            min,
            max,
        }
        .into());
    }
    put(this, key, value);
    Ok(())
}

fn rule<G: Governed>(this: &G, key: B256) -> Result<Rule, Refusal> {
    if key == PAUSED {
        return Ok(Rule::Parameter {
            min: U256::ZERO,
            max: U256::from(1),
            safer: Safer::Higher,
        });
    }
    this.rule(key)
        .ok_or_else(|| AccessUnknownKey { key }.into())
}

fn current<G: Governed>(this: &G, key: B256) -> U256 {
    if key == PAUSED {
        this.authority().paused.get()
    } else {
        this.current(key)
    }
}

#[inline(never)]
fn put<G: Governed>(this: &mut G, key: B256, value: U256) {
    let previous = current(this, key);
    if key == PAUSED {
        this.authority_mut().paused.set(value);
    } else {
        this.store(key, value);
    }
    this.emit(Changed {
        key,
        previous,
        value,
    });
}
