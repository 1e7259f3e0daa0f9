//! The functions that a program imports.
//!
//! Each one charges before it acts, in the chain's order: the fixed ink, then what the arguments
//! cost, then, after the chain has answered, the gas of the answer. A failure in between leaves
//! charged what is charged.

mod account;
mod arguments;
mod block;
mod calls;
mod console;
mod context;
mod keccak;
mod logs;
mod math;
mod memory;
mod storage;
mod storage_cache;

use wasmer::{Function, FunctionEnv, FunctionEnvMut, Store};
use wasmparser::{FuncType, ValType};

use context::Call;
pub(crate) use context::{Env, Escape, Guest, HostPointer};

/// A function that programs can import.
pub(crate) struct HostFunction {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [ValType],
    pub(crate) results: &'static [ValType],
    /// Only for programs of debug chains.
    pub(crate) is_debug: bool,
    pub(crate) bind: fn(&mut Store, &FunctionEnv<Env>) -> Function,
}

macro_rules! value_type {
    (u32) => {
        ValType::I32
    };
    (u64) => {
        ValType::I64
    };
    (f32) => {
        ValType::F32
    };
    (f64) => {
        ValType::F64
    };
}

macro_rules! result_type {
    () => {
        ()
    };
    ($result:ident) => {
        $result
    };
}

/// One row for each function: name, the Rust function behind it, its WASM signature.
macro_rules! functions {
    ($is_debug:literal, [
        $($name:literal => $implementation:path, ($($argument:ident: $type:ident),*) $(-> $result:ident)?;)*
    ]) => {
        &[$(HostFunction {
            name: $name,
            parameters: &[$(value_type!($type)),*],
            results: &[$(value_type!($result))?],
            is_debug: $is_debug,
            bind: |store, env| {
                Function::new_typed_with_env(
                    store,
                    env,
                    |mut env: FunctionEnvMut<'_, Env>, $($argument: $type),*|
                        -> Result<result_type!($($result)?), Escape> {
                        $implementation(&mut Call::new(&mut env, $name)? $(, $argument)*)
                    },
                )
            },
        }),*]
    };
}

const VM_HOOKS: &[HostFunction] = functions!(false, [
    "read_args" => arguments::read_args, (dest: u32);
    "write_result" => arguments::write_result, (data: u32, len: u32);
    "exit_early" => arguments::exit_early, (status: u32);
    "storage_load_bytes32" => storage::load, (key: u32, dest: u32);
    "storage_cache_bytes32" => storage::cache, (key: u32, value: u32);
    "storage_flush_cache" => storage::flush, (clear: u32);
    "transient_load_bytes32" => storage::transient_load, (key: u32, dest: u32);
    "transient_store_bytes32" => storage::transient_store, (key: u32, value: u32);
    "call_contract" => calls::call,
        (contract: u32, data: u32, len: u32, value: u32, gas: u64, return_len: u32) -> u32;
    "delegate_call_contract" => calls::delegate_call,
        (contract: u32, data: u32, len: u32, gas: u64, return_len: u32) -> u32;
    "static_call_contract" => calls::static_call,
        (contract: u32, data: u32, len: u32, gas: u64, return_len: u32) -> u32;
    "create1" => calls::create1,
        (code: u32, len: u32, endowment: u32, contract: u32, revert_len: u32);
    "create2" => calls::create2,
        (code: u32, len: u32, endowment: u32, salt: u32, contract: u32, revert_len: u32);
    "read_return_data" => calls::read_return_data, (dest: u32, offset: u32, size: u32) -> u32;
    "return_data_size" => calls::return_data_size, () -> u32;
    "emit_log" => logs::emit_log, (data: u32, len: u32, topics: u32);
    "account_balance" => account::balance, (address: u32, dest: u32);
    "account_code" => account::code, (address: u32, offset: u32, size: u32, dest: u32) -> u32;
    "account_code_size" => account::code_size, (address: u32) -> u32;
    "account_codehash" => account::codehash, (address: u32, dest: u32);
    "block_basefee" => block::basefee, (dest: u32);
    "block_coinbase" => block::coinbase, (dest: u32);
    "block_gas_limit" => block::gas_limit, () -> u64;
    "block_number" => block::number, () -> u64;
    "block_timestamp" => block::timestamp, () -> u64;
    "chainid" => block::chain_id, () -> u64;
    "contract_address" => block::contract_address, (dest: u32);
    "evm_gas_left" => block::gas_left, () -> u64;
    "evm_ink_left" => block::ink_left, () -> u64;
    "msg_reentrant" => block::reentrant, () -> u32;
    "msg_sender" => block::sender, (dest: u32);
    "msg_value" => block::value, (dest: u32);
    "tx_gas_price" => block::gas_price, (dest: u32);
    "tx_ink_price" => block::ink_price, () -> u32;
    "tx_origin" => block::origin, (dest: u32);
    "math_div" => math::div, (value: u32, divisor: u32);
    "math_mod" => math::modulo, (value: u32, modulus: u32);
    "math_pow" => math::pow, (value: u32, exponent: u32);
    "math_add_mod" => math::add_mod, (value: u32, addend: u32, modulus: u32);
    "math_mul_mod" => math::mul_mod, (value: u32, multiplier: u32, modulus: u32);
    "native_keccak256" => keccak::keccak256, (data: u32, len: u32, dest: u32);
    "pay_for_memory_grow" => memory::pay_for_grow, (pages: u32);
]);

const CONSOLE: &[HostFunction] = functions!(true, [
    "log_txt" => console::log_text, (text: u32, len: u32);
    "log_i32" => console::log_i32, (value: u32);
    "log_i64" => console::log_i64, (value: u64);
    "log_f32" => console::log_f32, (value: f32);
    "log_f64" => console::log_f64, (value: f64);
    "tee_i32" => console::tee_i32, (value: u32) -> u32;
    "tee_i64" => console::tee_i64, (value: u64) -> u64;
    "tee_f32" => console::tee_f32, (value: f32) -> f32;
    "tee_f64" => console::tee_f64, (value: f64) -> f64;
]);

/// The function of that name, if the chain has it.
pub(crate) fn find(module: &str, name: &str) -> Option<&'static HostFunction> {
    let functions = match module {
        "vm_hooks" => VM_HOOKS,
        "console" => CONSOLE,
        _ => return None,
    };
    functions.iter().find(|function| function.name == name)
}

/// A signature as error texts show it.
pub(crate) fn describe(signature: &FuncType) -> String {
    describe_types(signature.params(), signature.results())
}

/// See [`describe`].
pub(crate) fn describe_types(parameters: &[ValType], results: &[ValType]) -> String {
    let join = |types: &[ValType]| {
        types
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let parameters = join(parameters);
    match results.len() {
        0 => format!("λ({parameters})"),
        1 | 2 => format!("λ({parameters}) -> {}", join(results)),
        _ => format!("λ({parameters}) -> ({})", join(results)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_42_functions_and_nine_for_debugging() {
        assert_eq!(VM_HOOKS.len(), 42);
        assert_eq!(CONSOLE.len(), 9);
    }

    #[test]
    fn describes_signatures_with_brackets_from_three_results_on() {
        let types = [ValType::I32, ValType::I64, ValType::F32];
        assert_eq!(describe_types(&[], &[]), "λ()");
        assert_eq!(
            describe_types(&types[..1], &types[..2]),
            "λ(i32) -> i32, i64"
        );
        assert_eq!(
            describe_types(&types[..2], &types),
            "λ(i32, i64) -> (i32, i64, f32)"
        );
    }
}
