//! Activations and compiled programs, kept so that each is computed once.

use alloy::primitives::{B256, keccak256};
use parking_lot::Mutex;
use std::{collections::HashMap, fmt, num::NonZeroUsize, path::PathBuf, sync::Arc};
use stylus_machine::{
    Activation, ActivationConfig, ActivationError, CompileConfig, CompileError, Program,
    ProgramCache, activate,
};

use crate::error::ConfigError;

/// Compiled programs in memory.
const COMPILED_CAPACITY: NonZeroUsize = NonZeroUsize::new(512).expect("not zero");
/// Activations remembered; each is a few dozen bytes.
const ACTIVATIONS_CAPACITY: usize = 4096;

type ActivationKey = (B256, u64, u16, u16);

/// The known programs, independent of the state of a chain.
pub struct ProgramStore {
    compiled: ProgramCache,
    activations: Mutex<HashMap<ActivationKey, Activation>>,
}

impl fmt::Debug for ProgramStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgramStore").finish_non_exhaustive()
    }
}

impl ProgramStore {
    /// A store in memory, or one that keeps compiled programs in a folder too.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn new(folder: Option<PathBuf>) -> Result<Self, ConfigError> {
        let compiled = match folder {
            None => ProgramCache::in_memory(COMPILED_CAPACITY),
            Some(folder) => ProgramCache::on_disk(COMPILED_CAPACITY, folder)
                .map_err(|error| ConfigError::ProgramCache(error.to_string()))?,
        };
        Ok(Self {
            compiled,
            activations: Mutex::new(HashMap::new()),
        })
    }

    /// Checks and prices a program. The gas falls as if that were computed each time, although a
    /// repeated request, as in gas estimates, is answered from memory.
    ///
    /// # Errors
    /// When the chain refuses the program.
    pub fn activate(
        &self,
        wasm: &[u8],
        config: &ActivationConfig,
        gas: &mut u64,
    ) -> Result<Activation, ActivationError> {
        let key = (
            keccak256(wasm),
            config.arbos.number(),
            config.stylus_version,
            config.page_limit,
        );
        let known = self.activations.lock().get(&key).copied();
        if let Some(known) = known
            && let Some(rest) = gas.checked_sub(known.compile_gas)
        {
            *gas = rest;
            return Ok(known);
        }
        let activation = activate(wasm, config, gas)?;
        let mut activations = self.activations.lock();
        if activations.len() >= ACTIVATIONS_CAPACITY {
            activations.clear();
        }
        activations.insert(key, activation);
        Ok(activation)
    }

    /// The compiled program of a module.
    ///
    /// # Errors
    /// When it cannot be compiled.
    pub(crate) fn compiled(
        &self,
        module_hash: B256,
        stylus_version: u16,
        wasm: impl FnOnce() -> Vec<u8>,
    ) -> Result<Arc<Program>, CompileError> {
        let config = CompileConfig {
            stylus_version,
            debug: true,
        };
        self.compiled.get_or_compile(module_hash, config, wasm)
    }
}
