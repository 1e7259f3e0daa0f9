//! The last checks of activation: imports, floating point, and the places of data and elements.

use wasmparser::{DataKind, ElementItems, ElementKind, Operator, OperatorsReader};

use crate::ActivationError;
use crate::hostio::{self, HostFunction, describe};
use crate::validate::{Import, Module, parser_error};

const PAGE_BYTES: u64 = 64 * 1024;

/// Functions of the chain's own modules. A program that imports one of them gets the error that it
/// is not enabled, instead of that there is no such import.
const SYSTEM_FUNCTIONS: [(&str, &[&str]); 2] = [
    (
        "env",
        &[
            "wavm_caller_load8",
            "wavm_caller_load32",
            "wavm_caller_store8",
            "wavm_caller_store32",
            "wavm_get_globalstate_bytes32",
            "wavm_set_globalstate_bytes32",
            "wavm_get_globalstate_u64",
            "wavm_set_globalstate_u64",
            "wavm_validate_certificate",
            "wavm_read_keccak_256_preimage",
            "wavm_read_sha2_256_preimage",
            "wavm_read_eth_versioned_hash_preimage",
            "wavm_read_dacertificate_preimage",
            "wavm_read_inbox_message",
            "wavm_read_delayed_inbox_message",
            "wavm_halt_and_set_finished",
        ],
    ),
    (
        "hostio",
        &[
            "wavm_link_module",
            "wavm_unlink_module",
            "program_ink_left",
            "program_ink_status",
            "program_set_ink",
            "program_stack_left",
            "program_set_stack",
            "program_memory_size",
            "program_call_main",
            "program_request",
            "program_continue",
            "user_ink_left",
            "user_ink_status",
            "user_set_ink",
        ],
    ),
];

/// Checks the module in the order in which the chain links it.
pub(crate) fn check(module: &Module<'_>, debug: bool) -> Result<(), ActivationError> {
    for import in &module.imports {
        check_import(module, import, debug)?;
    }
    for body in &module.bodies {
        let operators = body
            .get_operators_reader()
            .map_err(|error| parser_error(&error))?;
        check_floats(operators, &module.name)?;
    }
    check_data(module)?;
    check_elements(module)
}

/// The host function behind an import, as far as the chain has it.
pub(crate) fn resolve(
    import: &Import<'_>,
    program: &str,
    debug: bool,
) -> Result<&'static HostFunction, ActivationError> {
    let Import { module, name, .. } = import;
    let disabled = |is_debug: bool| {
        let text = format!(
            "Host func {name} in {module} not enabled debug_funcs={debug} hostapi=false debug={is_debug}"
        );
        ActivationError::new(text)
    };
    if let Some(function) = hostio::find(module, name) {
        return if debug || !function.is_debug {
            Ok(function)
        } else {
            Err(disabled(true))
        };
    }
    if SYSTEM_FUNCTIONS
        .iter()
        .any(|(it, names)| it == module && names.contains(name))
    {
        return Err(disabled(false));
    }
    Err(ActivationError::new(format!(
        "No such import {name} in {module} for {program}"
    )))
}

fn check_import(
    module: &Module<'_>,
    import: &Import<'_>,
    debug: bool,
) -> Result<(), ActivationError> {
    let function = resolve(import, &module.name, debug)?;
    let have = module.signatures.of_type(import.type_index);
    if have.params() == function.parameters && have.results() == function.results {
        return Ok(());
    }
    let text = format!(
        "Import {} for {} has different function signature than export.\n\
         expected {} in {}\nbut have {}",
        import.name,
        module.name,
        hostio::describe_types(function.parameters, function.results),
        import.module,
        describe(have),
    );
    Err(ActivationError::new(text))
}

fn check_floats(operators: OperatorsReader<'_>, program: &str) -> Result<(), ActivationError> {
    for operator in operators {
        let operator = operator.map_err(|error| parser_error(&error))?;
        if let Some(name) = float_operation(&operator) {
            let text =
                format!("No implementation for floating point operation {name} in {program}");
            return Err(ActivationError::new(text));
        }
    }
    Ok(())
}

/// Offset of a segment. The chain widens it as a signed number.
fn constant_offset(mut operators: OperatorsReader<'_>) -> Result<u64, ActivationError> {
    let mut read = || operators.read().map_err(|error| parser_error(&error));
    let (first, second) = (read()?, read()?);
    let at_end = operators.eof();
    match (first, second, at_end) {
        (Operator::I32Const { value }, Operator::End, true) => Ok(i64::from(value).cast_unsigned()),
        other => {
            let text = format!("Non-constant element segment offset expression {other:?}");
            Err(ActivationError::new(text))
        }
    }
}

fn check_data(module: &Module<'_>) -> Result<(), ActivationError> {
    let pages = module.memories.first().map_or(0, |memory| memory.initial);
    for data in &module.data {
        let DataKind::Active { offset_expr, .. } = &data.kind else {
            continue;
        };
        let offset = constant_offset(offset_expr.get_operators_reader())?;
        let end = offset.checked_add(data.data.len() as u64);
        if end.is_none_or(|end| end > pages * PAGE_BYTES) {
            let text = format!(
                "Out-of-bounds data memory init with offset {offset} and size {}",
                data.data.len()
            );
            return Err(ActivationError::new(text));
        }
    }
    Ok(())
}

