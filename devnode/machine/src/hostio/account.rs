//! Other accounts: balance, code, code hash.

use alloy_primitives::{Address, Bytes};

use super::context::{Call, Escape, length_of, part_of};
use crate::costs::{gas, hostio as ink};

/// Balance of an account.
pub(super) fn balance(call: &mut Call<'_>, address: u32, dest: u32) -> Result<(), Escape> {
    call.buy_ink(ink::ACCOUNT_WORD)?;
    call.require_gas(gas::COLD_ACCOUNT)?;
    let address = call.read_address(address)?;
    let balance = call.ask(|host| host.account_balance(address))?;
    call.buy_gas(balance.gas_cost)?;
    let bytes = balance.value.to_be_bytes::<32>();
    call.write(dest, &bytes)?;
    call.trace(&[address.as_slice()], &[&bytes])
}

/// Code hash of an account.
pub(super) fn codehash(call: &mut Call<'_>, address: u32, dest: u32) -> Result<(), Escape> {
    call.buy_ink(ink::ACCOUNT_WORD)?;
    call.require_gas(gas::COLD_ACCOUNT)?;
    let address = call.read_address(address)?;
    let hash = call.ask(|host| host.account_codehash(address))?;
    call.buy_gas(hash.gas_cost)?;
    call.write(dest, hash.value.as_slice())?;
    call.trace(&[address.as_slice()], &[hash.value.as_slice()])
}

/// Copies a part of an account's code. All of the code is paid for, whatever the part.
pub(super) fn code(
    call: &mut Call<'_>,
    address: u32,
    offset: u32,
    size: u32,
    dest: u32,
) -> Result<u32, Escape> {
    let (address, code) = load(call, address)?;
    call.buy_ink(ink::write(length_of(&code)))?;
    let part = part_of(&code, offset, size);
    call.write(dest, part)?;
    call.trace(
        &[
            address.as_slice(),
            &offset.to_be_bytes(),
            &size.to_be_bytes(),
        ],
        &[part],
    )?;
    Ok(length_of(part))
}

/// Length of an account's code.
pub(super) fn code_size(call: &mut Call<'_>, address: u32) -> Result<u32, Escape> {
    let (address, code) = load(call, address)?;
    let length = length_of(&code);
    call.trace(&[address.as_slice()], &[&length.to_be_bytes()])?;
    Ok(length)
}

/// The code, free of gas where the same account was asked for last.
fn load(call: &mut Call<'_>, address: u32) -> Result<(Address, Bytes), Escape> {
    call.buy_ink(ink::ACCOUNT_CODE)?;
    call.require_gas(gas::COLD_ACCOUNT)?;
    let address = call.read_address(address)?;
    let gas_left = call.gas_left()?;
    if let Some((last, code)) = &call.env.last_code
        && *last == address
    {
        return Ok((address, code.clone()));
    }
    let code = call.ask(|host| host.account_code(address, gas_left))?;
    if !code.value.is_empty() || call.env.config.arbos.caches_empty_code() {
        call.env.last_code = Some((address, code.value.clone()));
    }
    call.buy_gas(code.gas_cost)?;
    Ok((address, code.value))
}
