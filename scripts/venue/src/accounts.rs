//! Which accounts there are: those that events name.

use std::collections::BTreeSet;

use alloy::primitives::{B256, U256};
use alloy::rpc::types::Log;
use alloy_sol_types::SolEvent;

use crate::fault::Fault;
use crate::protocol::Protocol;
use bindings::IMarket;

/// The events after which an account may hold or owe something.
pub const KINDS: [B256; 2] = [
    IMarket::OrderTraded::SIGNATURE_HASH,
    IMarket::LegTraded::SIGNATURE_HASH,
];

/// The account that such an event names.
#[must_use]
pub fn named(log: &Log) -> Option<U256> {
    log.topics().get(1).map(|word| U256::from_be_bytes(word.0))
}

/// Accounts that traded in these blocks.
///
/// # Errors
/// When the node cannot be asked.
pub async fn traded(protocol: &Protocol, first: u64, last: u64) -> Result<BTreeSet<U256>, Fault> {
    let logs = protocol
        .chain
        .events(protocol.market, &KINDS, first, last)
        .await?;
    Ok(logs.iter().filter_map(named).collect())
}

/// Accounts that traded in an expiry.
///
/// # Errors
/// When the node cannot be asked.
pub async fn in_expiry(protocol: &Protocol, expiry: u64) -> Result<BTreeSet<U256>, Fault> {
    let head = protocol.chain.head().await?;
    let kinds = [IMarket::LegTraded::SIGNATURE_HASH];
    let logs = protocol
        .chain
        .events(protocol.market, &kinds, protocol.since, head.number);
    let expiry = B256::from(U256::from(expiry));
    let logs = logs.await?;
    let of_expiry = logs
        .iter()
        .filter(|log| log.topics().get(2) == Some(&expiry));
    Ok(of_expiry.filter_map(named).collect())
}
