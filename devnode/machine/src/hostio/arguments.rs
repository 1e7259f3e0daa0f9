//! Calldata in, result out.

use super::context::{Call, Escape, length_of};
use crate::costs::hostio as ink;

/// Copies the calldata to the guest.
pub(super) fn read_args(call: &mut Call<'_>, dest: u32) -> Result<(), Escape> {
    call.buy_ink(ink::BASE)?;
    call.buy_ink(ink::write(length_of(&call.env.calldata)))?;
    call.write(dest, &call.env.calldata)?;
    if call.env.config.tracing {
        let calldata = call.env.calldata.clone();
        call.trace(&[], &[&calldata])?;
    }
    Ok(())
}

/// Sets the result. It is paid for twice: the node reads it too.
pub(super) fn write_result(call: &mut Call<'_>, data: u32, len: u32) -> Result<(), Escape> {
    call.buy_ink(ink::BASE)?;
    call.buy_ink(ink::read(len))?;
    call.buy_ink(ink::read(len))?;
    call.env.output = call.read(data, len)?;
    if call.env.config.tracing {
        let output = call.env.output.clone();
        call.trace(&[&output], &[])?;
    }
    Ok(())
}

/// Ends the program with a status.
pub(super) fn exit_early(call: &mut Call<'_>, status: u32) -> Result<(), Escape> {
    call.trace(&[&status.to_be_bytes()], &[])?;
    Err(Escape::Exit(status))
}
