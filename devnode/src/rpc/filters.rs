//! Logs: queries, filters and subscriptions.

use alloy::{
    primitives::{B256, Log},
    rpc::types::{Filter, FilterBlockOption},
};
use serde_json::{Value, json};
use std::collections::HashMap;

use super::{
    Node, RpcError, format,
    params::{Params, block_tag},
};
use crate::chain::{Block, Chain};

/// The maximum number of filters; a further one replaces the oldest.
const MAX_FILTERS: usize = 10_000;

/// What a filter watches.
#[derive(Clone, Debug)]
enum Watch {
    Blocks,
    Transactions,
    Logs(Box<Filter>),
}

#[derive(Clone, Debug)]
struct Watcher {
    watch: Watch,
    /// First block that has not been reported yet.
    next_block: u64,
}

/// The filters that clients have set up.
#[derive(Debug, Default)]
pub(super) struct Filters {
    watchers: HashMap<u64, Watcher>,
    count: u64,
}

pub(super) fn answer(
    node: &Node,
    method: &str,
    params: &Params,
) -> Option<Result<Value, RpcError>> {
    Some(match method {
        "eth_getLogs" => params
            .get::<Filter>(0)
            .and_then(|filter| logs(&node.chain(), &filter)),
        "eth_newFilter" => params
            .get::<Filter>(0)
            .map(|filter| install(node, Watch::Logs(Box::new(filter)))),
        "eth_newBlockFilter" => Ok(install(node, Watch::Blocks)),
        "eth_newPendingTransactionFilter" => Ok(install(node, Watch::Transactions)),
        "eth_getFilterChanges" => changes(node, params),
        "eth_getFilterLogs" => filter_logs(node, params),
        "eth_uninstallFilter" => {
            id(params).map(|id| json!(node.filters.lock().watchers.remove(&id).is_some()))
        }
        _ => return None,
    })
}

fn id(params: &Params) -> Result<u64, RpcError> {
    Ok(params.number(0)?.saturating_to())
}

fn install(node: &Node, watch: Watch) -> Value {
    let next_block = node.chain().head().header.number + 1;
    let mut filters = node.filters.lock();
    if filters.watchers.len() >= MAX_FILTERS
        && let Some(oldest) = filters.watchers.keys().min().copied()
    {
        filters.watchers.remove(&oldest);
    }
    filters.count += 1;
    let id = filters.count;
    filters.watchers.insert(id, Watcher { watch, next_block });
    format::hex(id)
}

fn changes(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let chain = node.chain();
    let mut filters = node.filters.lock();
    let watcher = filters
        .watchers
        .get_mut(&id(params)?)
        .ok_or_else(|| RpcError::failed("filter not found"))?;
    let head = chain.head().header.number;
    let from = watcher.next_block;
    // After a revert to a snapshot the chain is shorter than what was reported.
    watcher.next_block = head + 1;
    let blocks = (from..=head).filter_map(|number| chain.block(number));
    Ok(match &watcher.watch {
        Watch::Blocks => blocks.map(|block| json!(block.hash)).collect(),
        Watch::Transactions => blocks
            .flat_map(|block| block.txs.iter().map(|tx| json!(tx.hash)))
            .collect(),
        Watch::Logs(filter) => blocks.flat_map(|block| block_logs(block, filter)).collect(),
    })
}

fn filter_logs(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let watch = node
        .filters
        .lock()
        .watchers
        .get(&id(params)?)
        .map(|watcher| watcher.watch.clone());
    match watch {
        Some(Watch::Logs(filter)) => logs(&node.chain(), &filter),
        _ => Err(RpcError::failed("filter not found")),
    }
}

fn logs(chain: &Chain, filter: &Filter) -> Result<Value, RpcError> {
    let head = chain.head().header.number;
    let number = |tag: Option<alloy::eips::BlockNumberOrTag>| match tag {
        None => Some(head),
        Some(tag) => chain
            .resolve(block_tag(tag.into()))
            .map(|block| block.header.number),
    };
    let (from, to) = match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => {
            let block = chain
                .block_by_hash(hash)
                .ok_or_else(|| RpcError::failed("unknown block"))?;
            (block.header.number, block.header.number)
        }
        FilterBlockOption::Range {
            from_block,
            to_block,
        } => {
            // Future blocks are empty.
            let Some(from) = number(from_block) else {
                return Ok(json!([]));
            };
            (from, number(to_block).unwrap_or(head))
        }
    };
    if from > to {
        return Err(RpcError::invalid_params("invalid block range params"));
    }
    Ok((from..=to)
        .filter_map(|number| chain.block(number))
        .flat_map(|block| block_logs(block, filter))
        .collect())
}

/// The logs of a block that match a filter.
pub(super) fn block_logs(block: &Block, filter: &Filter) -> Vec<Value> {
    if !filter.matches_bloom(block.header.logs_bloom) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, tx) in block.txs.iter().enumerate() {
        for (at, entry) in tx.logs.iter().enumerate() {
            if matches(filter, entry) {
                found.push(format::log(block, tx, index, at, entry));
            }
        }
    }
    found
}

fn matches(filter: &Filter, entry: &Log) -> bool {
    let topics: &[B256] = entry.topics();
    filter.matches_address(entry.address) && filter.matches_topics(topics)
}
