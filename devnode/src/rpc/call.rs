//! Calls and estimates.

use alloy::{
    primitives::Bytes,
    rpc::types::{BlockOverrides, TransactionRequest, state::StateOverride},
};
use serde_json::{Value, json};

use super::{Node, RpcError, format::hex, node_interface, params::Params, simulate_v1};
use crate::chain::{Chain, NoEstimate, Simulation, Spot};

pub(super) fn answer(
    node: &Node,
    method: &str,
    params: &Params,
) -> Option<Result<Value, RpcError>> {
    Some(match method {
        "eth_call" => call(&node.chain(), params),
        "eth_estimateGas" => estimate(&node.chain(), params),
        "eth_simulateV1" => simulate_v1::simulate(&node.chain(), params),
        _ => return None,
    })
}

/// The place that the parameters name, with their overrides.
pub(super) fn spot(
    chain: &Chain,
    params: &Params,
    block: usize,
    state: usize,
) -> Result<Spot, RpcError> {
    let mut spot = chain
        .spot(params.block(block)?)
        .ok_or_else(|| RpcError::failed("header not found"))?;
    if let Some(overrides) = params.opt::<StateOverride>(state)? {
        spot.override_state(overrides)?;
    }
    if let Some(overrides) = params.opt::<BlockOverrides>(state + 1)? {
        spot.override_block(&overrides);
    }
    Ok(spot)
}

fn call(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let request: TransactionRequest = params.get(0)?;
    let spot = spot(chain, params, 1, 2)?;
    if let Some(answer) = node_interface::answer(chain, &spot, &request) {
        return answer.map(|data| json!(data));
    }
    let call = Simulation {
        request,
        ..Simulation::default()
    };
    let done = chain.simulate(&spot, call)?;
    match RpcError::of(&done) {
        Some(error) => Err(error),
        None => Ok(json!(Bytes::clone(&done.output))),
    }
}

fn estimate(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let request: TransactionRequest = params.get(0)?;
    let spot = spot(chain, params, 1, 2)?;
    estimate_at(chain, &spot, &request).map(hex)
}

pub(super) fn estimate_at(
    chain: &Chain,
    spot: &Spot,
    request: &TransactionRequest,
) -> Result<u64, RpcError> {
    chain.estimate(spot, request).map_err(|error| match error {
        NoEstimate::Refused(error) => error.into(),
        NoEstimate::Fails(done) => RpcError::of(&done)
            .unwrap_or_else(|| RpcError::failed("the transaction succeeds and fails")),
        NoEstimate::Allowance(max) => {
            RpcError::failed(format!("gas required exceeds allowance ({max})"))
        }
    })
}
