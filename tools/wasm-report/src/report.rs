//! The costs of storing and calling a contract.

use crate::prepare::Prepared;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wasmparser::{CompositeInnerType, Parser, Payload, TypeRef};

/// Globals that Nitro adds when it instruments a program.
const INSTRUMENTATION_GLOBALS: u64 = 4;
/// Gas that a cached program's call costs before anything that depends on the program.
const MIN_CACHED_GAS: u64 = 352;

/// The figures of one contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Bytes of WASM that the chain decompresses.
    pub(crate) wasm_bytes: usize,
    /// Bytes of code, prefix included.
    pub(crate) code_bytes: usize,
    /// Memory pages of 64 KiB at the start.
    pub(crate) initial_pages: u64,
    /// Bytes of static data.
    pub(crate) data_bytes: u64,
    /// Functions of the contract itself.
    pub(crate) functions: u64,
    /// Gas of entering the program when it is cached, before it does anything.
    pub(crate) cached_call_gas: u64,
}

impl Report {
    pub(crate) fn of(prepared: &Prepared) -> Result<Self> {
        let counts = Counts::of(&prepared.wasm)?;
        Ok(Self {
            wasm_bytes: prepared.wasm.len(),
            code_bytes: prepared.code.len(),
            initial_pages: counts.pages,
            data_bytes: counts.data,
            functions: counts.functions,
            cached_call_gas: counts.cached_call_gas(prepared.wasm.len() as u64),
        })
    }

    /// Why the contract may not be deployed; empty when it may.
    pub(crate) fn faults(&self, name: &str, max_code_bytes: usize) -> Vec<String> {
        let mut faults = Vec::new();
        if self.code_bytes > max_code_bytes {
            faults.push(format!(
                "{name}: {} bytes of code, {} over the limit",
                self.code_bytes,
                self.code_bytes - max_code_bytes
            ));
        }
        if self.initial_pages != 1 {
            faults.push(format!(
                "{name}: starts with {} memory pages instead of one",
                self.initial_pages
            ));
        }
        faults
    }
}

/// The counts that the price of a program depends on.
#[derive(Default)]
struct Counts {
    functions: u64,
    /// The total number of parameters and results of the functions.
    types: u64,
    globals: u64,
    data: u64,
    pages: u64,
}

impl Counts {
    fn of(wasm: &[u8]) -> Result<Self> {
        let mut counts = Self::default();
        let mut arities = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    for group in types {
                        for ty in group?.into_types() {
                            if let CompositeInnerType::Func(function) = ty.composite_type.inner {
                                arities.push(function.params().len() + function.results().len());
                            }
                        }
                    }
                }
                Payload::FunctionSection(functions) => {
                    for index in functions {
                        let arity = arities.get(index? as usize).context("unknown type")?;
                        counts.functions += 1;
                        counts.types += *arity as u64;
                    }
                }
                Payload::GlobalSection(globals) => counts.globals = u64::from(globals.count()),
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        counts.pages = memory?.initial;
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if let TypeRef::Memory(memory) = import?.ty {
                            counts.pages = memory.initial;
                        }
                    }
                }
                Payload::DataSection(segments) => {
                    for segment in segments {
                        counts.data += segment?.data.len() as u64;
                    }
                }
                _ => {}
            }
        }
        Ok(counts)
    }

    /// Nitro's price of entering a cached program: a base and terms for functions, their types, length, globals, data
    /// and pages, each rounded down.
    fn cached_call_gas(&self, wasm_bytes: u64) -> u64 {
        MIN_CACHED_GAS
            + 13_420 * self.functions / 100_000
            + 89 * self.types / 100_000
            + 122 * wasm_bytes / 100_000
            + 1_628 * (self.globals + INSTRUMENTATION_GLOBALS) / 1_000
            + 75_244 * self.data / 100_000
            + 5 * self.pages
    }
}

/// Prints one row for each contract.
pub(crate) fn print_table(reports: &BTreeMap<String, Report>, max_code_bytes: usize) {
    println!(
        "{:<14} {:>10} {:>10} {:>7} {:>6} {:>9} {:>9} {:>15}",
        "contract",
        "wasm bytes",
        "code bytes",
        "limit",
        "pages",
        "data",
        "functions",
        "cached call gas"
    );
    for (name, report) in reports {
        let share = report.code_bytes * 1_000 / max_code_bytes;
        println!(
            "{name:<14} {:>10} {:>10} {:>5}.{}% {:>6} {:>9} {:>9} {:>15}",
            report.wasm_bytes,
            report.code_bytes,
            share / 10,
            share % 10,
            report.initial_pages,
            report.data_bytes,
            report.functions,
            report.cached_call_gas
        );
    }
}
