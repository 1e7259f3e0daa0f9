//! Bounds the memory a program starts with and pays for its growth.

use wasmparser::{ExternalKind, Operator, ValType};

use super::Globals;
use crate::ActivationError;
use crate::hostio::describe;
use crate::validate::Module;

/// Pages that a program may start with.
const MOST_PAGES: u64 = 128;
const PAY_MODULE: &str = "vm_hooks";
const PAY_FUNCTION: &str = "pay_for_memory_grow";

/// Checks the memory. Returns the function that pays for growth, unless there can be none.
pub(super) fn check(module: &Module<'_>) -> Result<Option<u32>, ActivationError> {
    let exported = module.exports.get("memory") == Some(&(ExternalKind::Memory, 0));
    let Some(memory) = module.memories.first() else {
        return Err(ActivationError::new(
            "missing memory export with name memory",
        ));
    };
    if module.memories.len() > 1 {
        return Err(ActivationError::new("only one memory is allowed"));
    }
    if !exported {
        return Err(ActivationError::new(
            "missing memory with export name memory",
        ));
    }
    if memory.initial > MOST_PAGES {
        let text = format!("memory size {} exceeds bound {MOST_PAGES}", memory.initial);
        return Err(ActivationError::new(text));
    }
    if memory.maximum == Some(memory.initial) {
        return Ok(None);
    }
    let Some(function) = module.find_import(PAY_MODULE, PAY_FUNCTION) else {
        return Err(ActivationError::new(format!(
            "missing import {PAY_FUNCTION}"
        )));
    };
    let signature = module.signatures.of_function(function);
    if signature.params() != [ValType::I32] || !signature.results().is_empty() {
        let text = format!("wrong type for {PAY_FUNCTION}: {}", describe(signature));
        return Err(ActivationError::new(text));
    }
    Ok(Some(function))
}

/// Pays for the pages before each growth, also one that then fails.
pub(super) fn apply(
    operators: Vec<Operator<'_>>,
    globals: Globals,
    pay_for_grow: Option<u32>,
) -> Vec<Operator<'_>> {
    let Some(function_index) = pay_for_grow else {
        return operators;
    };
    let global_index = globals.scratch;
    let mut paid = Vec::with_capacity(operators.len());
    for operator in operators {
        if matches!(operator, Operator::MemoryGrow { .. }) {
            paid.extend([
                Operator::GlobalSet { global_index },
                Operator::GlobalGet { global_index },
                Operator::GlobalGet { global_index },
                Operator::Call { function_index },
            ]);
        }
        paid.push(operator);
    }
    paid
}
