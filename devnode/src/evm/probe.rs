//! The inspector of a traced transaction: any of the tracers together.

use alloy::primitives::{Address, Log, U256};
use revm::{
    Inspector,
    interpreter::{
        CallInputs, CallOutcome, CreateInputs, CreateOutcome, Interpreter,
        interpreter::EthInterpreter,
    },
};
use revm_inspectors::tracing::{FourByteInspector, TracingInspector};

use super::Ctx;
use crate::trace::stylus::StylusTracer;

/// What watches a transaction.
#[derive(Debug, Default)]
pub struct Probe {
    /// Calls, and opcodes if so configured.
    pub evm: Option<TracingInspector>,
    /// Host calls.
    pub stylus: Option<StylusTracer>,
    /// Selectors that calls begin with.
    pub selectors: Option<FourByteInspector>,
}

impl Probe {
    /// Whether anything watches.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.evm.is_some() || self.stylus.is_some() || self.selectors.is_some()
    }
}

impl Inspector<Ctx, EthInterpreter> for Probe {
    fn initialize_interp(&mut self, interp: &mut Interpreter<EthInterpreter>, ctx: &mut Ctx) {
        if let Some(evm) = &mut self.evm {
            evm.initialize_interp(interp, ctx);
        }
    }

    fn step(&mut self, interp: &mut Interpreter<EthInterpreter>, ctx: &mut Ctx) {
        if let Some(evm) = &mut self.evm {
            evm.step(interp, ctx);
        }
    }

    fn step_end(&mut self, interp: &mut Interpreter<EthInterpreter>, ctx: &mut Ctx) {
        if let Some(evm) = &mut self.evm {
            evm.step_end(interp, ctx);
        }
    }

    fn log(&mut self, ctx: &mut Ctx, log: Log) {
        if let Some(evm) = &mut self.evm {
            Inspector::<Ctx, EthInterpreter>::log(evm, ctx, log);
        }
    }

    fn call(&mut self, ctx: &mut Ctx, inputs: &mut CallInputs) -> Option<CallOutcome> {
        if let Some(stylus) = &mut self.stylus {
            stylus.enter_call(inputs.scheme, inputs.bytecode_address);
        }
        if let Some(selectors) = &mut self.selectors {
            // It only counts: it never answers in the callee's place.
            let _none = Inspector::<Ctx, EthInterpreter>::call(selectors, ctx, inputs);
        }
        self.evm
            .as_mut()
            .and_then(|evm| Inspector::<Ctx, EthInterpreter>::call(evm, ctx, inputs))
    }

    fn call_end(&mut self, ctx: &mut Ctx, inputs: &CallInputs, outcome: &mut CallOutcome) {
        if let Some(stylus) = &mut self.stylus {
            stylus.exit();
        }
        if let Some(evm) = &mut self.evm {
            Inspector::<Ctx, EthInterpreter>::call_end(evm, ctx, inputs, outcome);
        }
    }

    fn create(&mut self, ctx: &mut Ctx, inputs: &mut CreateInputs) -> Option<CreateOutcome> {
        if let Some(stylus) = &mut self.stylus {
            let nonce = super::access::peek(ctx, inputs.caller()).map_or(0, |info| info.nonce);
            stylus.enter_create(inputs.scheme(), inputs.created_address(nonce));
        }
        self.evm
            .as_mut()
            .and_then(|evm| Inspector::<Ctx, EthInterpreter>::create(evm, ctx, inputs))
    }

    fn create_end(&mut self, ctx: &mut Ctx, inputs: &CreateInputs, outcome: &mut CreateOutcome) {
        if let Some(stylus) = &mut self.stylus {
            stylus.exit();
        }
        if let Some(evm) = &mut self.evm {
            Inspector::<Ctx, EthInterpreter>::create_end(evm, ctx, inputs, outcome);
        }
    }

    fn selfdestruct(&mut self, contract: Address, target: Address, value: U256) {
        if let Some(stylus) = &mut self.stylus {
            stylus.self_destruct(target);
        }
        if let Some(evm) = &mut self.evm {
            Inspector::<Ctx, EthInterpreter>::selfdestruct(evm, contract, target, value);
        }
    }
}
