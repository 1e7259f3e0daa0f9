//! 256-bit arithmetic, in place. Division by zero is zero, as in the EVM.

use alloy_primitives::U256;

use super::context::{Call, Escape};
use crate::costs::hostio as ink;

/// Reads the operands, computes, and overwrites the first.
fn compute<const N: usize>(
    call: &mut Call<'_>,
    pointers: [u32; N],
    operation: impl FnOnce([U256; N]) -> U256,
) -> Result<(), Escape> {
    let mut operands = [U256::ZERO; N];
    for (operand, pointer) in operands.iter_mut().zip(pointers) {
        *operand = call.read_integer(pointer)?;
    }
    let result = operation(operands).to_be_bytes::<32>();
    call.write(pointers[0], &result)?;
    let operands = operands.map(|operand| operand.to_be_bytes::<32>());
    call.trace(&operands.each_ref().map(<[u8; 32]>::as_slice), &[&result])
}

pub(super) fn div(call: &mut Call<'_>, value: u32, divisor: u32) -> Result<(), Escape> {
    call.buy_ink(ink::DIV_OR_MOD)?;
    compute(call, [value, divisor], |[a, b]| {
        a.checked_div(b).unwrap_or_default()
    })
}

pub(super) fn modulo(call: &mut Call<'_>, value: u32, modulus: u32) -> Result<(), Escape> {
    call.buy_ink(ink::DIV_OR_MOD)?;
    compute(call, [value, modulus], |[a, b]| {
        a.checked_rem(b).unwrap_or_default()
    })
}

pub(super) fn pow(call: &mut Call<'_>, value: u32, exponent: u32) -> Result<(), Escape> {
    call.buy_ink(ink::POW)?;
    // Both are read before the exponent is charged for: a bad pointer fails cheaper.
    call.read_word(value)?;
    let zeros = call
        .read_word(exponent)?
        .iter()
        .take_while(|byte| **byte == 0)
        .count();
    call.buy_ink(ink::exponent(u32::try_from(zeros).unwrap_or(32)))?;
    compute(call, [value, exponent], |[a, b]| a.wrapping_pow(b))
}

pub(super) fn add_mod(
    call: &mut Call<'_>,
    value: u32,
    addend: u32,
    modulus: u32,
) -> Result<(), Escape> {
    call.buy_ink(ink::ADD_MOD)?;
    compute(call, [value, addend, modulus], |[a, b, c]| a.add_mod(b, c))
}

pub(super) fn mul_mod(
    call: &mut Call<'_>,
    value: u32,
    multiplier: u32,
    modulus: u32,
) -> Result<(), Escape> {
    call.buy_ink(ink::MUL_MOD)?;
    compute(call, [value, multiplier, modulus], |[a, b, c]| {
        a.mul_mod(b, c)
    })
}
