//! Traces.

use alloy::{
    consensus::Transaction,
    primitives::B256,
    rpc::types::{BlockOverrides, TransactionInfo, TransactionRequest, state::StateOverride},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Node, RpcError, call, eth,
    params::Params,
    tracer::{Options, Subject, Tracer},
};
use crate::{
    chain::{Block, Chain, Simulation, World},
    config::RPC_GAS_CAP,
    evm::{Executed, Probe},
};

pub(super) fn answer(
    node: &Node,
    method: &str,
    params: &Params,
) -> Option<Result<Value, RpcError>> {
    Some(match method {
        "debug_traceTransaction" => transaction(&node.chain(), params),
        "debug_traceCall" => trace_call(&node.chain(), params),
        "debug_traceBlockByNumber" | "debug_traceBlockByHash" => block(&node.chain(), params),
        _ => return None,
    })
}

fn tracer(params: &Params, index: usize) -> Result<Tracer, RpcError> {
    Tracer::read(params.opt::<Options>(index)?.unwrap_or_default())
}

fn transaction(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let hash: B256 = params.get(0)?;
    let tracer = tracer(params, 1)?;
    let (block, tx) = chain
        .transaction(hash)
        .ok_or_else(|| RpcError::failed("transaction not found"))?;
    tracer.trace(&Mined {
        chain,
        block,
        index: eth::place(block, tx.hash),
    })
}

fn block(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let tracer = tracer(params, 1)?;
    let block: &Block = chain
        .resolve(params.block(0)?)
        .ok_or_else(|| RpcError::failed("header not found"))?;
    (0..block.txs.len())
        .map(|index| {
            let result = tracer.trace(&Mined {
                chain,
                block,
                index,
            })?;
            Ok(json!({ "txHash": block.txs[index].hash, "result": result }))
        })
        .collect()
}

/// A transaction of a block.
struct Mined<'a> {
    chain: &'a Chain,
    block: &'a Block,
    index: usize,
}

impl Subject for Mined<'_> {
    fn run(&self, probe: Probe) -> Result<Executed, RpcError> {
        Ok(self.chain.replay(self.block, self.index, probe)?)
    }

    fn before(&self) -> World {
        World {
            state: self.block.txs[self.index].state_before.clone(),
        }
    }

    fn gas_limit(&self) -> u64 {
        self.block.txs[self.index].envelope.gas_limit()
    }

    fn info(&self) -> TransactionInfo {
        TransactionInfo {
            hash: Some(self.block.txs[self.index].hash),
            index: Some(self.index as u64),
            block_hash: Some(self.block.hash),
            block_number: Some(self.block.header.number),
            base_fee: self.block.header.base_fee_per_gas,
            ..TransactionInfo::default()
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Overrides {
    state_overrides: Option<StateOverride>,
    block_overrides: Option<BlockOverrides>,
}

fn trace_call(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let request: TransactionRequest = params.get(0)?;
    let tracer = tracer(params, 2)?;
    let overrides: Overrides = params.opt(2)?.unwrap_or_default();
    // Here, overrides are part of the tracer's options, not separate parameters.
    let mut spot = call::spot(chain, params, 1, usize::MAX - 1)?;
    if let Some(state) = overrides.state_overrides {
        spot.override_state(state)?;
    }
    if let Some(block) = overrides.block_overrides {
        spot.override_block(&block);
    }
    tracer.trace(&Asked {
        chain,
        spot,
        request,
    })
}

/// A call that is in no block.
struct Asked<'a> {
    chain: &'a Chain,
    spot: crate::chain::Spot,
    request: TransactionRequest,
}

impl Subject for Asked<'_> {
    fn run(&self, probe: Probe) -> Result<Executed, RpcError> {
        let request = self.request.clone();
        Ok(self
            .chain
            .simulate(&self.spot, Simulation { request, probe })?)
    }

    fn before(&self) -> World {
        World {
            state: self.spot.state.clone(),
        }
    }

    fn gas_limit(&self) -> u64 {
        self.request.gas.unwrap_or(RPC_GAS_CAP).min(RPC_GAS_CAP)
    }

    fn info(&self) -> TransactionInfo {
        TransactionInfo::default()
    }
}
