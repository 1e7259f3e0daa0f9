//! Opcodes that differ from Ethereum's.

use revm::{
    bytecode::opcode::SELFDESTRUCT,
    handler::instructions::EthInstructions,
    interpreter::{
        Instruction, InstructionContext, InstructionResult, instructions::host::selfdestruct,
        interpreter::EthInterpreter, interpreter_types::InputsTr,
    },
    primitives::hardfork::SpecId,
};

use super::Ctx;
use crate::evm::{access, is_program};

/// Ethereum's instructions under those rules, with Nitro's guard on `SELFDESTRUCT`.
pub(crate) fn table(spec: SpecId) -> EthInstructions<EthInterpreter, Ctx> {
    let mut table = EthInstructions::new_mainnet_with_spec(spec);
    table.instruction_table_mut()[usize::from(SELFDESTRUCT)] =
        Instruction::new(guarded_selfdestruct);
    table
}

/// A Stylus program cannot be destroyed: its record would outlive it.
fn guarded_selfdestruct(
    context: InstructionContext<'_, Ctx, EthInterpreter>,
) -> Result<(), InstructionResult> {
    let acting = context.interpreter.input.target_address();
    let code = access::peek_code(context.host, acting);
    if is_program(&code, context.host.chain.arbos) {
        return Err(InstructionResult::Revert);
    }
    selfdestruct::<EthInterpreter, Ctx>(context)
}
