//! Bounds the stack in words, alike on every machine.
//!
//! A call takes the function's frame off the words that are left and gives it back at its returns.
//! A function left by a branch to the label of its own body doesn't give it back: the chain
//! counts like that, so this does.

use wasmparser::{BlockType, Operator};

use super::Globals;
use crate::ActivationError;
use crate::validate::Signatures;

/// Words that every frame has besides values and locals.
const FRAME_OVERHEAD: u32 = 4;
const MOST_FRAME_WORDS: u32 = 10 * 1024;
const MAX_VALUES: u32 = 4_096;

/// The function that is being checked.
pub(super) struct Function {
    pub(super) index: usize,
    /// Declared locals, parameters left out.
    pub(super) locals: u32,
}

/// Returns the code with its stack check, and the words of a frame.
pub(super) fn apply<'a>(
    mut operators: Vec<Operator<'a>>,
    function: &Function,
    globals: Globals,
    signatures: &Signatures,
) -> Result<(Vec<Operator<'a>>, u32), ActivationError> {
    let words = frame_words(&operators, function, signatures)?;
    if words > MOST_FRAME_WORDS {
        let text = format!("frame too large: {words} > {MOST_FRAME_WORDS}-word limit");
        return Err(ActivationError::new(text));
    }
    // The body's end falls through; an explicit return there gives its frame back too.
    let end = operators.pop();
    operators.push(Operator::Return);
    operators.extend(end);

    let mut checked = Vec::with_capacity(operators.len() + 32);
    checked.extend(take(words, globals.stack_left));
    for operator in operators {
        if matches!(operator, Operator::Return) {
            checked.extend(give_back(words, globals.stack_left));
        }
        checked.push(operator);
    }
    Ok((checked, words))
}

fn take<'a>(words: u32, global_index: u32) -> [Operator<'a>; 12] {
    let value = words.cast_signed();
    [
        Operator::GlobalGet { global_index },
        Operator::I32Const { value },
        Operator::I32LeU,
        Operator::If {
            blockty: BlockType::Empty,
        },
        Operator::I32Const { value: 0 },
        Operator::GlobalSet { global_index },
        Operator::Unreachable,
        Operator::End,
        Operator::GlobalGet { global_index },
        Operator::I32Const { value },
        Operator::I32Sub,
        Operator::GlobalSet { global_index },
    ]
}

fn give_back<'a>(words: u32, global_index: u32) -> [Operator<'a>; 4] {
    [
        Operator::GlobalGet { global_index },
        Operator::I32Const {
            value: words.cast_signed(),
        },
        Operator::I32Add,
        Operator::GlobalSet { global_index },
    ]
}

fn frame_words(
    operators: &[Operator<'_>],
    function: &Function,
    signatures: &Signatures,
) -> Result<u32, ActivationError> {
    let mut height = Height {
        now: 0,
        max: 0,
        scopes: vec![0],
        signatures,
    };
    for operator in operators {
        height.step(operator)?;
    }
    if height.max > MAX_VALUES {
        let text = format!(
            "too many values on the stack at once in func {}: {} > {MAX_VALUES}",
            function.index, height.max
        );
        return Err(ActivationError::new(text));
    }
    Ok(height.max + function.locals + FRAME_OVERHEAD)
}

/// Height of the value stack as the chain counts it: an upper bound, not the exact height.
struct Height<'s> {
    now: u32,
    max: u32,
    /// Height at the start of each open block, its results included.
    scopes: Vec<u32>,
    signatures: &'s Signatures,
}

impl Height<'_> {
    fn push(&mut self, values: u32) {
        self.now += values;
        self.max = self.max.max(self.now);
    }

    fn pop(&mut self, values: u32) {
        self.now = self.now.saturating_sub(values);
    }

    /// Counts results before the parameters are gone.
    fn apply(&mut self, parameters: usize, results: usize) {
        // The format bounds both to 1,000.
        self.push(u32::try_from(results).unwrap_or(u32::MAX));
        self.pop(u32::try_from(parameters).unwrap_or(u32::MAX));
    }

    fn open(&mut self, block: BlockType) {
        match block {
            BlockType::Empty => {}
            BlockType::Type(_) => self.push(1),
            BlockType::FuncType(index) => {
                let signature = self.signatures.of_type(index);
                self.apply(signature.params().len(), signature.results().len());
            }
        }
        self.scopes.push(self.now);
    }

    fn step(&mut self, operator: &Operator<'_>) -> Result<(), ActivationError> {
        use Operator as O;
        match operator {
            O::Block { blockty } | O::Loop { blockty } => self.open(*blockty),
            O::If { blockty } => {
                self.pop(1);
                self.open(*blockty);
            }
            O::Else => self.now = self.scopes.last().copied().unwrap_or_default(),
            O::End => self.now = self.scopes.pop().unwrap_or_default(),
            O::Call { function_index } => {
                let signature = self.signatures.of_function(*function_index);
                self.apply(signature.params().len(), signature.results().len());
            }
            O::CallIndirect { type_index, .. } => {
                let signature = self.signatures.of_type(*type_index);
                self.apply(signature.params().len(), signature.results().len());
                self.pop(1);
            }
            O::MemoryFill { .. } | O::MemoryCopy { .. } => self.pop(3),
            other => match change(other) {
                Some(0) => {}
                Some(1) => self.push(1),
                Some(less) => self.pop(less.unsigned_abs()),
                None => {
                    let text = format!("extension {other:?} not supported");
                    return Err(ActivationError::new(text));
                }
            },
        }
        Ok(())
    }
}

