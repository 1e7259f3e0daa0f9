//! A frame that runs a Stylus program.

use alloy::primitives::{Address, B256, Bytes, U256};
use revm::{
    context_interface::{Block, ContextTr, Transaction},
    interpreter::{
        FrameInput, Gas, InstructionResult, InterpreterAction, InterpreterResult,
        interpreter_types::InputsTr,
    },
};
use std::sync::Arc;
use stylus_machine::{
    EvmData, Outcome, Program as Compiled, RunConfig, RunResult, StylusParams,
    format::{CodeKind, Root, decompress_classic},
    formulas::{program_call_gas, return_data_gas},
    run,
};

use super::{Machine, access, host::ChainHost};
use crate::arbos::{
    params,
    programs::Program,
    storage::{self, Space},
};

/// The frame's inputs, copied out of the frame so that nothing points into it.
struct ProgramCall {
    code: Bytes,
    code_hash: B256,
    code_address: Address,
    acting: Address,
    caller: Address,
    value: U256,
    calldata: Bytes,
    is_static: bool,
    gas: Gas,
}

/// How a program frame ends: the interpreter's view of it, with the gas that is left.
struct End {
    result: InstructionResult,
    output: Bytes,
    gas_left: u64,
    refund: i64,
}

impl End {
    const fn failed(result: InstructionResult) -> Self {
        Self {
            result,
            output: Bytes::new(),
            gas_left: 0,
            refund: 0,
        }
    }
}

impl Machine {
    /// Runs the program of the top frame to its end.
    pub(super) fn run_program(&mut self) -> InterpreterAction {
        let call = self.take_call();
        let mut gas = call.gas;
        let end = self.call_program(&call);
        gas.set_remaining(end.gas_left);
        gas.record_refund(end.refund);
        InterpreterAction::Return(InterpreterResult::new(end.result, end.output, gas))
    }

    fn take_call(&mut self) -> ProgramCall {
        let inner = &mut self.inner;
        let frame = inner.frame_stack.get();
        let input = &frame.interpreter.input;
        let (code_hash, is_static) = match &frame.input {
            FrameInput::Call(call) => (call.known_bytecode.0, call.is_static),
            FrameInput::Create(_) | FrameInput::Empty => (B256::ZERO, false),
        };
        let acting = input.target_address();
        ProgramCall {
            code: frame.interpreter.bytecode.original_bytes(),
            code_hash,
            code_address: input.bytecode_address().copied().unwrap_or(acting),
            acting,
            caller: input.caller_address(),
            value: input.call_value(),
            calldata: input.input().bytes(&inner.ctx),
            is_static,
            gas: frame.interpreter.gas,
        }
    }

    /// Charges the start of a program and runs it.
    fn call_program(&mut self, call: &ProgramCall) -> End {
        let gas_start = call.gas.remaining();
        let ctx = &mut self.inner.ctx;
        let params = params::load(ctx);
        let program = Program::load(ctx, call.code_hash);
        let now_secs = ctx.block.timestamp.saturating_to();
        if let Err(reason) = program.check_active(now_secs, &params) {
            ctx.chain.fail(reason.message());
            return End::failed(InstructionResult::PrecompileError);
        }
        let is_recent = ctx.chain.arbos.machine().has_recent_program_cache()
            && ctx
                .chain
                .recent
                .insert(call.code_hash, params.block_cache_size);
        let before = ctx.chain.pages;
        let start_gas = program_call_gas(
            program.costs(),
            program.cached || is_recent,
            before,
            &params,
        );
        let Some(gas) = gas_start.checked_sub(start_gas) else {
            return End::failed(InstructionResult::OutOfGas);
        };
        let compiled = match self.compiled(call, &program, &params) {
            Ok(compiled) => compiled,
            Err(message) => {
                self.inner.ctx.chain.fail(message);
                return End::failed(InstructionResult::PrecompileError);
            }
        };
        let open = before.open;
        self.inner.ctx.chain.pages = before.opened(program.footprint);
        let (ran, refund) = self.run_compiled(call, &compiled, &params, gas);
        // The open pages go back to their number before the call; the maximum is kept.
        self.inner.ctx.chain.pages.open = open;
        self.conclude_program(ran, refund, gas_start)
    }

