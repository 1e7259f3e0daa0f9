//! Activation: whether a program is accepted, and its costs.

use alloy_primitives::{B256, keccak256};
use wasmparser::{ExternalKind, ValType};

use crate::ArbOs;
use crate::encode::{ENTRYPOINT, MEMORY};
use crate::hostio::describe;
use crate::instrument::{FunctionReport, Globals, Instrumenter, declared_locals};
use crate::link;
use crate::validate::{self, Module};

/// The settings that activation depends on besides the WASM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivationConfig {
    /// The rule set.
    pub arbos: ArbOs,
    /// The Stylus version of the chain's parameters, 1 or 2.
    pub stylus_version: u16,
    /// Whether the chain is a debug chain: it accepts the `console` functions and start sections.
    pub debug: bool,
    /// Pages that the program may start with: the chain's limit less the pages already open.
    pub page_limit: u16,
}

/// The figures of an accepted program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// Cost of a first start, before scaling, in gas.
    pub init_cost: u16,
    /// Cost of a start from the cache, before scaling, in gas.
    pub cached_cost: u16,
    /// Estimate of the native code's size in bytes; the data fee is due on it.
    pub asm_estimate: u32,
    /// Pages of memory the program starts with.
    pub footprint: u16,
    /// Gas that checking and compiling took.
    pub compile_gas: u64,
    /// A hash that differs between any two programs or settings. It isn't Nitro's, which commits
    /// to the prover's form of the module.
    pub module_hash: B256,
}

/// Why a program is refused: Nitro's messages, from the outermost inwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivationError {
    chain: Vec<String>,
}

impl ActivationError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            chain: vec![message.into()],
        }
    }

    pub(crate) fn within(mut self, context: impl Into<String>) -> Self {
        self.chain.insert(0, context.into());
        self
    }

    /// The messages, outermost first.
    #[must_use]
    pub fn chain(&self) -> &[String] {
        &self.chain
    }
}

