//! Block, transaction, message and what is left of ink and gas.

use super::context::{Call, Escape};
use crate::costs::hostio as ink;
use crate::run::EvmData;

/// Writes a value of the context to the guest.
fn write_value<const N: usize>(
    call: &mut Call<'_>,
    dest: u32,
    value: impl FnOnce(&EvmData) -> [u8; N],
) -> Result<(), Escape> {
    call.buy_ink(ink::VALUE)?;
    let bytes = value(&call.env.evm);
    call.write(dest, &bytes)?;
    call.trace(&[], &[&bytes])
}

/// Returns a number of the context.
fn number_of(call: &mut Call<'_>, value: impl FnOnce(&EvmData) -> u64) -> Result<u64, Escape> {
    call.buy_ink(ink::BASE)?;
    let number = value(&call.env.evm);
    call.trace(&[], &[&number.to_be_bytes()])?;
    Ok(number)
}

pub(super) fn basefee(call: &mut Call<'_>, dest: u32) -> Result<(), Escape> {
    write_value(call, dest, |evm| evm.block_basefee.to_be_bytes::<32>())
}

pub(super) fn coinbase(call: &mut Call<'_>, dest: u32) -> Result<(), Escape> {
    write_value(call, dest, |evm| evm.block_coinbase.into_array())
}

pub(super) fn contract_address(call: &mut Call<'_>, dest: u32) -> Result<(), Escape> {
    write_value(call, dest, |evm| evm.contract_address.into_array())
}

pub(super) fn sender(call: &mut Call<'_>, dest: u32) -> Result<(), Escape> {
    write_value(call, dest, |evm| evm.msg_sender.into_array())
}

pub(super) fn value(call: &mut Call<'_>, dest: u32) -> Result<(), Escape> {
    write_value(call, dest, |evm| evm.msg_value.to_be_bytes::<32>())
}

pub(super) fn gas_price(call: &mut Call<'_>, dest: u32) -> Result<(), Escape> {
    write_value(call, dest, |evm| evm.tx_gas_price.to_be_bytes::<32>())
}

pub(super) fn origin(call: &mut Call<'_>, dest: u32) -> Result<(), Escape> {
    write_value(call, dest, |evm| evm.tx_origin.into_array())
}

pub(super) fn gas_limit(call: &mut Call<'_>) -> Result<u64, Escape> {
    number_of(call, |evm| evm.block_gas_limit)
}

/// The L1 block's number.
pub(super) fn number(call: &mut Call<'_>) -> Result<u64, Escape> {
    number_of(call, |evm| evm.block_number)
}

pub(super) fn timestamp(call: &mut Call<'_>) -> Result<u64, Escape> {
    number_of(call, |evm| evm.block_timestamp)
}

pub(super) fn chain_id(call: &mut Call<'_>) -> Result<u64, Escape> {
    number_of(call, |evm| evm.chain_id)
}

/// Gas left after this call's own charge.
pub(super) fn gas_left(call: &mut Call<'_>) -> Result<u64, Escape> {
    call.buy_ink(ink::BASE)?;
    let gas = call.gas_left()?;
    call.trace(&[], &[&gas.to_be_bytes()])?;
    Ok(gas)
}

/// Ink left after this call's own charge.
pub(super) fn ink_left(call: &mut Call<'_>) -> Result<u64, Escape> {
    call.buy_ink(ink::BASE)?;
    let left = call.ink()?;
    call.trace(&[], &[&left.to_be_bytes()])?;
    Ok(left)
}

pub(super) fn reentrant(call: &mut Call<'_>) -> Result<u32, Escape> {
    call.buy_ink(ink::BASE)?;
    let reentrant = u32::from(call.env.evm.reentrant);
    call.trace(&[], &[&reentrant.to_be_bytes()])?;
    Ok(reentrant)
}

pub(super) fn ink_price(call: &mut Call<'_>) -> Result<u32, Escape> {
    call.buy_ink(ink::BASE)?;
    let price = call.env.config.ink_price;
    call.trace(&[], &[&price.to_be_bytes()])?;
    Ok(price)
}
