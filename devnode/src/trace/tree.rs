//! The calls of a transaction as a tree that people read.

use alloy::primitives::Address;
use revm::interpreter::InstructionResult;
use revm_inspectors::tracing::types::{CallTrace, CallTraceNode, TraceMemberOrder};
use std::fmt::Write;

use super::Decoder;
use crate::{
    arbos::precompiles,
    chain::state::State,
    config::Arbos,
    evm::{Executed, Outcome, is_program},
};

/// Bytes of data shown before they are cut.
const SHOWN_BYTES: usize = 68;

/// Draws the tree.
#[must_use]
pub fn render(done: &Executed, decoder: &Decoder, state: &State) -> String {
    let mut text = String::new();
    let printer = Printer { decoder, state };
    if let Some(tracer) = &done.probe.evm {
        printer.node(&mut text, tracer.traces().nodes(), 0, 0);
    }
    let end = match &done.outcome {
        Outcome::Success => "success".to_owned(),
        Outcome::Revert => format!("reverted: {}", decoder.describe(&done.output)),
        Outcome::Halt(reason) => format!("failed: {reason}"),
    };
    line(
        &mut text,
        0,
        &format!("{end}, {} gas in all", done.gas_used),
    );
    text
}

struct Printer<'a> {
    decoder: &'a Decoder,
    state: &'a State,
}

impl Printer<'_> {
    fn node(&self, text: &mut String, nodes: &[CallTraceNode], index: usize, depth: usize) {
        let Some(node) = nodes.get(index) else {
            return;
        };
        line(text, depth, &self.head(&node.trace));
        for member in &node.ordering {
            match member {
                TraceMemberOrder::Call(child) => {
                    if let Some(child) = node.children.get(*child) {
                        self.node(text, nodes, *child, depth + 1);
                    }
                }
                TraceMemberOrder::Log(at) => {
                    if let Some(log) = node.logs.get(*at) {
                        let topic = log.raw_log.topics().first().copied().unwrap_or_default();
                        line(text, depth + 1, &format!("log {topic}"));
                    }
                }
                TraceMemberOrder::Step(_) => {}
            }
        }
        line(text, depth, &self.foot(&node.trace));
    }

    fn head(&self, trace: &CallTrace) -> String {
        let kind = self.kind(trace.address);
        let value = if trace.value.is_zero() {
            String::new()
        } else {
            format!(" value {}", trace.value)
        };
        format!(
            "[{kind}] {} {}{value} {}",
            trace.kind,
            trace.address,
            shorten(&trace.data)
        )
    }

    fn foot(&self, trace: &CallTrace) -> String {
        let end = if trace.success {
            format!("returned {}", shorten(&trace.output))
        } else if trace.status.is_some_and(InstructionResult::is_revert) {
            format!("reverted: {}", self.decoder.describe(&trace.output))
        } else {
            format!("failed: {:?}", trace.status)
        };
        format!("└ {end}, {} gas", trace.gas_used)
    }

    fn kind(&self, address: Address) -> &'static str {
        if let Some(name) = precompiles::name(address) {
            return name;
        }
        let code = self.state.code(address);
        let code = code.original_byte_slice();
        if is_program(code, Arbos::V60) {
            "wasm"
        } else if code.is_empty() {
            "account"
        } else {
            "evm"
        }
    }
}

fn line(text: &mut String, depth: usize, what: &str) {
    // Writing to a string does not fail.
    let _written = writeln!(text, "{:indent$}{what}", "", indent = depth * 2);
}

fn shorten(data: &[u8]) -> String {
    if data.len() <= SHOWN_BYTES {
        return format!("0x{}", hex::encode(data));
    }
    format!(
        "0x{}… ({} bytes)",
        hex::encode(&data[..SHOWN_BYTES]),
        data.len()
    )
}
