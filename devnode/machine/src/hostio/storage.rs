//! Storage through the cache, and transient storage.

use super::context::{Call, Escape};
use crate::costs::{gas, hostio as ink};
use crate::host::FlushStatus;

/// Reads a slot.
pub(super) fn load(call: &mut Call<'_>, key: u32, dest: u32) -> Result<(), Escape> {
    call.buy_ink(ink::STORAGE_LOAD)?;
    // The request's ink is due in gas. Before ArbOS 32 the number was taken for gas as it is.
    let request_gas = if call.env.config.arbos.has_charging_fixes() {
        call.gas_of(ink::EVM_API)
    } else {
        ink::EVM_API
    };
    call.require_gas(gas::COLD_SLOAD + gas::CACHE_ACCESS + request_gas)?;
    let key = call.read_word(key)?;

    let mut cost = call.env.storage.read_gas();
    let value = if let Some(value) = call.env.storage.get(&key) {
        value
    } else {
        let loaded = call.ask(|host| host.storage_load(key))?;
        cost = cost
            .saturating_add(loaded.gas_cost)
            .saturating_add(request_gas);
        call.env.storage.learn(key, loaded.value);
        loaded.value
    };
    call.buy_gas(cost)?;
    call.write(dest, value.as_slice())?;
    call.trace(&[key.as_slice()], &[value.as_slice()])
}

/// Writes a slot into the cache.
pub(super) fn cache(call: &mut Call<'_>, key: u32, value: u32) -> Result<(), Escape> {
    call.buy_ink(ink::STORAGE_CACHE)?;
    call.require_gas(gas::SSTORE_SENTRY + gas::CACHE_ACCESS)?;
    let key = call.read_word(key)?;
    let value = call.read_word(value)?;
    let cost = call.env.storage.write_gas();
    call.env.storage.write(key, value);
    call.buy_gas(cost)?;
    call.trace(&[key.as_slice(), value.as_slice()], &[])
}

/// Writes the cache's changes to the state.
pub(super) fn flush(call: &mut Call<'_>, clear: u32) -> Result<(), Escape> {
    call.buy_ink(ink::STORAGE_FLUSH)?;
    call.require_gas(gas::SSTORE_SENTRY)?;
    let gas_offered = call.gas_left()?.saturating_add(1);
    let dirty = call.env.storage.take_dirty();
    if clear != 0 {
        call.env.storage.clear();
    }
    if !dirty.is_empty() {
        let reply = call.ask(|host| host.storage_flush(&dirty, gas_offered))?;
        let arbos = call.env.config.arbos;
        if reply.status == FlushStatus::OutOfGas && !arbos.flush_out_of_gas_takes_all() {
            return Err(Escape::Refused("storage flush failed".to_owned()));
        }
        if arbos.has_charging_fixes() {
            call.buy_gas(reply.gas_cost)?;
        }
        match reply.status {
            FlushStatus::Written => {}
            FlushStatus::WriteProtected => {
                return Err(Escape::Refused("write protection".to_owned()));
            }
            FlushStatus::OutOfGas => {
                return Err(Escape::Refused("storage flush ran out of gas".to_owned()));
            }
        }
    }
    call.trace(&[&[u8::from(clear != 0)]], &[])
}

/// Reads a transient slot.
pub(super) fn transient_load(call: &mut Call<'_>, key: u32, dest: u32) -> Result<(), Escape> {
    call.buy_ink(ink::TRANSIENT)?;
    call.buy_gas(gas::TRANSIENT)?;
    let key = call.read_word(key)?;
    let value = call.ask(|host| host.transient_load(key))?;
    call.write(dest, value.as_slice())?;
    call.trace(&[key.as_slice()], &[value.as_slice()])
}

/// Writes a transient slot.
pub(super) fn transient_store(call: &mut Call<'_>, key: u32, value: u32) -> Result<(), Escape> {
    call.buy_ink(ink::TRANSIENT)?;
    call.buy_gas(gas::TRANSIENT)?;
    let key = call.read_word(key)?;
    let value = call.read_word(value)?;
    call.ask(|host| host.transient_store(key, value))?
        .map_err(|error| Escape::Refused(error.to_string()))?;
    call.trace(&[key.as_slice(), value.as_slice()], &[])
}
