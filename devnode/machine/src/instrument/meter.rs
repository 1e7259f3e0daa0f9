//! Charges the ink of each basic block before its first operation.

use wasmparser::{BlockType, Operator};

use super::Globals;
use crate::costs;
use crate::validate::Signatures;

/// Returns the metered code and the charge of each block.
pub(super) fn apply<'a>(
    operators: Vec<Operator<'a>>,
    globals: Globals,
    signatures: &Signatures,
) -> (Vec<Operator<'a>>, Vec<u64>) {
    let mut metered = Vec::with_capacity(operators.len() * 2);
    let mut charges = Vec::new();
    let mut block = Vec::new();
    let mut block_ink = 0_u64;
    for operator in operators {
        block_ink = block_ink.saturating_add(costs::instruction(&operator, signatures));
        let ends = ends_block(&operator);
        block.push(operator);
        if ends {
            let charge = block_ink.saturating_add(costs::BLOCK_HEADER);
            metered.extend(header(charge, globals));
            metered.append(&mut block);
            charges.push(charge);
            block_ink = 0;
        }
    }
    (metered, charges)
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

fn header<'a>(charge: u64, globals: Globals) -> [Operator<'a>; 12] {
    let value = charge.cast_signed();
    let ink = globals.ink_left;
    [
        Operator::GlobalGet { global_index: ink },
        Operator::I64Const { value },
        Operator::I64LtU,
        Operator::If {
            blockty: BlockType::Empty,
        },
        Operator::I32Const { value: 1 },
        Operator::GlobalSet {
            global_index: globals.ink_status,
        },
        Operator::Unreachable,
        Operator::End,
        Operator::GlobalGet { global_index: ink },
        Operator::I64Const { value },
        Operator::I64Sub,
        Operator::GlobalSet { global_index: ink },
    ]
}