/// By how much an instruction changes the height: one up or any number down. `None` for what no
/// enabled feature has.
fn change(operator: &Operator<'_>) -> Option<i32> {
    use Operator as O;
    match operator {
        O::LocalGet { .. }
        | O::GlobalGet { .. }
        | O::MemorySize { .. }
        | O::I32Const { .. }
        | O::I64Const { .. }
        | O::F32Const { .. }
        | O::F64Const { .. } => Some(1),
        O::Nop
        | O::Unreachable
        | O::Br { .. }
        | O::Return
        | O::LocalTee { .. }
        | O::MemoryGrow { .. } => Some(0),
        O::Drop | O::BrIf { .. } | O::BrTable { .. } | O::LocalSet { .. } | O::GlobalSet { .. } => {
            Some(-1)
        }
        O::Select
        | O::I32Store { .. }
        | O::I64Store { .. }
        | O::F32Store { .. }
        | O::F64Store { .. }
        | O::I32Store8 { .. }
        | O::I32Store16 { .. }
        | O::I64Store8 { .. }
        | O::I64Store16 { .. }
        | O::I64Store32 { .. } => Some(-2),
        other if is_unary(other) => Some(0),
        other if is_binary(other) => Some(-1),
        _ => None,
    }
}

const fn is_unary(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::I32Load { .. }
            | O::I64Load { .. }
            | O::F32Load { .. }
            | O::F64Load { .. }
            | O::I32Load8S { .. }
            | O::I32Load8U { .. }
            | O::I32Load16S { .. }
            | O::I32Load16U { .. }
            | O::I64Load8S { .. }
            | O::I64Load8U { .. }
            | O::I64Load16S { .. }
            | O::I64Load16U { .. }
            | O::I64Load32S { .. }
            | O::I64Load32U { .. }
            | O::I32Eqz
            | O::I64Eqz
            | O::I32Clz
            | O::I32Ctz
            | O::I32Popcnt
            | O::I64Clz
            | O::I64Ctz
            | O::I64Popcnt
            | O::I32WrapI64
            | O::I64ExtendI32S
            | O::I64ExtendI32U
            | O::I32Extend8S
            | O::I32Extend16S
            | O::I64Extend8S
            | O::I64Extend16S
            | O::I64Extend32S
            | O::F32Abs
            | O::F32Neg
            | O::F32Ceil
            | O::F32Floor
            | O::F32Trunc
            | O::F32Nearest
            | O::F32Sqrt
            | O::F64Abs
            | O::F64Neg
            | O::F64Ceil
            | O::F64Floor
            | O::F64Trunc
            | O::F64Nearest
            | O::F64Sqrt
            | O::I32TruncF32S
            | O::I32TruncF32U
            | O::I32TruncF64S
            | O::I32TruncF64U
            | O::I64TruncF32S
            | O::I64TruncF32U
            | O::I64TruncF64S
            | O::I64TruncF64U
            | O::F32ConvertI32S
            | O::F32ConvertI32U
            | O::F32ConvertI64S
            | O::F32ConvertI64U
            | O::F32DemoteF64
            | O::F64ConvertI32S
            | O::F64ConvertI32U
            | O::F64ConvertI64S
            | O::F64ConvertI64U
            | O::F64PromoteF32
            | O::I32ReinterpretF32
            | O::I64ReinterpretF64
            | O::F32ReinterpretI32
            | O::F64ReinterpretI64
            | O::I32TruncSatF32S
            | O::I32TruncSatF32U
            | O::I32TruncSatF64S
            | O::I32TruncSatF64U
            | O::I64TruncSatF32S
            | O::I64TruncSatF32U
            | O::I64TruncSatF64S
            | O::I64TruncSatF64U
    )
}

const fn is_binary(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::I32Eq
            | O::I32Ne
            | O::I32LtS
            | O::I32LtU
            | O::I32GtS
            | O::I32GtU
            | O::I32LeS
            | O::I32LeU
            | O::I32GeS
            | O::I32GeU
            | O::I64Eq
            | O::I64Ne
            | O::I64LtS
            | O::I64LtU
            | O::I64GtS
            | O::I64GtU
            | O::I64LeS
            | O::I64LeU
            | O::I64GeS
            | O::I64GeU
            | O::F32Eq
            | O::F32Ne
            | O::F32Lt
            | O::F32Gt
            | O::F32Le
            | O::F32Ge
            | O::F64Eq
            | O::F64Ne
            | O::F64Lt
            | O::F64Gt
            | O::F64Le
            | O::F64Ge
            | O::I32Add
            | O::I32Sub
            | O::I32Mul
            | O::I32DivS
            | O::I32DivU
            | O::I32RemS
            | O::I32RemU
            | O::I64Add
            | O::I64Sub
            | O::I64Mul
            | O::I64DivS
            | O::I64DivU
            | O::I64RemS
            | O::I64RemU
            | O::I32And
            | O::I32Or
            | O::I32Xor
            | O::I32Shl
            | O::I32ShrS
            | O::I32ShrU
            | O::I32Rotl
            | O::I32Rotr
            | O::I64And
            | O::I64Or
            | O::I64Xor
            | O::I64Shl
            | O::I64ShrS
            | O::I64ShrU
            | O::I64Rotl
            | O::I64Rotr
            | O::F32Add
            | O::F32Sub
            | O::F32Mul
            | O::F32Div
            | O::F32Min
            | O::F32Max
            | O::F32Copysign
            | O::F64Add
            | O::F64Sub
            | O::F64Mul
            | O::F64Div
            | O::F64Min
            | O::F64Max
            | O::F64Copysign
    )
}
