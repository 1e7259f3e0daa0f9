//! Traces.

use alloy::{
    primitives::B256,
    rpc::types::{
        TransactionRequest,
        trace::geth::{CallConfig, GethDefaultTracingOptions},
    },
};
use revm_inspectors::tracing::{TracingInspector, TracingInspectorConfig};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Node, RpcError, call, eth, params::Params};
use crate::{
    chain::{Block, Chain, Simulation},
    evm::{Executed, Probe},
    trace::stylus::StylusTracer,
};

/// What kind of trace is asked for.
enum Kind {
    /// Host calls, as `cargo stylus` reads them.
    Stylus,
    /// The tree of calls.
    Calls(CallConfig),
    /// Every opcode.
    Opcodes(GethDefaultTracingOptions),
    /// Nothing.
    Nothing,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Options {
    tracer: Option<String>,
    tracer_config: Value,
    #[serde(flatten)]
    rest: Value,
}

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

fn kind(params: &Params, index: usize) -> Result<Kind, RpcError> {
    let options: Options = params.opt(index)?.unwrap_or_default();
    let wrong = |error: serde_json::Error| RpcError::invalid_params(error.to_string());
    let Some(tracer) = options.tracer else {
        let config = serde_json::from_value(options.rest).map_err(wrong)?;
        return Ok(Kind::Opcodes(config));
    };
    match tracer.as_str() {
        "stylusTracer" => Ok(Kind::Stylus),
        // The script that `cargo stylus` sends to nodes which run JavaScript.
        script if script.trim_start().starts_with('{') && script.contains("\"hostio\"") => {
            Ok(Kind::Stylus)
        }
        "callTracer" => {
            let config = match options.tracer_config {
                Value::Null => CallConfig::default(),
                config => serde_json::from_value(config).map_err(wrong)?,
            };
            Ok(Kind::Calls(config))
        }
        "noopTracer" => Ok(Kind::Nothing),
        other => {
            let name: String = other.chars().take(60).collect();
            Err(RpcError::failed(format!("tracer not found: {name}")))
        }
    }
}

impl Kind {
    fn probe(&self) -> Probe {
        match self {
            Self::Stylus => Probe {
                stylus: Some(StylusTracer::default()),
                ..Probe::default()
            },
            Self::Calls(config) => evm_probe(TracingInspectorConfig::from_geth_call_config(config)),
            Self::Opcodes(options) => evm_probe(TracingInspectorConfig::from_geth_config(options)),
            Self::Nothing => Probe::default(),
        }
    }

    fn render(self, done: Executed) -> Result<Value, RpcError> {
        let gas = done.gas_used;
        let rendered = match self {
            Self::Nothing => return Ok(json!({})),
            Self::Stylus => {
                let trace = done.probe.stylus.unwrap_or_default().into_trace();
                serde_json::to_value(trace)
            }
            Self::Calls(config) => {
                let Some(tracer) = done.probe.evm else {
                    return Ok(Value::Null);
                };
                serde_json::to_value(tracer.into_geth_builder().geth_call_traces(config, gas))
            }
            Self::Opcodes(options) => {
                let Some(tracer) = done.probe.evm else {
                    return Ok(Value::Null);
                };
                let frame = tracer
                    .into_geth_builder()
                    .geth_traces(gas, done.output, options);
                serde_json::to_value(frame)
            }
        };
        rendered.map_err(|error| RpcError::failed(error.to_string()))
    }
}

fn evm_probe(config: TracingInspectorConfig) -> Probe {
    Probe {
        evm: Some(TracingInspector::new(config)),
        ..Probe::default()
    }
}

fn transaction(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let hash: B256 = params.get(0)?;
    let kind = kind(params, 1)?;
    let (block, tx) = chain
        .transaction(hash)
        .ok_or_else(|| RpcError::failed("transaction not found"))?;
    let done = chain.replay(block, eth::place(block, tx.hash), kind.probe())?;
    kind.render(done)
}

fn trace_call(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let request: TransactionRequest = params.get(0)?;
    let kind = kind(params, 2)?;
    let spot = {
        let overrides: Overrides = params.opt(2)?.unwrap_or_default();
        let mut spot = call::spot(chain, params, 1, usize::MAX - 1)?;
        if let Some(state) = overrides.state_overrides {
            spot.override_state(state)?;
        }
        if let Some(block) = overrides.block_overrides {
            spot.override_block(&block);
        }
        spot
    };
    let probe = kind.probe();
    let done = chain.simulate(&spot, Simulation { request, probe })?;
    kind.render(done)
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Overrides {
    state_overrides: Option<alloy::rpc::types::state::StateOverride>,
    block_overrides: Option<alloy::rpc::types::BlockOverrides>,
}

fn block(chain: &Chain, params: &Params) -> Result<Value, RpcError> {
    let block: &Block = chain
        .resolve(params.block(0)?)
        .ok_or_else(|| RpcError::failed("header not found"))?;
    (0..block.txs.len())
        .map(|index| {
            let kind = kind(params, 1)?;
            let done = chain.replay(block, index, kind.probe())?;
            Ok(json!({
                "txHash": block.txs[index].hash,
                "result": kind.render(done)?,
            }))
        })
        .collect()
}
