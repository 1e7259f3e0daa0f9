//! An exact ink meter: counts what Arbitrum Nitro would charge for the instructions of a run.
//!
//! A counter is added to the module as one more global. Before each basic block it is raised by
//! the block's price, which is that of the devnode's machine. No limit is enforced; nothing else
//! changes.

use stylus_machine::{ActivationConfig, ArbOs, inspect};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, ConstExpr, Function, GlobalType, Instruction, ValType};
use wasmparser::{FunctionBody, Operator, Parser, Payload};

/// The export under which the counter can be read.
pub const COUNTER: &str = "ink_used";

/// What a chain of today would activate the kernels by.
const CHAIN: ActivationConfig = ActivationConfig {
    arbos: ArbOs::V51,
    stylus_version: 2,
    debug: false,
    page_limit: 128,
};

/// The module with its counter.
///
/// # Panics
/// If the module is refused by the machine: the kernels could not be put on chain.
#[must_use]
pub fn with_counter(wasm: &[u8]) -> Vec<u8> {
    let wasm = &encoded_again(wasm);
    let globals = count_globals(wasm);
    let prices = inspect(wasm, &CHAIN)
        .expect("a module that could be put on chain")
        .into_iter()
        .map(|function| function.block_charges);
    let mut module = wasm_encoder::Module::new();
    let mut injector = Injector {
        counter: globals,
        prices: prices.collect::<Vec<_>>().into_iter(),
    };
    injector
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .expect("a well-formed module");
    module.finish()
}

/// The module with its numbers in their shortest form, as `cargo stylus` deploys it: a chain takes
/// no other for the table of an indirect call.
fn encoded_again(wasm: &[u8]) -> Vec<u8> {
    let mut module = wasm_encoder::Module::new();
    RoundtripReencoder
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
    /// The prices of each function's blocks.
    prices: std::vec::IntoIter<Vec<u64>>,
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
        let mut prices = self
            .prices
            .next()
            .expect("prices of each function")
            .into_iter();
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let ends = ends_block(&operator);
            block.push(
                RoundtripReencoder
                    .instruction(operator)
                    .expect("a core instruction"),
            );
            if ends {
                let price = prices.next().expect("a price of each block");
                emit(&mut function, self.counter, price as i64, &block);
                block.clear();
            }
        }
        assert_eq!(prices.next(), None, "as many blocks as prices");
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
