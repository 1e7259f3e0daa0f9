//! The accounts that exist, found in events.

use std::collections::BTreeSet;

use alloy::primitives::{B256, U256};
use alloy::rpc::types::Log;
use alloy_sol_types::SolEvent;

use crate::fault::Fault;
use crate::protocol::Protocol;
use bindings::{ILiquidator, IMarket};

/// The events of `market` after which an account may hold or owe something.
const TRADED: [B256; 2] = [
    IMarket::OrderTraded::SIGNATURE_HASH,
    IMarket::LegTraded::SIGNATURE_HASH,
];

/// The account that an event of `market` names.
fn named(log: &Log) -> Option<U256> {
    log.topics().get(1).map(|word| U256::from_be_bytes(word.0))
}

/// The account that receives a position or a debt in an event of `liquidator`; none if the pool receives it.
fn taker(log: &Log) -> Option<U256> {
    let word = log.topics().get(2)?;
    Some(U256::from_be_bytes(word.0)).filter(|id| !id.is_zero())
}

/// The events in which the liquidator moved positions, money or debts to accounts.
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

/// The accounts that traded, or received something in a liquidation, in these blocks: they may hold or owe something.
///
/// # Errors
/// When the node cannot be asked.
pub async fn active(protocol: &Protocol, first: u64, last: u64) -> Result<BTreeSet<U256>, Fault> {
    let logs = protocol
        .chain
        .events(protocol.market, &TRADED, first, last)
        .await?;
    let kinds = [
        ILiquidator::PositionMoved::SIGNATURE_HASH,
        ILiquidator::MoneyMoved::SIGNATURE_HASH,
    ];
    let taken = handed_over(protocol, &kinds, first, last).await?;
    let traded = logs.iter().filter_map(named);
    Ok(traded.chain(taken.iter().filter_map(taker)).collect())
}

/// The accounts that have sold something of an expiry and are not settled, by the events of the market.
///
/// # Errors
/// When the node cannot be asked.
pub async fn sellers(protocol: &Protocol, expiry: u64) -> Result<BTreeSet<U256>, Fault> {
    let head = protocol.chain.head().await?;
    let kinds = [
        IMarket::SellerAdded::SIGNATURE_HASH,
        IMarket::SellerGone::SIGNATURE_HASH,
    ];
    let subject = B256::from(U256::from(expiry));
    let (market, since) = (protocol.market, protocol.since);
    let asked = protocol
        .chain
        .events_about(market, &kinds, subject, since, head.number);
    let topics = asked.await?.into_iter().map(|log| log.topics().to_vec());
    Ok(still_there(topics))
}

/// The accounts of events that add and remove them, in order, that are there at the end.
fn still_there(events: impl IntoIterator<Item = Vec<B256>>) -> BTreeSet<U256> {
    let mut there = BTreeSet::new();
    for topics in events {
        let [kind, _, id] = topics[..] else { continue };
        let id = U256::from_be_bytes(id.0);
        if kind == IMarket::SellerAdded::SIGNATURE_HASH {
            there.insert(id);
        } else {
            there.remove(&id);
        }
    }
    there
}

/// The accounts that traded in an expiry, or received positions of it in a liquidation.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_gone_is_a_seller_no_more_and_who_came_back_is_one() {
        let event = |kind: B256, id: u64| vec![kind, B256::ZERO, B256::from(U256::from(id))];
        let added = |id| event(IMarket::SellerAdded::SIGNATURE_HASH, id);
        let gone = |id| event(IMarket::SellerGone::SIGNATURE_HASH, id);
        let events = [added(1), added(2), gone(1), added(3), gone(3), added(1)];
        assert_eq!(still_there(events), [1, 2].map(U256::from).into());
        assert_eq!(still_there([vec![B256::ZERO]]), BTreeSet::new());
    }
}
