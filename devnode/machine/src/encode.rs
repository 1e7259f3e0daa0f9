//! Writes the instrumented module that is compiled.
//!
//! All sections but those that instrumentation changes are copied byte for byte. What a run
//! doesn't need (custom sections, a debug chain's other exports, its start function) is left out.

use std::ops::Range;

use wasm_encoder::reencode::{Reencode, RoundtripReencoder, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType,
    MemorySection, MemoryType, RawSection, SectionId, ValType,
};
use wasmparser::{BinaryReader, FunctionBody, GlobalSectionReader, Operator};

use crate::ActivationError;
use crate::instrument::{Globals, Instrumenter};
use crate::validate::Module;

type Error = wasm_encoder::reencode::Error;

/// Name of the function that a call of the program runs.
pub(crate) const ENTRYPOINT: &str = "user_entrypoint";
/// Name of the memory's export.
pub(crate) const MEMORY: &str = "memory";

/// Instruments all functions and writes the module.
pub(crate) fn instrumented(module: &Module<'_>) -> Result<Vec<u8>, ActivationError> {
    let instrumenter = Instrumenter::new(module)?;
    let mut code = CodeSection::new();
    for (index, body) in module.bodies.iter().enumerate() {
        let function = instrumenter.function(index)?;
        code.function(&encode_function(body, function.operators).map_err(failed)?);
    }
    let globals = encode_globals(module).map_err(failed)?;

    let mut output = wasm_encoder::Module::new();
    let sections = &module.sections;
    copy(
        module,
        SectionId::Type,
        sections.types.as_ref(),
        &mut output,
    );
    copy(
        module,
        SectionId::Import,
        sections.imports.as_ref(),
        &mut output,
    );
    copy(
        module,
        SectionId::Function,
        sections.functions.as_ref(),
        &mut output,
    );
    copy(
        module,
        SectionId::Table,
        sections.tables.as_ref(),
        &mut output,
    );
    output.section(&encode_memory(module));
    output.section(&globals);
    output.section(&encode_exports(module, instrumenter.globals));
    copy(
        module,
        SectionId::Element,
        sections.elements.as_ref(),
        &mut output,
    );
    output.section(&code);
    copy(module, SectionId::Data, sections.data.as_ref(), &mut output);
    Ok(output.finish())
}

#[expect(clippy::needless_pass_by_value, reason = "used as a mapping of errors")]
fn failed(error: Error) -> ActivationError {
    ActivationError::new(error.to_string())
}

fn copy(
    module: &Module<'_>,
    id: SectionId,
    range: Option<&Range<usize>>,
    output: &mut wasm_encoder::Module,
) {
    if let Some(range) = range {
        output.section(&RawSection {
            id: id.into(),
            data: &module.wasm[range.clone()],
        });
    }
}

fn encode_function(
    body: &FunctionBody<'_>,
    operators: Vec<Operator<'_>>,
) -> Result<Function, Error> {
    let mut encoder = RoundtripReencoder;
    let mut locals = Vec::new();
    for group in body.get_locals_reader()? {
        let (count, kind) = group?;
        locals.push((count, encoder.val_type(kind)?));
    }
    let mut function = Function::new(locals);
    for operator in operators {
        function.instruction(&utils::instruction(&mut encoder, operator)?);
    }
    Ok(function)
}

/// The maximum number of pages that the chain's prover allows. Growth by 65,536 pages is paid like none: a memory
/// that could have them would be free.
const MOST_PAGES: u64 = 65_534;

fn encode_memory(module: &Module<'_>) -> MemorySection {
    let mut memories = MemorySection::new();
    for memory in &module.memories {
        memories.memory(MemoryType {
            minimum: memory.initial,
            maximum: Some(memory.maximum.unwrap_or(MOST_PAGES).min(MOST_PAGES)),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
    }
    memories
}

fn encode_globals(module: &Module<'_>) -> Result<GlobalSection, Error> {
    let mut globals = GlobalSection::new();
    if let Some(range) = module.sections.globals.clone() {
        let reader = BinaryReader::new(&module.wasm[range.clone()], range.start);
        let section = GlobalSectionReader::new(reader)?;
        utils::parse_global_section(&mut RoundtripReencoder, &mut globals, section)?;
    }
    let variable = |val_type| GlobalType {
        val_type,
        mutable: true,
        shared: false,
    };
    globals.global(variable(ValType::I64), &ConstExpr::i64_const(0));
    for _ in 1..Globals::COUNT {
        globals.global(variable(ValType::I32), &ConstExpr::i32_const(0));
    }
    Ok(globals)
}

fn encode_exports(module: &Module<'_>, globals: Globals) -> ExportSection {
    let mut exports = ExportSection::new();
    if let Some((_, index)) = module.exports.get(ENTRYPOINT) {
        exports.export(ENTRYPOINT, ExportKind::Func, *index);
    }
    exports.export(MEMORY, ExportKind::Memory, 0);
    exports.export(Globals::INK_LEFT, ExportKind::Global, globals.ink_left);
    exports.export(Globals::INK_STATUS, ExportKind::Global, globals.ink_status);
    exports.export(Globals::STACK_LEFT, ExportKind::Global, globals.stack_left);
    exports
}
