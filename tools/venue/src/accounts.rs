//! Which accounts there are: those that events name.

use std::collections::BTreeSet;

use alloy::primitives::{B256, U256};
use alloy::rpc::types::Log;
use alloy_sol_types::SolEvent;

use crate::fault::Fault;
use crate::protocol::Protocol;
use bindings::{ILiquidator, IMarket};

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

/// The account that takes a position or a debt, in an event of the liquidator; none where the pool takes it.
fn taker(log: &Log) -> Option<U256> {
    let word = log.topics().get(2)?;
    Some(U256::from_be_bytes(word.0)).filter(|id| !id.is_zero())
}

/// What the liquidator handed to accounts in these blocks: positions, money, debts.
async fn handed_over(
    protocol: &Protocol,
    kinds: &[B256],
    first: u64,
    last: u64,
) -> Result<Vec<Log>, Fault> {
    if protocol.liquidator.is_zero() {
        return Ok(Vec::new());
    }
    let logs = protocol
        .chain
        .events(protocol.liquidator, kinds, first, last);
    logs.await
}

/// Accounts that may have come to hold or owe something in these blocks: they traded, or took it in an auction.
///
/// # Errors
/// When the node cannot be asked.
pub async fn stirred(protocol: &Protocol, first: u64, last: u64) -> Result<BTreeSet<U256>, Fault> {
    let logs = protocol
        .chain
        .events(protocol.market, &KINDS, first, last)
        .await?;
    let kinds = [
        ILiquidator::PositionMoved::SIGNATURE_HASH,
        ILiquidator::MoneyMoved::SIGNATURE_HASH,
    ];
    let taken = handed_over(protocol, &kinds, first, last).await?;
    let traded = logs.iter().filter_map(named);
    Ok(traded.chain(taken.iter().filter_map(taker)).collect())
}

/// Accounts that traded in an expiry, or took positions of it.
///
/// # Errors
/// When the node cannot be asked.
pub async fn in_expiry(protocol: &Protocol, expiry: u64) -> Result<BTreeSet<U256>, Fault> {
    let head = protocol.chain.head().await?;
    let taken = [ILiquidator::PositionMoved::SIGNATURE_HASH];
    let taken = handed_over(protocol, &taken, protocol.since, head.number).await?;
    let kinds = [IMarket::LegTraded::SIGNATURE_HASH];
    let logs = protocol
        .chain
        .events(protocol.market, &kinds, protocol.since, head.number);
    let expiry = B256::from(U256::from(expiry));
    let logs = logs.await?;
    let traded = logs
        .iter()
        .filter(|log| log.topics().get(2) == Some(&expiry));
    let taken = taken
        .iter()
        .filter(|log| log.topics().get(3) == Some(&expiry));
    Ok(traded
        .filter_map(named)
        .chain(taken.filter_map(taker))
        .collect())
}
