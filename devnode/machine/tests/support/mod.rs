//! A small chain whose calls run programs again, for tests of running.

use std::collections::BTreeMap;
use std::sync::Arc;

use alloy_primitives::{Address, B256, Bytes, U256};
use stylus_machine::{
    CallReply, CallRequest, CreateRefused, CreateReply, CreateRequest, EvmData, FlushReply,
    FlushStatus, Host, HostioTrace, Outcome, Priced, Program, RunConfig, RunResult, StylusParams,
    WriteProtected, formulas, run,
};

/// A chain with one program at every address.
pub(crate) struct Chain {
    pub(crate) program: Arc<Program>,
    pub(crate) config: RunConfig,
    pub(crate) storage: BTreeMap<B256, B256>,
    pub(crate) transient: BTreeMap<B256, B256>,
    pub(crate) traces: Vec<(String, Vec<u8>, Vec<u8>)>,
    pub(crate) printed: Vec<String>,
    /// Depth of the innermost run that was started.
    pub(crate) deepest: usize,
    depth: usize,
    /// Panics at the next storage load.
    pub(crate) panics: bool,
    pub(crate) pages: formulas::Pages,
}

/// Settings of the default chain.
pub(crate) fn config() -> RunConfig {
    let params = StylusParams::default_for(stylus_machine::ArbOs::V51);
    RunConfig {
        arbos: stylus_machine::ArbOs::V51,
        ink_price: params.ink_price,
        max_depth: params.max_stack_depth,
        tracing: false,
    }
}

impl Chain {
    pub(crate) fn new(program: Program) -> Self {
        Self {
            program: Arc::new(program),
            config: config(),
            storage: BTreeMap::new(),
            transient: BTreeMap::new(),
            traces: Vec::new(),
            printed: Vec::new(),
            deepest: 0,
            depth: 0,
            panics: false,
            pages: formulas::Pages::default(),
        }
    }

    pub(crate) fn run(&mut self, calldata: &[u8], gas: u64) -> RunResult {
        self.try_run(calldata, gas)
            .expect("the program starts and the host keeps up")
    }

    pub(crate) fn try_run(
        &mut self,
        calldata: &[u8],
        gas: u64,
    ) -> Result<RunResult, stylus_machine::RunError> {
        let program = Arc::clone(&self.program);
        let config = self.config;
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        let result = run(&program, calldata, &config, &EvmData::default(), self, gas);
        self.depth -= 1;
        result
    }
}

impl Host for Chain {
    fn storage_load(&mut self, key: B256) -> Priced<B256> {
        assert!(!self.panics, "the chain broke");
        Priced {
            value: self.storage.get(&key).copied().unwrap_or_default(),
            gas_cost: 2_100,
        }
    }

    fn storage_flush(&mut self, dirty: &[(B256, B256)], _: u64) -> FlushReply {
        self.storage.extend(dirty.iter().copied());
        FlushReply {
            gas_cost: 100,
            status: FlushStatus::Written,
        }
    }

    fn transient_load(&mut self, key: B256) -> B256 {
        self.transient.get(&key).copied().unwrap_or_default()
    }

    fn transient_store(&mut self, key: B256, value: B256) -> Result<(), WriteProtected> {
        self.transient.insert(key, value);
        Ok(())
    }

    fn call(&mut self, request: CallRequest<'_>) -> CallReply {
        let gas = formulas::callee_gas(request.gas_left, 100, request.gas_requested, false);
        let result = self
            .try_run(request.input, gas)
            .expect("the nested program starts");
        CallReply {
            success: result.outcome == Outcome::Success,
            gas_cost: 100 + gas - result.gas_left,
            output: result.output,
        }
    }

    fn create(&mut self, _: CreateRequest) -> Result<CreateReply, CreateRefused> {
        Err(CreateRefused::WriteProtected)
    }

    fn emit_log(&mut self, _: &[B256], _: &[u8]) -> Result<(), WriteProtected> {
        Ok(())
    }

    fn account_balance(&mut self, _: Address) -> Priced<U256> {
        Priced {
            value: U256::ZERO,
            gas_cost: 100,
        }
    }

    fn account_code(&mut self, _: Address, _: u64) -> Priced<Bytes> {
        Priced {
            value: Bytes::new(),
            gas_cost: 800,
        }
    }

    fn account_codehash(&mut self, _: Address) -> Priced<B256> {
        Priced {
            value: B256::ZERO,
            gas_cost: 100,
        }
    }

    fn add_pages(&mut self, pages: u16) -> u64 {
        let params = StylusParams::default_for(self.config.arbos);
        let gas = formulas::page_gas(pages, self.pages, &params);
        self.pages = self.pages.opened(pages);
        gas
    }

    fn trace(&mut self, trace: HostioTrace<'_>) {
        self.traces.push((
            trace.name.to_owned(),
            trace.args.to_vec(),
            trace.outs.to_vec(),
        ));
    }

    fn console(&mut self, text: &str) {
        self.printed.push(text.to_owned());
    }
}
