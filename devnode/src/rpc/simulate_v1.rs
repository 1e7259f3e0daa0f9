//! `eth_simulateV1`: several blocks of calls, each seeing what those before it changed.

use alloy::{
    primitives::{B256, Bytes},
    rpc::types::{BlockOverrides, TransactionRequest, state::StateOverride},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    RpcError,
    format::{self, hex},
    params::Params,
};
use crate::{
    chain::{Block, Chain, Simulation, Spot},
    evm::{Executed, Outcome},
};

/// The maximum number of blocks in one simulation.
const MAX_BLOCKS: usize = 256;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    block_state_calls: Vec<BlockCalls>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct BlockCalls {
    block_overrides: Option<BlockOverrides>,
    state_overrides: Option<StateOverride>,
    calls: Vec<TransactionRequest>,
}

pub(super) fn simulate(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let payload: Payload = params.get(0)?;
    if payload.block_state_calls.len() > MAX_BLOCKS {
        return Err(RpcError::new(-38026, "too many blocks"));
    }
    let tag = params.block(1)?;
    let mut parent = chain
        .resolve(tag)
        .map(|block| Block::clone(block))
        .ok_or_else(|| RpcError::failed("header not found"))?;
    let mut spot = chain
        .spot(tag)
        .ok_or_else(|| RpcError::failed("header not found"))?;
    let mut blocks = Vec::new();
    for calls in payload.block_state_calls {
        spot.next_block(&parent);
        let (block, results) = run_block(chain, &mut spot, &parent, calls)?;
        let mut json = format::block(&block, false);
        json["calls"] = Value::Array(results);
        blocks.push(json);
        parent = block;
    }
    Ok(Value::Array(blocks))
}

fn run_block(
    chain: &Chain,
    spot: &mut Spot,
    parent: &Block,
    calls: BlockCalls,
) -> Result<(Block, Vec<Value>), RpcError> {
    if let Some(overrides) = &calls.block_overrides {
        spot.override_block(overrides);
    }
    if let Some(overrides) = calls.state_overrides {
        spot.override_state(overrides)?;
    }
    let mut results = Vec::with_capacity(calls.calls.len());
    let mut log_index = 0;
    let mut gas_used = 0;
    for request in calls.calls {
        let call = Simulation {
            request,
            ..Simulation::default()
        };
        let done = chain.simulate(spot, call)?;
        gas_used += done.gas_used;
        results.push(call_result(&done, spot, &mut log_index));
        spot.state.commit(done.changes);
    }
    let timestamp = spot.block.timestamp.saturating_to();
    let mut block = Block::after(
        parent,
        chain.config(),
        timestamp,
        spot.base_fee_wei,
        Vec::new(),
        spot.state.clone(),
    );
    block.header.number = spot.number;
    block.header.gas_used = gas_used;
    block.hash = block.header.hash_slow();
    Ok((block, results))
}

fn call_result(done: &Executed, spot: &Spot, log_index: &mut u64) -> Value {
    let logs: Vec<Value> = done
        .logs
        .iter()
        .map(|log| {
            let index = *log_index;
            *log_index += 1;
            json!({
                "address": log.address,
                "topics": log.topics(),
                "data": log.data.data,
                "blockNumber": hex(spot.number),
                "blockHash": B256::ZERO,
                "transactionHash": B256::ZERO,
                "transactionIndex": hex(0),
                "logIndex": hex(index),
                "removed": false,
            })
        })
        .collect();
    let mut result = json!({
        "status": hex(u64::from(done.outcome == Outcome::Success)),
        "returnData": Bytes::clone(&done.output),
        "gasUsed": hex(done.gas_used),
        "logs": logs,
    });
    if let Some(error) = RpcError::of(done) {
        result["error"] = json!(error);
    }
    result
}
