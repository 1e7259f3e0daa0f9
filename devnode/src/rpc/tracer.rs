//! The tracers: what each watches, and how it tells what it saw.

use alloy::rpc::types::{
    TransactionInfo,
    trace::geth::{
        CallConfig, FlatCallConfig, FourByteFrame, GethDefaultTracingOptions, PreStateConfig,
    },
};
use revm::context::result::{ExecutionResult, HaltReason, Output, ResultAndState, SuccessReason};
use revm_inspectors::tracing::{
    FourByteInspector, GethTraceBuilder, TracingInspector, TracingInspectorConfig,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::RpcError;
use crate::{
    chain::World,
    evm::{Executed, Probe},
    trace::stylus::StylusTracer,
};

/// The options of a trace.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Options {
    tracer: Option<String>,
    tracer_config: Value,
    #[serde(flatten)]
    rest: Value,
}

/// What is traced. It can be run any number of times and does the same each time.
pub(super) trait Subject {
    /// Runs it, watched.
    fn run(&self, probe: Probe) -> Result<Executed, RpcError>;
    /// The state before it.
    fn before(&self) -> World;
    /// The gas that it may use.
    fn gas_limit(&self) -> u64;
    /// Where it stands in the chain.
    fn info(&self) -> TransactionInfo;
}

/// A tracer with its settings.
pub(super) enum Tracer {
    /// Host calls, as `cargo stylus` reads them.
    Stylus,
    /// The tree of calls.
    Calls(CallConfig),
    /// The calls as a list.
    FlatCalls(FlatCallConfig),
    /// The accounts that were used as they were before, or how they changed.
    Prestate(PreStateConfig),
    /// How often each selector was called, by the size of the arguments.
    Selectors,
    /// Every opcode.
    Opcodes(GethDefaultTracingOptions),
    /// Several of them, by name.
    Several(Vec<(String, Tracer)>),
    /// Nothing.
    Nothing,
}

impl Tracer {
    pub(super) fn read(options: Options) -> Result<Self, RpcError> {
        match options.tracer {
            Some(name) => Self::named(&name, options.tracer_config),
            None => config(options.rest).map(Self::Opcodes),
        }
    }

    fn named(name: &str, settings: Value) -> Result<Self, RpcError> {
        match name {
            "stylusTracer" => Ok(Self::Stylus),
            // The script that `cargo stylus` sends to nodes which run JavaScript.
            script if script.trim_start().starts_with('{') && script.contains("\"hostio\"") => {
                Ok(Self::Stylus)
            }
            "callTracer" => config(settings).map(Self::Calls),
            "flatCallTracer" => config(settings).map(Self::FlatCalls),
            "prestateTracer" => config(settings).map(Self::Prestate),
            "4byteTracer" => Ok(Self::Selectors),
            "muxTracer" => Self::several(settings),
            "noopTracer" => Ok(Self::Nothing),
            other => {
                let name: String = other.chars().take(60).collect();
                Err(RpcError::failed(format!("tracer not found: {name}")))
            }
        }
    }

    fn several(settings: Value) -> Result<Self, RpcError> {
        let parts: Map<String, Value> = config(settings)?;
        parts
            .into_iter()
            .map(|(name, settings)| match name.as_str() {
                // One level is enough for anybody, and keeps a request from nesting without end.
                "muxTracer" => Err(RpcError::invalid_params("muxTracer inside muxTracer")),
                _ => Ok((name.clone(), Self::named(&name, settings)?)),
            })
            .collect::<Result<_, _>>()
            .map(Self::Several)
    }

    pub(super) fn trace(&self, subject: &impl Subject) -> Result<Value, RpcError> {
        if let Self::Several(parts) = self {
            return parts
                .iter()
                .map(|(name, tracer)| Ok((name.clone(), tracer.trace(subject)?)))
                .collect::<Result<Map<_, _>, _>>()
                .map(Value::Object);
        }
        let done = subject.run(self.probe())?;
        self.render(done, subject)
            .map_err(|error| RpcError::failed(error.to_string()))
    }

    fn probe(&self) -> Probe {
        match self {
            Self::Stylus => Probe {
                stylus: Some(StylusTracer::default()),
                ..Probe::default()
            },
            Self::Selectors => Probe {
                selectors: Some(FourByteInspector::default()),
                ..Probe::default()
            },
            Self::Calls(config) => watch(TracingInspectorConfig::from_geth_call_config(config)),
            Self::FlatCalls(config) => watch(TracingInspectorConfig::from_flat_call_config(config)),
            Self::Opcodes(options) => watch(TracingInspectorConfig::from_geth_config(options)),
            // What changed is in the result of every run.
            Self::Prestate(_) | Self::Several(_) | Self::Nothing => Probe::default(),
        }
    }

    fn render(&self, mut done: Executed, subject: &impl Subject) -> serde_json::Result<Value> {
        let gas = done.gas_used;
        let probe = std::mem::take(&mut done.probe);
        let mut evm = probe.evm.unwrap_or_default();
        evm.set_transaction_gas_limit(subject.gas_limit());
        match self {
            Self::Several(_) | Self::Nothing => Ok(json!({})),
            Self::Stylus => serde_json::to_value(probe.stylus.unwrap_or_default().into_trace()),
            Self::Selectors => {
                let seen = probe.selectors.unwrap_or_default();
                serde_json::to_value(FourByteFrame::from(seen))
            }
            Self::Calls(config) => {
                serde_json::to_value(evm.into_geth_builder().geth_call_traces(*config, gas))
            }
            Self::FlatCalls(_) => serde_json::to_value(
                evm.into_parity_builder()
                    .with_transaction_gas_used(gas)
                    .into_localized_transaction_traces(subject.info()),
            ),
            Self::Opcodes(options) => serde_json::to_value(evm.into_geth_builder().geth_traces(
                gas,
                done.output,
                *options,
            )),
            Self::Prestate(config) => {
                let Ok(frame) = GethTraceBuilder::new(Vec::new()).geth_prestate_traces(
                    &changes_alone(done),
                    config,
                    subject.before(),
                );
                serde_json::to_value(frame)
            }
        }
    }
}

/// What the tracer of states is given: it reads the changes and nothing of the result.
fn changes_alone(done: Executed) -> ResultAndState<HaltReason> {
    let result = ExecutionResult::Success {
        reason: SuccessReason::Stop,
        gas: revm::context::result::ResultGas::default(),
        logs: Vec::new(),
        output: Output::Call(done.output),
    };
    ResultAndState::new(result, done.changes)
}

fn watch(config: TracingInspectorConfig) -> Probe {
    Probe {
        evm: Some(TracingInspector::new(config)),
        ..Probe::default()
    }
}

/// The settings of a tracer; the usual ones when none are given.
fn config<T: DeserializeOwned + Default>(settings: Value) -> Result<T, RpcError> {
    match settings {
        Value::Null => Ok(T::default()),
        settings => serde_json::from_value(settings)
            .map_err(|error| RpcError::invalid_params(error.to_string())),
    }
}
