//! Compiled programs.

use thiserror::Error;
use wasmer::Module;

use crate::encode;
use crate::engine::engine;
use crate::hostio::HostFunction;
use crate::{ActivationError, activate, link};

/// What is compiled into a program besides its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompileConfig {
    /// Stylus version of the activation.
    pub stylus_version: u16,
    /// Whether the chain is a debug chain.
    pub debug: bool,
}

/// A program can't be compiled. One that was activated can, short of a fault of the compiler.
#[derive(Debug, Error)]
pub enum CompileError {
    /// The chain would not have activated it.
    #[error("the program is invalid: {0}")]
    Invalid(#[from] ActivationError),
    /// The native compiler refuses it.
    #[error("the native compiler refuses the program: {0}")]
    Native(String),
}

/// A program in native code, ready to be instantiated any number of times.
#[derive(Clone)]
pub struct Program {
    pub(crate) module: Module,
    /// The host functions in the order of the imports.
    pub(crate) imports: Vec<&'static HostFunction>,
}

impl std::fmt::Debug for Program {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Program")
            .field("imports", &self.imports.len())
            .finish_non_exhaustive()
    }
}

impl Program {
    /// Instruments and compiles WASM that was activated.
    ///
    /// # Errors
    /// When the WASM would not pass activation, or the compiler refuses it.
    pub fn compile(wasm: &[u8], config: CompileConfig) -> Result<Self, CompileError> {
        // Which results a function may have was decided at activation.
        let source = activate::read(wasm, true, config.debug)?;
        activate::check_entrypoint(&source)?;
        link::check(&source, config.debug)?;
        let instrumented = encode::instrumented(&source)?;
        let module = Module::from_binary(engine(), &instrumented)
            .map_err(|error| CompileError::Native(error.to_string()))?;
        Self::of_module(module).ok_or_else(|| {
            CompileError::Native("the compiled module imports what the source doesn't".to_owned())
        })
    }

    /// The compiled form, for [`deserialize`](Self::deserialize) under the same engine identity.
    pub(crate) fn serialize(&self) -> Result<Vec<u8>, CompileError> {
        let bytes = self.module.serialize();
        bytes
            .map(|it| it.to_vec())
            .map_err(|error| CompileError::Native(error.to_string()))
    }

    /// Loads what [`serialize`](Self::serialize) wrote; `None` when the engine doesn't know it.
    ///
    /// # Safety
    /// The bytes must be unchanged since then: they hold native code.
    pub(crate) unsafe fn deserialize(bytes: &[u8]) -> Option<Self> {
        // SAFETY: Promised by the caller.
        let module = unsafe { Module::deserialize(engine(), bytes) }.ok()?;
        Self::of_module(module)
    }

    fn of_module(module: Module) -> Option<Self> {
        let imports = module
            .imports()
            .map(|import| crate::hostio::find(import.module(), import.name()))
            .collect::<Option<Vec<_>>>()?;
        Some(Self { module, imports })
    }
}
