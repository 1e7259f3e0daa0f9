//! Calls, creations and the data they return.

use alloy_primitives::{B256, U256};

use super::context::{Call, Escape, length_of, part_of};
use crate::costs::hostio as ink;
use crate::host::{CallKind, CallRequest, CreateRequest};

const STATUS_SUCCESS: u32 = 0;
/// Any failure of the callee, a revert included.
const STATUS_FAILURE: u32 = 2;

/// A call's arguments but for its kind, as the guest gives them.
struct Arguments {
    contract: u32,
    data: u32,
    len: u32,
    gas: u64,
    return_len: u32,
}

/// Calls with a value.
pub(super) fn call(
    call: &mut Call<'_>,
    contract: u32,
    data: u32,
    len: u32,
    value: u32,
    gas: u64,
    return_len: u32,
) -> Result<u32, Escape> {
    let arguments = Arguments {
        contract,
        data,
        len,
        gas,
        return_len,
    };
    make_call(call, &arguments, |call| {
        call.read_integer(value)
            .map(|value| CallKind::Call { value })
    })
}

/// Runs another contract's code on the own account.
pub(super) fn delegate_call(
    call: &mut Call<'_>,
    contract: u32,
    data: u32,
    len: u32,
    gas: u64,
    return_len: u32,
) -> Result<u32, Escape> {
    let arguments = Arguments {
        contract,
        data,
        len,
        gas,
        return_len,
    };
    make_call(call, &arguments, |_| Ok(CallKind::Delegate))
}

/// Calls without leave to change state.
pub(super) fn static_call(
    call: &mut Call<'_>,
    contract: u32,
    data: u32,
    len: u32,
    gas: u64,
    return_len: u32,
) -> Result<u32, Escape> {
    let arguments = Arguments {
        contract,
        data,
        len,
        gas,
        return_len,
    };
    make_call(call, &arguments, |_| Ok(CallKind::Static))
}

fn make_call(
    call: &mut Call<'_>,
    arguments: &Arguments,
    kind: impl FnOnce(&Call<'_>) -> Result<CallKind, Escape>,
) -> Result<u32, Escape> {
    call.buy_ink(ink::CALL)?;
    buy_input(call, arguments.len)?;
    let gas_left = call.gas_left()?;
    let contract = call.read_address(arguments.contract)?;
    let input = call.read(arguments.data, arguments.len)?;
    let kind = kind(call)?;

    let gas_requested = arguments.gas.min(gas_left);
    let request = CallRequest {
        kind,
        contract,
        input: &input,
        gas_left,
        gas_requested,
    };
    let reply = call.ask(|host| host.call(request))?;
    let length = length_of(&reply.output);
    let status = if reply.success {
        STATUS_SUCCESS
    } else {
        STATUS_FAILURE
    };
    call.env.return_data = reply.output;
    call.buy_gas(reply.gas_cost)?;
    call.write_length(arguments.return_len, length)?;

    let value = match kind {
        CallKind::Call { value } => value.to_be_bytes_vec(),
        CallKind::Delegate | CallKind::Static => Vec::new(),
    };
    let gas = arguments.gas.to_be_bytes();
    let status_byte = status.to_be_bytes()[3];
    call.trace(
        &[contract.as_slice(), &gas, &value, &input],
        &[&length.to_be_bytes(), &[status_byte]],
    )?;
    Ok(status)
}

/// Bytes that go to the chain are paid for twice: the node reads them too.
fn buy_input(call: &mut Call<'_>, len: u32) -> Result<(), Escape> {
    call.buy_ink(ink::read(len))?;
    call.buy_ink(ink::read(len))
}

/// Creates a contract whose address depends on the account's nonce.
pub(super) fn create1(
    call: &mut Call<'_>,
    code: u32,
    len: u32,
    endowment: u32,
    contract: u32,
    revert_len: u32,
) -> Result<(), Escape> {
    call.buy_ink(ink::CREATE)?;
    create(call, (code, len), endowment, None, (contract, revert_len))
}

/// Creates a contract whose address depends on salt and code.
pub(super) fn create2(
    call: &mut Call<'_>,
    code: u32,
    len: u32,
    endowment: u32,
    salt: u32,
    contract: u32,
    revert_len: u32,
) -> Result<(), Escape> {
    call.buy_ink(ink::CREATE2)?;
    create(
        call,
        (code, len),
        endowment,
        Some(salt),
        (contract, revert_len),
    )
}

fn create(
    call: &mut Call<'_>,
    (code, len): (u32, u32),
    endowment: u32,
    salt: Option<u32>,
    (contract, revert_len): (u32, u32),
) -> Result<(), Escape> {
    buy_input(call, len)?;
    let init_code = call.read(code, len)?;
    let endowment: U256 = call.read_integer(endowment)?;
    let salt: Option<B256> = salt.map(|salt| call.read_word(salt)).transpose()?;
    let traced_code = if call.env.config.tracing {
        init_code.clone()
    } else {
        Vec::new()
    };
    let gas_left = call.gas_left()?;

    let request = CreateRequest {
        init_code: init_code.into(),
        endowment,
        salt,
        gas_left,
    };
    let reply = call
        .ask(|host| host.create(request))?
        .map_err(|refused| Escape::Refused(refused.to_string()))?;
    let length = length_of(&reply.output);
    call.env.return_data = reply.output;
    call.buy_gas(reply.gas_cost)?;
    call.write_length(revert_len, length)?;
    call.write(contract, reply.address.as_slice())?;

    let salt = salt.map_or_else(Vec::new, |salt| salt.to_vec());
    call.trace(
        &[&endowment.to_be_bytes::<32>(), &salt, &traced_code],
        &[reply.address.as_slice(), &length.to_be_bytes()],
    )
}

/// Copies a part of the last return data and returns its length.
pub(super) fn read_return_data(
    call: &mut Call<'_>,
    dest: u32,
    offset: u32,
    size: u32,
) -> Result<u32, Escape> {
    call.buy_ink(ink::READ_RETURN_DATA)?;
    let available = length_of(&call.env.return_data).saturating_sub(offset);
    call.buy_ink(ink::write(size.min(available)))?;
    let return_data = call.env.return_data.clone();
    let part = part_of(&return_data, offset, size);
    if !part.is_empty() {
        call.write(dest, part)?;
    }
    call.trace(&[&offset.to_be_bytes(), &size.to_be_bytes()], &[part])?;
    Ok(length_of(part))
}

/// Length of the last return data.
pub(super) fn return_data_size(call: &mut Call<'_>) -> Result<u32, Escape> {
    call.buy_ink(ink::BASE)?;
    let length = length_of(&call.env.return_data);
    call.trace(&[], &[&length.to_be_bytes()])?;
    Ok(length)
}
