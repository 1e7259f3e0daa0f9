//! Activation: whether a program is accepted, and what it will cost.

use alloy_primitives::B256;

use crate::ArbOs;

/// What activation depends on besides the WASM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivationConfig {
    /// The rule set.
    pub arbos: ArbOs,
    /// The Stylus version of the chain's parameters, 1 or 2.
    pub stylus_version: u16,
    /// Whether the chain is a debug chain: it accepts the `console` functions and start sections.
    pub debug: bool,
    /// Pages that the program may start with: the chain's limit less those already open.
    pub page_limit: u16,
}

/// What activation finds out about an accepted program.
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