/// The report that Nitro makes of the chain, without colours and source location.
impl std::fmt::Display for ActivationError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, causes) = self
            .chain
            .split_first()
            .map_or(("", [].as_slice()), |(first, rest)| (first.as_str(), rest));
        formatter.write_str(first)?;
        if causes.is_empty() {
            return Ok(());
        }
        formatter.write_str("\n\nCaused by:")?;
        for (index, cause) in causes.iter().enumerate() {
            if causes.len() == 1 {
                write!(formatter, "\n    {cause}")?;
            } else {
                write!(formatter, "\n    {index}: {cause}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ActivationError {}

/// Checks a program and prices it.
///
/// `gas` falls by the price of checking and compiling, also if the program is refused. The chain
/// then also takes the rest of it; the caller does that.
///
/// # Errors
/// When the chain would refuse the program, with its texts.
pub fn activate(
    wasm: &[u8],
    config: &ActivationConfig,
    gas: &mut u64,
) -> Result<Activation, ActivationError> {
    let (module, costs) = check(wasm, config).map_err(|error| error.within(PARSE_FAILED))?;
    let gas_before = *gas;
    pay_for_compilation(&module, costs.operations, config.arbos, gas)?;
    link::check(&module, config.debug)
        .map_err(|error| error.within("failed to build user module"))?;
    Ok(Activation {
        init_cost: costs.init,
        cached_cost: costs.cached,
        asm_estimate: costs.asm_estimate,
        footprint: costs.footprint,
        compile_gas: gas_before - *gas,
        module_hash: module_hash(wasm, config),
    })
}

/// What instrumentation finds and adds in each defined function, in order.
///
/// # Errors
/// When the program is refused before or by instrumentation.
pub fn inspect(
    wasm: &[u8],
    config: &ActivationConfig,
) -> Result<Vec<FunctionReport>, ActivationError> {
    let within = |error: ActivationError| error.within(PARSE_FAILED);
    let module = read(wasm, config.arbos.allows_multi_value(), config.debug).map_err(within)?;
    let instrumenter = Instrumenter::new(&module).map_err(within)?;
    (0..module.bodies.len())
        .map(|index| Ok(instrumenter.function(index).map_err(within)?.report))
        .collect()
}

const PARSE_FAILED: &str = "failed to parse wasm";
/// Name under which a debug chain keeps a start function, which never runs.
const START_EXPORT: &str = "stylus_start";

/// Reads a module and settles its start function and exports.
pub(crate) fn read(
    wasm: &[u8],
    allow_multi_value: bool,
    debug: bool,
) -> Result<Module<'_>, ActivationError> {
    let mut module = validate::read(wasm, allow_multi_value)?;
    if let Some(start) = module.start.take() {
        if !debug {
            return Err(ActivationError::new("start functions not allowed"));
        }
        module
            .exports
            .insert(START_EXPORT, (ExternalKind::Func, start));
    }
    if !debug {
        module.exports.retain(|name, (kind, _)| match *name {
            ENTRYPOINT => *kind == ExternalKind::Func,
            MEMORY => *kind == ExternalKind::Memory,
            _ => false,
        });
    }
    Ok(module)
}

/// The figures of an accepted module.
struct Costs {
    init: u16,
    cached: u16,
    asm_estimate: u32,
    footprint: u16,
    /// Operations after instrumentation.
    operations: u64,
}

fn check<'a>(
    wasm: &'a [u8],
    config: &ActivationConfig,
) -> Result<(Module<'a>, Costs), ActivationError> {
    let module = read(wasm, config.arbos.allows_multi_value(), config.debug)?;
    let instrumenter = Instrumenter::new(&module)?;
    // Only the counts are kept: the instrumented code can be a hundred times as long.
    let operations = (0..module.bodies.len())
        .map(|index| Ok(instrumenter.function(index)?.report.instrumented_ops))
        .collect::<Result<Vec<u64>, ActivationError>>()?;
    check_entrypoint(&module)?;
    let costs = price(&module, operations.iter().sum(), config.stylus_version)?;
    check_limits(&module, &operations, config)?;
    Ok((module, costs))
}

/// Checks that the entrypoint is there and takes and returns one i32.
pub(crate) fn check_entrypoint(module: &Module<'_>) -> Result<(), ActivationError> {
    let Some((kind, index)) = module.exports.get(ENTRYPOINT) else {
        return Err(ActivationError::new(format!(
            "missing export with name {ENTRYPOINT}"
        )));
    };
    if *kind != ExternalKind::Func {
        let text = format!("export {ENTRYPOINT} must be a function but is a {kind:?}");
        return Err(ActivationError::new(text));
    }
    let signature = module.signatures.of_function(*index);
    if signature.params() != [ValType::I32] || signature.results() != [ValType::I32] {
        let text = format!("wrong type for {ENTRYPOINT}: {}", describe(signature));
        return Err(ActivationError::new(text));
    }
    Ok(())
}

/// Bytes that the segments take in the module, headers included.
fn segment_bytes(ranges: impl Iterator<Item = std::ops::Range<usize>>) -> u64 {
    ranges.map(|range| range.len() as u64).sum()
}

/// Estimates from counts, each term rounded down.
fn price(module: &Module<'_>, operations: u64, version: u16) -> Result<Costs, ActivationError> {
    let functions = module.bodies.len() as u64;
    let globals = u64::from(module.globals + Globals::COUNT);
    let wasm_bytes = module.wasm.len() as u64;
    let footprint = u16::try_from(module.memories[0].initial).unwrap_or(u16::MAX);
    let segments = segment_bytes(module.data.iter().map(|data| data.range.clone()))
        + segment_bytes(module.elements.iter().map(|element| element.range.clone()));
    let types: u64 = module
        .functions
        .iter()
        .map(|index| module.signatures.of_type(*index))
        .map(|signature| (signature.params().len() + signature.results().len()) as u64)
        .sum();

    let asm_estimate = 512_000
        + functions * 996_829 / 1_000
        + types * 11_416 / 1_000
        + wasm_bytes * 62_628 / 10_000;
    let cached = functions * 13_420 / 100_000
        + types * 89 / 100_000
        + wasm_bytes * 122 / 100_000
        + globals * 1_628 / 1_000
        + segments * 75_244 / 100_000
        + u64::from(footprint) * 5;
    // In version 1 the cached cost is part of the first start's.
    let base = if version == 1 { cached } else { 0 };
    let init =
        base + functions * 8_252 / 1_000 + types * 1_059 / 1_000 + wasm_bytes * 1_286 / 10_000;

    let too_high = |what: &str| {
        let cause = "out of range integral type conversion attempted";
        ActivationError::new(cause).within(what)
    };
    Ok(Costs {
        init: init
            .try_into()
            .map_err(|_| too_high("init cost too high"))?,
        cached: cached
            .try_into()
            .map_err(|_| too_high("cached cost too high"))?,
        asm_estimate: asm_estimate
            .try_into()
            .map_err(|_| too_high("asm estimate too large"))?,
        footprint,
        operations,
    })
}

const MOST_NAME_BYTES: usize = 512;

fn check_limits(
    module: &Module<'_>,
    operations: &[u64],
    config: &ActivationConfig,
) -> Result<(), ActivationError> {
    let pages = module.memories[0].initial;
    if pages > u64::from(config.page_limit) {
        let text = format!("memory exceeds limit: {pages} > {}", config.page_limit);
        return Err(ActivationError::new(text));
    }
    limit(module.data.len() as u64, 128, "datas")?;
    limit(module.elements.len() as u64, 128, "elements")?;
    // The globals that instrumentation adds are exported.
    limit(
        module.exports.len() as u64 + u64::from(Globals::COUNT),
        1_024,
        "exports",
    )?;
    limit(module.bodies.len() as u64, 4_096, "functions")?;
    limit(
        u64::from(module.globals + Globals::COUNT),
        32_768,
        "globals",
    )?;
    for (body, operations) in module.bodies.iter().zip(operations) {
        limit(declared_locals(body)?.into(), 348, "locals")?;
        limit(*operations, 65_536, "opcodes in func body")?;
    }
    if config.arbos.has_charging_fixes() {
        limit(module.imports.len() as u64, 513, "imports")?;
    }
    let table_entries = module
        .tables
        .iter()
        .fold(0_u64, |sum, it| sum.saturating_add(it.initial));
    limit(table_entries, 4_096, "table entries")?;
    // Called entries on the chain, but it counts encoded bytes.
    let elements = segment_bytes(module.elements.iter().map(|element| element.range.clone()));
    limit(elements, 4_096, "element entries")?;

    let too_long = |what: &str, length: usize| {
        let text = format!("wasm {what} too long: {length} > {MOST_NAME_BYTES}");
        Err(ActivationError::new(text))
    };
    if let Some(name) = module
        .exports
        .keys()
        .find(|name| name.len() > MOST_NAME_BYTES)
    {
        return too_long("name", name.len());
    }
    if module.name.len() > MOST_NAME_BYTES {
        return too_long("module name", module.name.len());
    }
    Ok(())
}

fn limit(count: u64, max: u64, what: &str) -> Result<(), ActivationError> {
    if count > max {
        return Err(ActivationError::new(format!(
            "too many wasm {what}: {count} > {max}"
        )));
    }
    Ok(())
}

/// Gas for a microsecond of compilation.
const GAS_PER_MICROSECOND: u64 = 28;

/// Takes the gas item by item; too little gas ends at zero.
fn pay_for_compilation(
    module: &Module<'_>,
    operations: u64,
    arbos: ArbOs,
    gas: &mut u64,
) -> Result<(), ActivationError> {
    let data: u64 = module.data.iter().map(|data| data.data.len() as u64).sum();
    let elements = segment_bytes(module.elements.iter().map(|element| element.range.clone()));
    let wasm = if arbos.has_charging_fixes() {
        module.wasm.len() as u64
    } else {
        0
    };
    let microseconds = [
        wasm * 31_733 / 100_000,
        module.bodies.len() as u64 * 17_263 / 100_000,
        data * 17_376 / 100_000,
        elements * 17_376 / 100_000,
        module.memories[0].initial * 2_217,
        operations * 535 / 1_000,
    ];
    for item in microseconds {
        let Some(left) = gas.checked_sub(item * GAS_PER_MICROSECOND) else {
            *gas = 0;
            return Err(ActivationError::new("out of gas"));
        };
        *gas = left;
    }
    Ok(())
}

fn module_hash(wasm: &[u8], config: &ActivationConfig) -> B256 {
    let mut preimage = b"stylus-machine module".to_vec();
    preimage.extend(config.stylus_version.to_be_bytes());
    preimage.push(config.debug.into());
    preimage.extend(wasm);
    keccak256(preimage)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: ActivationConfig = ActivationConfig {
        arbos: ArbOs::V51,
        stylus_version: 2,
        debug: false,
        page_limit: 128,
    };

    fn refusal(text: &str) -> String {
        let wasm = wat::parse_str(text).unwrap();
        activate(&wasm, &CONFIG, &mut u64::MAX.clone())
            .unwrap_err()
            .to_string()
    }

    mod error {
        use super::*;

        #[test]
        fn shows_a_single_cause_without_a_number() {
            let shown = refusal(r#"(module (memory (export "memory") 1))"#);
            let expected =
                "failed to parse wasm\n\nCaused by:\n    missing import pay_for_memory_grow";
            assert_eq!(shown, expected);
        }

        #[test]
        fn numbers_several_causes() {
            let shown = refusal("(module (memory 1 1) (memory 1 1))");
            assert!(shown.contains("\n    0: failed to validate user\n    1: multiple memories"));
        }
    }

    mod module_hash {
        use super::*;

        #[test]
        fn differs_with_the_settings_that_change_the_program() {
            let wasm = b"any bytes";
            let plain = super::super::module_hash(wasm, &CONFIG);
            let debug = ActivationConfig {
                debug: true,
                ..CONFIG
            };
            let old = ActivationConfig {
                stylus_version: 1,
                ..CONFIG
            };
            assert_ne!(plain, super::super::module_hash(wasm, &debug));
            assert_ne!(plain, super::super::module_hash(wasm, &old));
            let limited = ActivationConfig {
                page_limit: 1,
                ..CONFIG
            };
            assert_eq!(plain, super::super::module_hash(wasm, &limited));
        }
    }

    mod gas {
        use super::*;

        #[test]
        fn is_gone_when_it_ends_before_the_program_is_paid_for() {
            let text = r#"(module
              (memory (export "memory") 1 1)
              (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#;
            let wasm = wat::parse_str(text).unwrap();
            let mut gas = 40_000;
            let refused = activate(&wasm, &CONFIG, &mut gas).unwrap_err();
            assert_eq!(refused.chain(), ["out of gas"]);
            assert_eq!(gas, 0);
        }
    }
}
