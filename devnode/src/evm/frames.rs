//! Frames of both kinds: which machine runs the top one, and how a program opens frames of its
//! own while it runs.

use revm::{
    context::{ContextError, FrameStack},
    handler::{
        EthFrame, EvmTr, FrameInitOrResult, FrameResult, ItemOrResult,
        evm::{ContextDbError, FrameInitResult},
        instructions::EthInstructions,
    },
    inspector::{InspectorEvmTr, handler::frame_end, inspect_instructions},
    interpreter::{
        FrameInput, InstructionResult, InterpreterAction, interpreter::EthInterpreter,
        interpreter_action::FrameInit, interpreter_types::InputsTr,
    },
};
use std::{
    convert::Infallible,
    mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use super::{Ctx, Machine, Probe, is_program, may_deploy, precompiles::Precompiles};

type Frame = EthFrame<EthInterpreter>;
type Stack = FrameStack<Frame>;
type FrameError = ContextError<Infallible>;

impl EvmTr for Machine {
    type Context = Ctx;
    type Instructions = EthInstructions<EthInterpreter, Ctx>;
    type Precompiles = Precompiles;
    type Frame = Frame;

    fn all(&self) -> (&Ctx, &Self::Instructions, &Precompiles, &Stack) {
        self.inner.all()
    }

    fn all_mut(
        &mut self,
    ) -> (
        &mut Ctx,
        &mut Self::Instructions,
        &mut Precompiles,
        &mut Stack,
    ) {
        self.inner.all_mut()
    }

    fn frame_init(
        &mut self,
        input: FrameInit,
    ) -> Result<FrameInitResult<'_, Frame>, ContextDbError<Ctx>> {
        let refused = match self.inner.frame_init(input)? {
            ItemOrResult::Item(_) => None,
            ItemOrResult::Result(result) => Some(result),
        };
        if let Some(result) = refused {
            return Ok(ItemOrResult::Result(result));
        }
        self.note_entry();
        Ok(ItemOrResult::Item(self.inner.frame_stack.get()))
    }

    fn frame_run(&mut self) -> Result<FrameInitOrResult<Frame>, ContextDbError<Ctx>> {
        let action = if self.top_is_program() {
            self.run_program()
        } else {
            let frame = self.inner.frame_stack.get();
            frame.interpreter.run_plain(
                self.inner.instruction.instruction_table(),
                self.inner.instruction.gas_table(),
                &mut self.inner.ctx,
            )
        };
        self.settle(action)
    }

    fn frame_return_result(
        &mut self,
        result: FrameResult,
    ) -> Result<Option<FrameResult>, ContextDbError<Ctx>> {
        if self.inner.frame_stack.get().is_finished() {
            self.inner.ctx.chain.frames.leave();
        }
        self.inner.frame_return_result(result)
    }
}

impl InspectorEvmTr for Machine {
    type Inspector = Probe;

    fn all_inspector(&self) -> (&Ctx, &Self::Instructions, &Precompiles, &Stack, &Probe) {
        let inner = &self.inner;
        (
            &inner.ctx,
            &inner.instruction,
            &inner.precompiles,
            &inner.frame_stack,
            &inner.inspector,
        )
    }

    fn all_mut_inspector(
        &mut self,
    ) -> (
        &mut Ctx,
        &mut Self::Instructions,
        &mut Precompiles,
        &mut Stack,
        &mut Probe,
    ) {
        let inner = &mut self.inner;
        (
            &mut inner.ctx,
            &mut inner.instruction,
            &mut inner.precompiles,
            &mut inner.frame_stack,
            &mut inner.inspector,
        )
    }

    fn inspect_frame_run(&mut self) -> Result<FrameInitOrResult<Frame>, ContextDbError<Ctx>> {
        let action = if self.top_is_program() {
            self.run_program()
        } else {
            let inner = &mut self.inner;
            inspect_instructions(
                &mut inner.ctx,
                &mut inner.frame_stack.get().interpreter,
                &mut inner.inspector,
                inner.instruction.instruction_table(),
                inner.instruction.gas_table(),
            )
        };
        let mut end = self.settle(action)?;
        if let ItemOrResult::Result(result) = &mut end {
            let inner = &mut self.inner;
            let input = &inner.frame_stack.get().input;
            frame_end(&mut inner.ctx, &mut inner.inspector, input, result);
        }
        Ok(end)
    }
}

