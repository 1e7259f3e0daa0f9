//! An exact ink meter: counts what Arbitrum Nitro would charge for the instructions of a run.
//!
//! A counter is added to the module as one more global. Before each basic block it is raised by
//! the block's price: 2,450 ink and the price of each instruction, as Nitro's `pricing_v1` has
//! them. No limit is enforced; nothing else changes.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, ConstExpr, Function, GlobalType, Instruction, ValType};
use wasmparser::{FunctionBody, Operator, Parser, Payload};

/// The export under which the counter can be read.
pub const COUNTER: &str = "ink_used";

const BLOCK_HEADER: i64 = 2_450;

/// The module with its counter.
///
/// # Panics
/// If the module is malformed or has an instruction without a price: both mean that the kernels
/// could not be put on chain.
#[must_use]
pub fn with_counter(wasm: &[u8]) -> Vec<u8> {
    let globals = count_globals(wasm);
    let mut module = wasm_encoder::Module::new();
    Injector { counter: globals }
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .expect("a well-formed module");
    module.finish()
}

fn count_globals(wasm: &[u8]) -> u32 {
    Parser::new(0)
        .parse_all(wasm)
        .find_map(|payload| match payload.expect("a well-formed module") {
            Payload::GlobalSection(section) => Some(section.count()),
            _ => None,
        })
        .expect("a global section: the linker puts the stack pointer there")
}

struct Injector {
    counter: u32,
}

impl Reencode for Injector {
    type Error = std::convert::Infallible;

    fn parse_global_section(
        &mut self,
        globals: &mut wasm_encoder::GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Self::Error>> {
        wasm_encoder::reencode::utils::parse_global_section(self, globals, section)?;
        let kind = GlobalType {
            val_type: ValType::I64,
            mutable: true,
            shared: false,
        };
        globals.global(kind, &ConstExpr::i64_const(0));
        let length = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(length, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut wasm_encoder::ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Self::Error>> {
        wasm_encoder::reencode::utils::parse_export_section(self, exports, section)?;
        exports.export(COUNTER, wasm_encoder::ExportKind::Global, self.counter);
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Self::Error>> {
        let mut function: Function = self.new_function_with_parsed_locals(&body)?;
        let mut block = Vec::new();
        let mut price = BLOCK_HEADER;
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            price += ink(&operator);
            let ends = ends_block(&operator);
            block.push(
                RoundtripReencoder
                    .instruction(operator)
                    .expect("a core instruction"),
            );
            if ends {
                emit(&mut function, self.counter, price, &block);
                block.clear();
                price = BLOCK_HEADER;
            }
        }
        code.function(&function);
        Ok(())
    }
}

fn emit(function: &mut Function, counter: u32, price: i64, block: &[Instruction<'_>]) {
    function.instruction(&Instruction::GlobalGet(counter));
    function.instruction(&Instruction::I64Const(price));
    function.instruction(&Instruction::I64Add);
    function.instruction(&Instruction::GlobalSet(counter));
    for instruction in block {
        if matches!(
            instruction,
            Instruction::MemoryCopy { .. } | Instruction::MemoryFill(_)
        ) {
            emit_bytes(function, counter);
        }
        function.instruction(instruction);
    }
}

/// Adds 100 ink for each byte of a copy, whose length is on top of the stack.
fn emit_bytes(function: &mut Function, counter: u32) {
    let length = counter + 1;
    for instruction in [
        Instruction::GlobalSet(length),
        Instruction::GlobalGet(length),
        Instruction::GlobalGet(counter),
        Instruction::GlobalGet(length),
        Instruction::I64ExtendI32U,
        Instruction::I64Const(100),
        Instruction::I64Mul,
        Instruction::I64Add,
        Instruction::GlobalSet(counter),
    ] {
        function.instruction(&instruction);
    }
}

const fn ends_block(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::End
            | O::Else
            | O::Return
            | O::Loop { .. }
            | O::Br { .. }
            | O::BrIf { .. }
            | O::BrTable { .. }
            | O::If { .. }
            | O::Call { .. }
            | O::CallIndirect { .. }
    )
}

/// The price of an instruction by its mnemonic.
fn ink(operator: &Operator<'_>) -> i64 {
    use Operator as O;
    match operator {
        O::Unreachable
        | O::Return
        | O::Nop
        | O::I32Const { .. }
        | O::I64Const { .. }
        | O::Block { .. }
        | O::Loop { .. }
        | O::Else
        | O::End => 1,
        O::Drop => 9,
        O::Br { .. } | O::BrIf { .. } | O::If { .. } => 765,
        O::BrTable { targets } => 2_400 + 325 * i64::from(targets.len()),
        O::Select => 1_250,
        O::Call { .. } => 3_800,
        O::CallIndirect { .. } => 13_610 + 1_300,
        O::LocalGet { .. } | O::LocalTee { .. } => 75,
        O::LocalSet { .. } => 210,
        O::MemoryCopy { .. } | O::MemoryFill { .. } => 950,
        O::GlobalGet { .. } => 225,
        O::GlobalSet { .. } => 575,
        other => by_name(&format!("{other:?}")),
    }
}

fn by_name(debug: &str) -> i64 {
    let name = debug.split([' ', '{']).next().unwrap_or_default();
    let wide = name.starts_with("I64");
    let (narrow_price, wide_price) = match name.get(3..).unwrap_or_default() {
        "Load" | "Load8S" | "Load8U" | "Load16S" | "Load16U" | "Load32S" | "Load32U" => (670, 680),
        "Store" | "Store8" | "Store16" | "Store32" => (825, 950),
        "Eqz" | "Eq" | "Ne" | "LtS" | "LtU" | "GtS" | "GtU" | "LeS" | "LeU" | "GeS" | "GeU" => {
            (170, 225)
        }
        "Clz" | "Ctz" => (210, 210),
        "Add" | "Sub" | "And" | "Or" | "Xor" | "Shl" | "ShrS" | "ShrU" | "Rotl" | "Rotr" => {
            (70, 100)
        }
        "Mul" => (160, 160),
        "DivS" | "DivU" | "RemS" | "RemU" => (1_120, 1_270),
        "Popcnt" => (2_650, 6_000),
        "WrapI64" | "ExtendI32S" | "ExtendI32U" | "Extend8S" | "Extend16S" | "Extend32S" => {
            (100, 100)
        }
        _ => panic!("no price is known for {debug}"),
    };
    if wide { wide_price } else { narrow_price }
}
