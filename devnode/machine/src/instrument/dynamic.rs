//! Charges `memory.fill` and `memory.copy` by the bytes they move.

use wasmparser::{BlockType, Operator};

use super::Globals;
use crate::ActivationError;
use crate::costs::BULK_BYTE;

/// Puts the charge before each bulk operation.
pub(super) fn apply(
    operators: Vec<Operator<'_>>,
    globals: Globals,
) -> Result<Vec<Operator<'_>>, ActivationError> {
    use Operator as O;
    let mut priced = Vec::with_capacity(operators.len());
    for operator in operators {
        match operator {
            O::MemoryFill { .. } | O::MemoryCopy { .. } => priced.extend(charge(globals)),
            O::MemoryInit { .. }
            | O::DataDrop { .. }
            | O::ElemDrop { .. }
            | O::TableInit { .. }
            | O::TableCopy { .. }
            | O::TableFill { .. }
            | O::TableGet { .. }
            | O::TableSet { .. }
            | O::TableGrow { .. }
            | O::TableSize { .. } => return Err(ActivationError::new("opcode not supported")),
            _ => {}
        }
        priced.push(operator);
    }
    Ok(priced)
}

/// Takes the byte count off the stack and puts it back. The product can't overflow, and ink that
/// grew by the subtraction wasn't enough.
fn charge<'a>(globals: Globals) -> [Operator<'a>; 17] {
    let get = |global_index| Operator::GlobalGet { global_index };
    let set = |global_index| Operator::GlobalSet { global_index };
    let (ink, bytes) = (globals.ink_left, globals.scratch);
    [
        set(bytes),
        get(ink),
        get(ink),
        get(bytes),
        Operator::I64ExtendI32U,
        Operator::I64Const { value: BULK_BYTE },
        Operator::I64Mul,
        Operator::I64Sub,
        set(ink),
        get(ink),
        Operator::I64LtU,
        Operator::If {
            blockty: BlockType::Empty,
        },
        Operator::I32Const { value: 1 },
        set(globals.ink_status),
        Operator::Unreachable,
        Operator::End,
        get(bytes),
    ]
}