impl Machine {
    fn note_entry(&mut self) {
        let frame = self.inner.frame_stack.get();
        let delegated = matches!(
            &frame.input,
            FrameInput::Call(call) if call.scheme.is_delegate_call() || call.scheme.is_call_code()
        );
        let input = &frame.interpreter.input;
        let (acting, caller) = (input.target_address(), input.caller_address());
        self.inner.ctx.chain.frames.enter(acting, caller, delegated);
    }

    fn top_is_program(&mut self) -> bool {
        let frame = self.inner.frame_stack.get();
        let code = frame.interpreter.bytecode.original_byte_slice();
        matches!(frame.input, FrameInput::Call(_)) && is_program(code, self.inner.ctx.chain.arbos)
    }

    /// Takes the interpreter's word for what happens next, and commits or reverts at an end.
    fn settle(
        &mut self,
        mut action: InterpreterAction,
    ) -> Result<FrameInitOrResult<Frame>, FrameError> {
        self.refuse_foreign_code(&mut action);
        let inner = &mut self.inner;
        let frame = inner.frame_stack.get();
        let end = frame.process_next_action::<_, FrameError>(&mut inner.ctx, action)?;
        if let ItemOrResult::Result(result) = &end {
            frame.set_finished(true);
            if let Some(meter) = &mut inner.ctx.chain.meter {
                let input = &frame.interpreter.input;
                let code = input.bytecode_address().copied();
                let gas = result.gas();
                let used = gas.limit().saturating_sub(gas.remaining());
                meter.frame(code.unwrap_or_else(|| input.target_address()), used);
            }
        }
        Ok(end)
    }

    /// EIP-3541 with the exception of Stylus code: revm's own check, which knows no exception, is
    /// switched off.
    fn refuse_foreign_code(&mut self, action: &mut InterpreterAction) {
        let is_create = matches!(self.inner.frame_stack.get().input, FrameInput::Create(_));
        if let InterpreterAction::Return(result) = action
            && is_create
            && result.result.is_ok()
            && result.output.first() == Some(&0xef)
            && !may_deploy(&result.output, self.inner.ctx.chain.arbos)
        {
            result.result = InstructionResult::CreateContractStartingWithEF;
        }
    }

    /// Runs a frame that the running program opens, to its end.
    ///
    /// The frames below are set aside meanwhile: nothing points into them, so their stack may
    /// move.
    pub(crate) fn run_child(&mut self, input: FrameInput) -> FrameResult {
        let parent = self.inner.frame_stack.get();
        let gas_limit = match &input {
            FrameInput::Call(call) => call.gas_limit,
            FrameInput::Create(create) => create.gas_limit(),
            FrameInput::Empty => 0,
        };
        let is_create = matches!(input, FrameInput::Create(_));
        let init = FrameInit {
            depth: parent.depth + 1,
            memory: parent.interpreter.memory.new_child_context(),
            frame_input: input,
        };
        let below = mem::replace(&mut self.inner.frame_stack, FrameStack::new_prealloc(1));
        let end = catch_unwind(AssertUnwindSafe(|| self.run_to_end(init)));
        self.inner.frame_stack = below;
        let parent = self.inner.frame_stack.get();
        parent.interpreter.memory.free_child_context();
        match end {
            Ok(Ok(result)) => result,
            Ok(Err(error)) => {
                self.inner.ctx.error = Err(error);
                if is_create {
                    FrameResult::new_create_oog(gas_limit, 0)
                } else {
                    FrameResult::new_call_oog(gas_limit, 0..0, 0)
                }
            }
            Err(panic) => resume_unwind(panic),
        }
    }

    fn run_to_end(&mut self, init: FrameInit) -> Result<FrameResult, FrameError> {
        if let ItemOrResult::Result(result) = self.open(init)? {
            return Ok(result);
        }
        loop {
            let step = if self.watched {
                self.inspect_frame_run()?
            } else {
                self.frame_run()?
            };
            let result = match step {
                ItemOrResult::Item(init) => match self.open(init)? {
                    ItemOrResult::Item(()) => continue,
                    ItemOrResult::Result(result) => result,
                },
                ItemOrResult::Result(result) => result,
            };
            if let Some(result) = self.frame_return_result(result)? {
                return Ok(result);
            }
        }
    }

    fn open(&mut self, init: FrameInit) -> Result<ItemOrResult<(), FrameResult>, FrameError> {
        let opened = if self.watched {
            self.inspect_frame_init(init)?
        } else {
            self.frame_init(init)?
        };
        Ok(opened.map_item(|_| ()))
    }
}
