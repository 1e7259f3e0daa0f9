//! Hashing.

use super::context::{Call, Escape};
use crate::costs::hostio as ink;

/// Keccak-256 of bytes of the guest.
pub(super) fn keccak256(call: &mut Call<'_>, data: u32, len: u32, dest: u32) -> Result<(), Escape> {
    call.buy_ink(ink::keccak(len))?;
    let preimage = call.read(data, len)?;
    let digest = alloy_primitives::keccak256(&preimage);
    call.write(dest, digest.as_slice())?;
    call.trace(&[&preimage], &[digest.as_slice()])
}