fn check_elements(module: &Module<'_>) -> Result<(), ActivationError> {
    for element in &module.elements {
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = &element.kind
        else {
            continue;
        };
        let offset = constant_offset(offset_expr.get_operators_reader())?;
        let index = table_index.unwrap_or_default();
        let Some(table) = module.tables.get(index as usize) else {
            let text = format!("Element segment for non-exsistent table {index}");
            return Err(ActivationError::new(text));
        };
        let ElementItems::Functions(functions) = &element.items else {
            let text = "Non-constant element initializers are not supported";
            return Err(ActivationError::new(text));
        };
        let length = u64::from(functions.count());
        if offset.saturating_add(length) > table.initial {
            let text = format!(
                "Out of bounds element segment at offset {offset} and length {length} \
                 for table of length {}",
                table.initial
            );
            return Err(ActivationError::new(text));
        }
    }
    Ok(())
}

/// The chain's name of a floating point operation that it can't prove. Constants, loads, stores
/// and reinterpretations are none; their ink price keeps them from running.
fn float_operation(operator: &Operator<'_>) -> Option<&'static str> {
    float_arithmetic(operator).or_else(|| float_conversion(operator))
}

fn float_arithmetic(operator: &Operator<'_>) -> Option<&'static str> {
    use Operator as O;
    Some(match operator {
        O::F32Eq => "RelOp(F32, Eq)",
        O::F32Ne => "RelOp(F32, Ne)",
        O::F32Lt => "RelOp(F32, Lt)",
        O::F32Gt => "RelOp(F32, Gt)",
        O::F32Le => "RelOp(F32, Le)",
        O::F32Ge => "RelOp(F32, Ge)",
        O::F64Eq => "RelOp(F64, Eq)",
        O::F64Ne => "RelOp(F64, Ne)",
        O::F64Lt => "RelOp(F64, Lt)",
        O::F64Gt => "RelOp(F64, Gt)",
        O::F64Le => "RelOp(F64, Le)",
        O::F64Ge => "RelOp(F64, Ge)",
        O::F32Abs => "UnOp(F32, Abs)",
        O::F32Neg => "UnOp(F32, Neg)",
        O::F32Ceil => "UnOp(F32, Ceil)",
        O::F32Floor => "UnOp(F32, Floor)",
        O::F32Trunc => "UnOp(F32, Trunc)",
        O::F32Nearest => "UnOp(F32, Nearest)",
        O::F32Sqrt => "UnOp(F32, Sqrt)",
        O::F64Abs => "UnOp(F64, Abs)",
        O::F64Neg => "UnOp(F64, Neg)",
        O::F64Ceil => "UnOp(F64, Ceil)",
        O::F64Floor => "UnOp(F64, Floor)",
        O::F64Trunc => "UnOp(F64, Trunc)",
        O::F64Nearest => "UnOp(F64, Nearest)",
        O::F64Sqrt => "UnOp(F64, Sqrt)",
        O::F32Add => "BinOp(F32, Add)",
        O::F32Sub => "BinOp(F32, Sub)",
        O::F32Mul => "BinOp(F32, Mul)",
        O::F32Div => "BinOp(F32, Div)",
        O::F32Min => "BinOp(F32, Min)",
        O::F32Max => "BinOp(F32, Max)",
        O::F32Copysign => "BinOp(F32, CopySign)",
        O::F64Add => "BinOp(F64, Add)",
        O::F64Sub => "BinOp(F64, Sub)",
        O::F64Mul => "BinOp(F64, Mul)",
        O::F64Div => "BinOp(F64, Div)",
        O::F64Min => "BinOp(F64, Min)",
        O::F64Max => "BinOp(F64, Max)",
        O::F64Copysign => "BinOp(F64, CopySign)",
        _ => return None,
    })
}

fn float_conversion(operator: &Operator<'_>) -> Option<&'static str> {
    use Operator as O;
    Some(match operator {
        O::I32TruncF32S => "TruncIntOp(I32, F32, false, true)",
        O::I32TruncF32U => "TruncIntOp(I32, F32, false, false)",
        O::I32TruncF64S => "TruncIntOp(I32, F64, false, true)",
        O::I32TruncF64U => "TruncIntOp(I32, F64, false, false)",
        O::I64TruncF32S => "TruncIntOp(I64, F32, false, true)",
        O::I64TruncF32U => "TruncIntOp(I64, F32, false, false)",
        O::I64TruncF64S => "TruncIntOp(I64, F64, false, true)",
        O::I64TruncF64U => "TruncIntOp(I64, F64, false, false)",
        O::I32TruncSatF32S => "TruncIntOp(I32, F32, true, true)",
        O::I32TruncSatF32U => "TruncIntOp(I32, F32, true, false)",
        O::I32TruncSatF64S => "TruncIntOp(I32, F64, true, true)",
        O::I32TruncSatF64U => "TruncIntOp(I32, F64, true, false)",
        O::I64TruncSatF32S => "TruncIntOp(I64, F32, true, true)",
        O::I64TruncSatF32U => "TruncIntOp(I64, F32, true, false)",
        O::I64TruncSatF64S => "TruncIntOp(I64, F64, true, true)",
        O::I64TruncSatF64U => "TruncIntOp(I64, F64, true, false)",
        O::F32ConvertI32S => "ConvertIntOp(F32, I32, true)",
        O::F32ConvertI32U => "ConvertIntOp(F32, I32, false)",
        O::F32ConvertI64S => "ConvertIntOp(F32, I64, true)",
        O::F32ConvertI64U => "ConvertIntOp(F32, I64, false)",
        O::F64ConvertI32S => "ConvertIntOp(F64, I32, true)",
        O::F64ConvertI32U => "ConvertIntOp(F64, I32, false)",
        O::F64ConvertI64S => "ConvertIntOp(F64, I64, true)",
        O::F64ConvertI64U => "ConvertIntOp(F64, I64, false)",
        O::F32DemoteF64 => "F32DemoteF64",
        O::F64PromoteF32 => "F64PromoteF32",
        _ => return None,
    })
}
