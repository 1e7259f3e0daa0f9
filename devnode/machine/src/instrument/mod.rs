//! Adds metering and bounds to a program's functions.
//!
//! The passes run one after the other over each function, in this order, because each sees what
//! the ones before it added: the meter charges the original code only, the stack check counts the
//! meter's own values, and the operation count that activation pays for is that of the last pass.

mod depth;
mod dynamic;
mod heap;
mod meter;

use wasmparser::{BinaryReaderError, FunctionBody, Operator};

use crate::ActivationError;
use crate::validate::{Module, parser_error};

/// Names and indices of the globals that instrumentation adds.
#[derive(Clone, Copy)]
pub(crate) struct Globals {
    pub(crate) ink_left: u32,
    pub(crate) ink_status: u32,
    pub(crate) scratch: u32,
    pub(crate) stack_left: u32,
}

impl Globals {
    /// How many there are.
    pub(crate) const COUNT: u32 = 4;
    pub(crate) const INK_LEFT: &str = "stylus_ink_left";
    pub(crate) const INK_STATUS: &str = "stylus_ink_status";
    pub(crate) const STACK_LEFT: &str = "stylus_stack_left";

    const fn after(existing: u32) -> Self {
        Self {
            ink_left: existing,
            ink_status: existing + 1,
            scratch: existing + 2,
            stack_left: existing + 3,
        }
    }
}

/// What the passes found and added in one function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionReport {
    /// Ink of each basic block, in code order.
    pub block_charges: Vec<u64>,
    /// Words of stack that a call takes.
    pub frame_words: u32,
    /// Operations after all passes.
    pub instrumented_ops: u64,
}

/// A function after all passes.
pub(crate) struct Instrumented<'a> {
    pub(crate) operators: Vec<Operator<'a>>,
    pub(crate) report: FunctionReport,
}

/// Instruments the functions of one module.
pub(crate) struct Instrumenter<'m, 'a> {
    module: &'m Module<'a>,
    pub(crate) globals: Globals,
    pay_for_grow: Option<u32>,
}

impl<'m, 'a> Instrumenter<'m, 'a> {
    /// Checks what the passes require of the module's memory and imports.
    pub(crate) fn new(module: &'m Module<'a>) -> Result<Self, ActivationError> {
        let pay_for_grow = heap::check(module)?;
        Ok(Self {
            module,
            globals: Globals::after(module.globals),
            pay_for_grow,
        })
    }

    /// Instruments the defined function with that index.
    pub(crate) fn function(&self, index: usize) -> Result<Instrumented<'a>, ActivationError> {
        let body = &self.module.bodies[index];
        let (locals, operators) = read_body(body).map_err(|error| parser_error(&error))?;
        let signatures = &self.module.signatures;

        let (operators, block_charges) = meter::apply(operators, self.globals, signatures);
        let operators = dynamic::apply(operators, self.globals)
            .map_err(|error| error.within("dynamic ink meter failure"))?;
        let (operators, frame_words) = depth::apply(
            operators,
            &depth::Function { index, locals },
            self.globals,
            signatures,
        )
        .map_err(|error| error.within("depth checker failure"))?;
        let operators = heap::apply(operators, self.globals, self.pay_for_grow);

        let instrumented_ops = operators.len() as u64;
        let report = FunctionReport {
            block_charges,
            frame_words,
            instrumented_ops,
        };
        Ok(Instrumented { operators, report })
    }
}

/// The number of declared locals and the code.
fn read_body<'a>(body: &FunctionBody<'a>) -> Result<(u32, Vec<Operator<'a>>), BinaryReaderError> {
    let operators = body
        .get_operators_reader()?
        .into_iter()
        .collect::<Result<_, _>>()?;
    Ok((count_locals(body)?, operators))
}

fn count_locals(body: &FunctionBody<'_>) -> Result<u32, BinaryReaderError> {
    let mut locals = 0;
    for group in body.get_locals_reader()? {
        locals += group?.0;
    }
    Ok(locals)
}

/// Number of locals that a function declares, its parameters left out.
pub(crate) fn declared_locals(body: &FunctionBody<'_>) -> Result<u32, ActivationError> {
    count_locals(body).map_err(|error| parser_error(&error))
}
