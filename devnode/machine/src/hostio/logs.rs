//! Logs.

use alloy_primitives::B256;

use super::context::{Call, Escape};
use crate::costs::{gas, hostio as ink};

const MOST_TOPICS: u32 = 4;

/// Emits a log; the data begins with the topics.
pub(super) fn emit_log(
    call: &mut Call<'_>,
    data: u32,
    len: u32,
    topics: u32,
) -> Result<(), Escape> {
    call.buy_ink(ink::EMIT_LOG)?;
    if topics > MOST_TOPICS || len < topics * 32 {
        return Err(Escape::Refused("bad topic data".to_owned()));
    }
    call.buy_ink(ink::read(len))?;
    call.buy_gas(gas::log(topics, len - topics * 32))?;
    let bytes = call.read(data, len)?;
    let (words, payload) = bytes.split_at(topics as usize * 32);
    let words: Vec<B256> = words.chunks_exact(32).map(B256::from_slice).collect();
    call.ask(|host| host.emit_log(&words, payload))?
        .map_err(|error| Escape::Refused(error.to_string()))?;
    call.trace(&[&topics.to_be_bytes(), &bytes], &[])
}
