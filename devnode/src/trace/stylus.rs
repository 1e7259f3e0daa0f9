//! The trace of host calls that `cargo stylus` reads.

use alloy::primitives::{Address, Bytes};
use revm::{context_interface::CreateScheme, interpreter::CallScheme};
use serde::Serialize;

/// One host call, or one call frame between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hostio {
    /// Name of the function; frames that EVM code opened begin with `evm_`.
    pub name: String,
    /// Arguments, pointers replaced by what they point to.
    pub args: Bytes,
    /// Results, likewise.
    pub outs: Bytes,
    /// Ink before the call.
    pub start_ink: u64,
    /// Ink after the call.
    pub end_ink: u64,
    /// The contract that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// What that contract did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<Hostio>>,
}

/// Collects host calls and nests them in the calls they belong to.
#[derive(Debug, Default)]
pub struct StylusTracer {
    open: Vec<Hostio>,
    outer: Vec<(Vec<Hostio>, Frame)>,
    depth: usize,
}

/// What opened a frame.
#[derive(Debug)]
struct Frame {
    name: &'static str,
    address: Address,
}

/// The host functions whose record takes over the frame they opened.
const NESTING: [&str; 3] = [
    "call_contract",
    "delegate_call_contract",
    "static_call_contract",
];

impl StylusTracer {
    pub(crate) fn hostio(&mut self, mut record: Hostio) {
        if NESTING.contains(&record.name.as_str())
            && let Some(frame) = self
                .open
                .pop_if(|last| last.name.strip_prefix("evm_") == Some(&record.name))
        {
            record.address = frame.address;
            record.steps = frame.steps;
        }
        self.open.push(record);
    }

    pub(crate) fn enter_call(&mut self, scheme: CallScheme, address: Address) {
        let name = match scheme {
            CallScheme::Call | CallScheme::CallCode => "evm_call_contract",
            CallScheme::DelegateCall => "evm_delegate_call_contract",
            CallScheme::StaticCall => "evm_static_call_contract",
        };
        self.enter(name, address);
    }

    pub(crate) fn enter_create(&mut self, scheme: CreateScheme, address: Address) {
        let name = match scheme {
            CreateScheme::Create2 { .. } => "evm_create2",
            _ => "evm_create1",
        };
        self.enter(name, address);
    }

    pub(crate) fn self_destruct(&mut self, target: Address) {
        let record = frame_record("evm_self_destruct", target, Vec::new());
        self.open.push(record);
    }

    fn enter(&mut self, name: &'static str, address: Address) {
        // The transaction's own frame is not shown: the trace is what it did.
        if self.depth > 0 {
            let around = std::mem::take(&mut self.open);
            self.outer.push((around, Frame { name, address }));
        }
        self.depth += 1;
    }

    pub(crate) fn exit(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if let Some((mut around, frame)) = self.outer.pop() {
            let steps = std::mem::take(&mut self.open);
            around.push(frame_record(frame.name, frame.address, steps));
            self.open = around;
        }
    }

    /// The trace.
    #[must_use]
    pub fn into_trace(self) -> Vec<Hostio> {
        self.open
    }
}

fn frame_record(name: &str, address: Address, steps: Vec<Hostio>) -> Hostio {
    Hostio {
        name: name.to_owned(),
        args: Bytes::new(),
        outs: Bytes::new(),
        start_ink: 0,
        end_ink: 0,
        address: Some(address),
        steps: Some(steps),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str) -> Hostio {
        Hostio {
            address: None,
            steps: None,
            ..frame_record(name, Address::ZERO, Vec::new())
        }
    }

    #[test]
    fn a_call_takes_over_the_steps_of_its_frame() {
        let callee = Address::with_last_byte(7);
        let mut tracer = StylusTracer::default();
        tracer.enter_call(CallScheme::Call, Address::ZERO);
        tracer.hostio(record("user_entrypoint"));
        tracer.enter_call(CallScheme::StaticCall, callee);
        tracer.hostio(record("read_args"));
        tracer.exit();
        tracer.hostio(record("static_call_contract"));
        tracer.exit();

        let trace = tracer.into_trace();
        let names: Vec<_> = trace.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["user_entrypoint", "static_call_contract"]);
        assert_eq!(trace[1].address, Some(callee));
        assert_eq!(trace[1].steps.as_ref().map(Vec::len), Some(1));
    }
}
