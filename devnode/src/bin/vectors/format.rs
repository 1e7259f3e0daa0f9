//! The form of vectors.json.

use std::collections::BTreeMap;
use std::path::Path;

use alloy_primitives::{B256, Bytes};
use serde::Deserialize;

use crate::code::LoadError;

/// The form that this checker knows.
const FORMAT: u32 = 1;

#[derive(Deserialize)]
pub(crate) struct Vectors {
    format: u32,
    pub(crate) defaults: Defaults,
    pub(crate) programs: Vec<Program>,
    #[serde(default)]
    pub(crate) formulas: Formulas,
}

impl Vectors {
    pub(crate) fn load(dir: &Path) -> Result<Self, LoadError> {
        let path = dir.join("vectors.json");
        let text = std::fs::read(&path).map_err(|source| LoadError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let vectors: Self =
            serde_json::from_slice(&text).map_err(|source| LoadError::Malformed {
                path: path.clone(),
                source,
            })?;
        if vectors.format != FORMAT {
            return Err(LoadError::Format {
                path,
                found: vectors.format,
                known: FORMAT,
            });
        }
        Ok(vectors)
    }
}

/// Settings of whatever doesn't name its own.
#[derive(Deserialize)]
pub(crate) struct Defaults {
    pub(crate) stylus_version: u16,
    pub(crate) arbos: u64,
    pub(crate) debug: bool,
    pub(crate) page_limit: u16,
    pub(crate) ink_price: u32,
    pub(crate) max_depth: u32,
}

#[derive(Deserialize)]
pub(crate) struct Program {
    pub(crate) name: String,
    /// Path of the text form.
    pub(crate) wat: Option<String>,
    /// Text form of very repetitive programs: parts, each to be repeated that often.
    pub(crate) wat_parts: Option<Vec<(usize, String)>>,
    pub(crate) wasm: Option<Bytes>,
    pub(crate) wasm_len: usize,
    pub(crate) wasm_sha256: B256,
    pub(crate) activation: Activation,
    #[serde(rename = "static")]
    pub(crate) static_rows: Option<StaticRows>,
    #[serde(default)]
    pub(crate) runs: Option<Vec<Run>>,
}

#[derive(Deserialize)]
pub(crate) struct Activation {
    pub(crate) base: ActivationResult,
    #[serde(default)]
    pub(crate) same_for: Vec<String>,
    #[serde(default)]
    pub(crate) different_for: Vec<DifferentActivation>,
}

#[derive(Deserialize)]
pub(crate) struct DifferentActivation {
    pub(crate) arbos: u64,
    pub(crate) debug: bool,
    pub(crate) stylus_version: u16,
    pub(crate) page_limit: u16,
    #[serde(flatten)]
    pub(crate) result: ActivationResult,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum ActivationResult {
    Accepted {
        ok: Accepted,
    },
    Refused {
        error: Vec<String>,
        gas_used_before_error: u64,
    },
}

#[derive(Deserialize)]
pub(crate) struct Accepted {
    pub(crate) init_cost: u16,
    pub(crate) cached_cost: u16,
    pub(crate) asm_estimate: u32,
    pub(crate) footprint: u16,
    pub(crate) compile_gas: u64,
}

#[derive(Deserialize)]
pub(crate) struct StaticRows {
    pub(crate) defined_functions: usize,
    pub(crate) instrumented_ops_total: u64,
    pub(crate) functions: Vec<FunctionRow>,
    /// Number of functions that `functions` covers, where it isn't all of them.
    pub(crate) functions_listed: Option<usize>,
}

#[derive(Deserialize)]
pub(crate) struct FunctionRow {
    pub(crate) frame_words: u32,
    pub(crate) block_charges: Vec<u64>,
    pub(crate) instrumented_ops: u64,
    /// Number of neighbours with the same figures.
    #[serde(default = "once")]
    pub(crate) times: usize,
}

const fn once() -> usize {
    1
}

#[derive(Deserialize)]
pub(crate) struct Run {
    pub(crate) label: String,
    pub(crate) calldata: Bytes,
    pub(crate) ink: u64,
    pub(crate) arbos: Option<u64>,
    pub(crate) debug: Option<bool>,
    pub(crate) ink_price: Option<u32>,
    pub(crate) max_depth: Option<u32>,
    #[serde(default)]
    pub(crate) read_only: bool,
    #[serde(default)]
    pub(crate) initial_storage: BTreeMap<B256, B256>,
    pub(crate) initial_pages_open: Option<u16>,
    pub(crate) initial_pages_ever: Option<u16>,
    pub(crate) result: RunResult,
    pub(crate) ink_boundary: Option<InkBoundary>,
    pub(crate) depth_boundary: Option<DepthBoundary>,
    pub(crate) argument_boundary: Option<ArgumentBoundary>,
    /// Fields that this checker doesn't know.
    #[serde(flatten)]
    pub(crate) unknown: BTreeMap<String, serde_json::Value>,
}

/// A run's result. What the mock saw nothing of is left out.
#[derive(Deserialize)]
pub(crate) struct RunResult {
    pub(crate) outcome: String,
    pub(crate) ink_used: u64,
    pub(crate) gas_left: u64,
    #[serde(default)]
    pub(crate) output: Bytes,
    pub(crate) stack_left: Option<u32>,
    #[serde(default)]
    pub(crate) logs: Vec<Log>,
    #[serde(default)]
    pub(crate) storage_written: BTreeMap<B256, B256>,
    #[serde(default)]
    pub(crate) transient_written: BTreeMap<B256, B256>,
    #[serde(default)]
    pub(crate) calls: Vec<String>,
    pub(crate) pages: Option<PageCounts>,
    /// For people only.
    #[serde(default, rename = "message")]
    _message: Option<serde_json::Value>,
    /// Fields that this checker doesn't know.
    #[serde(flatten)]
    pub(crate) unknown: BTreeMap<String, serde_json::Value>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Log {
    pub(crate) topics: Vec<B256>,
    pub(crate) data: Bytes,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct PageCounts {
    pub(crate) open: u16,
    pub(crate) ever: u16,
}

#[derive(Deserialize)]
pub(crate) struct InkBoundary {
    pub(crate) smallest_ink_with_same_outcome: u64,
    pub(crate) ink_left_at_smallest: u64,
    #[serde(default)]
    pub(crate) output_compared: bool,
    pub(crate) with_one_less: RunResult,
}

#[derive(Deserialize)]
pub(crate) struct DepthBoundary {
    pub(crate) smallest_passing_max_depth: u32,
    pub(crate) outcome_with_one_less: String,
}

#[derive(Deserialize)]
pub(crate) struct ArgumentBoundary {
    pub(crate) largest_passing_u32_le: u32,
    pub(crate) outcome_with_one_more: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Formulas {
    pub(crate) data_fee: Vec<DataFeeRow>,
    pub(crate) page_cost: Vec<PageCostRow>,
    pub(crate) call_cost_v2: Vec<CallCostRow>,
    pub(crate) return_data: Vec<ReturnDataRow>,
    pub(crate) page_exponents: Vec<u64>,
}

#[derive(Deserialize)]
pub(crate) struct DataFeeRow {
    pub(crate) demand_before: u32,
    pub(crate) seconds_passed: u64,
    pub(crate) asm_estimate: u32,
    pub(crate) demand_after: u32,
    pub(crate) exponent_bips: u64,
    pub(crate) multiplier_bips: u64,
    pub(crate) cost_per_byte: u64,
    pub(crate) fee_wei: Decimal,
}

#[derive(Deserialize)]
pub(crate) struct PageCostRow {
    pub(crate) new: u16,
    pub(crate) open: u16,
    pub(crate) ever: u16,
    pub(crate) cost: Decimal,
    pub(crate) open_after: u16,
    pub(crate) ever_after: u16,
}

#[derive(Deserialize)]
pub(crate) struct CallCostRow {
    pub(crate) init_cost: u16,
    pub(crate) cached_cost: u16,
    pub(crate) footprint: u16,
    pub(crate) open: u16,
    pub(crate) ever: u16,
    pub(crate) cached: bool,
    pub(crate) gas: Decimal,
}

#[derive(Deserialize)]
pub(crate) struct ReturnDataRow {
    pub(crate) return_bytes: usize,
    pub(crate) evm_memory_gas: u64,
}

/// A number, given as such or as text.
#[derive(Deserialize)]
#[serde(try_from = "serde_json::Value")]
pub(crate) struct Decimal(pub(crate) u64);

impl TryFrom<serde_json::Value> for Decimal {
    type Error = String;

    fn try_from(value: serde_json::Value) -> Result<Self, String> {
        let number = value
            .as_u64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        number
            .map(Self)
            .ok_or_else(|| format!("{value} is no number of 64 bits"))
    }
}