    fn run_compiled(
        &mut self,
        call: &ProgramCall,
        program: &Compiled,
        params: &StylusParams,
        gas: u64,
    ) -> (RunResult, i64) {
        let config = RunConfig {
            arbos: self.inner.ctx.chain.arbos.machine(),
            ink_price: params.ink_price,
            max_depth: params.max_stack_depth,
            tracing: self.inner.inspector.stylus.is_some() || self.inner.ctx.chain.meter.is_some(),
        };
        let data = self.evm_data(call);
        let mut host = ChainHost {
            machine: self,
            params: *params,
            acting: call.acting,
            caller: call.caller,
            value: call.value,
            code: call.code_address,
            is_static: call.is_static,
            refund: 0,
        };
        match run(program, &call.calldata, &config, &data, &mut host, gas) {
            Ok(result) => (result, host.refund),
            // This is not an outcome of the program: the journal may be in any state, so the whole
            // transaction is given up. `execute` catches this.
            Err(error) => panic!("a program could not be run: {error}"),
        }
    }

    fn conclude_program(&mut self, ran: RunResult, refund: i64, gas_start: u64) -> End {
        let result = match ran.outcome {
            Outcome::Success => InstructionResult::Return,
            Outcome::Revert | Outcome::Failure => InstructionResult::Revert,
            Outcome::OutOfInk => return End::failed(InstructionResult::OutOfGas),
            Outcome::OutOfStack => {
                self.inner
                    .ctx
                    .chain
                    .fail("max call depth exceeded".to_owned());
                return End::failed(InstructionResult::PrecompileError);
            }
        };
        let mut gas_left = ran.gas_left;
        if !ran.output.is_empty() {
            // Data may not be cheaper to return than from EVM memory.
            let Some(max) = gas_start.checked_sub(return_data_gas(ran.output.len())) else {
                return End::failed(InstructionResult::OutOfGas);
            };
            gas_left = gas_left.min(max);
        }
        End {
            result,
            output: ran.output,
            gas_left,
            refund: if result.is_ok() { refund } else { 0 },
        }
    }

    fn evm_data(&self, call: &ProgramCall) -> EvmData {
        let ctx = &self.inner.ctx;
        let block = ctx.block();
        EvmData {
            block_basefee: U256::from(block.basefee()),
            block_coinbase: block.beneficiary(),
            block_gas_limit: block.gas_limit(),
            block_number: block.number().saturating_to(),
            block_timestamp: block.timestamp().saturating_to(),
            chain_id: ctx.cfg.chain_id,
            contract_address: call.acting,
            msg_sender: call.caller,
            msg_value: call.value,
            tx_gas_price: U256::from(ctx.tx.effective_gas_price(u128::from(block.basefee()))),
            tx_origin: ctx.tx.caller,
            reentrant: ctx.chain.frames.is_reentrant(call.acting),
        }
    }

    fn compiled(
        &mut self,
        call: &ProgramCall,
        program: &Program,
        params: &StylusParams,
    ) -> Result<Arc<Compiled>, String> {
        let ctx = &mut self.inner.ctx;
        let slot = Space::module_hashes().slot(call.code_hash);
        let module_hash = B256::from(storage::read(ctx, slot));
        let store = Arc::clone(&ctx.chain.programs);
        let mut unreadable = None;
        let compiled = store.compiled(module_hash, program.version, || {
            self.read_wasm(&call.code, params).unwrap_or_else(|error| {
                unreadable = Some(error);
                Vec::new()
            })
        });
        match (compiled, unreadable) {
            (Ok(compiled), None) => Ok(compiled),
            (_, Some(error)) => Err(error),
            (Err(error), None) => Err(error.to_string()),
        }
    }

    /// The WASM of an active program.
    fn read_wasm(&mut self, code: &Bytes, params: &StylusParams) -> Result<Vec<u8>, String> {
        let ctx = &mut self.inner.ctx;
        if CodeKind::of(code, ctx.chain.arbos.machine()) == Some(CodeKind::Root) {
            let root = Root::parse(code).map_err(|error| error.to_string())?;
            let pieces: Vec<Bytes> = root
                .fragments
                .iter()
                .map(|address| access::peek_code(ctx, *address))
                .collect();
            return root
                .decompress(pieces.iter().map(AsRef::as_ref))
                .map_err(|error| error.to_string());
        }
        decompress_classic(code, params.max_wasm_size).map_err(|error| error.to_string())
    }
}
