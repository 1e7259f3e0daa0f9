//! A program's bytes: given as such, or assembled from text.

use std::path::{Path, PathBuf};

use alloy_primitives::B256;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::format::Program;
use crate::report::{Kind, Report};

/// The folder can't be used.
#[derive(Debug, Error)]
pub(crate) enum LoadError {
    #[error("{} can't be read: {source}", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{} is not in the form of reference vectors: {source}", path.display())]
    Malformed {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("{} has format {found}; this checker knows format {known}", path.display())]
    Format {
        path: PathBuf,
        found: u32,
        known: u32,
    },
    #[error("{} holds nothing to compare, or nothing of that name", path.display())]
    Nothing { path: PathBuf },
    #[error("program {program}: has neither bytes nor text")]
    NoSource { program: String },
    #[error("program {program}: its text doesn't assemble: {message}")]
    Assembly { program: String, message: String },
    #[error("program {program}: {message}")]
    Setting { program: String, message: String },
}

/// The program's WASM.
pub(crate) fn load(dir: &Path, program: &Program) -> Result<Vec<u8>, LoadError> {
    if let Some(wasm) = &program.wasm {
        return Ok(wasm.to_vec());
    }
    let text = match (&program.wat_parts, &program.wat) {
        (Some(parts), _) => parts
            .iter()
            .map(|(count, text)| text.repeat(*count))
            .collect(),
        (None, Some(file)) => {
            let path = dir.join(file);
            std::fs::read_to_string(&path)
                .map_err(|source| LoadError::Unreadable { path, source })?
        }
        (None, None) => {
            return Err(LoadError::NoSource {
                program: program.name.clone(),
            });
        }
    };
    assemble(&text).map_err(|message| LoadError::Assembly {
        program: program.name.clone(),
        message,
    })
}

/// Assembles and leaves out the name section, which the vectors are made without.
fn assemble(text: &str) -> Result<Vec<u8>, String> {
    let wasm = wat::parse_str(text).map_err(|error| error.to_string())?;
    let mut module = wasm_encoder::Module::new();
    for payload in wasmparser::Parser::new(0).parse_all(&wasm) {
        let payload = payload.map_err(|error| error.to_string())?;
        let is_names =
            matches!(&payload, wasmparser::Payload::CustomSection(it) if it.name() == "name");
        if let Some((id, range)) = payload.as_section()
            && !is_names
        {
            module.section(&wasm_encoder::RawSection {
                id,
                data: &wasm[range],
            });
        }
    }
    Ok(module.finish())
}

/// Whether the bytes are those that the figures were made with.
pub(crate) fn check(program: &Program, wasm: &[u8], report: &mut Report) {
    let mut item = report.item(Kind::Code, &program.name, "wasm");
    item.expect("wasm_len", &program.wasm_len, &wasm.len());
    item.expect(
        "wasm_sha256",
        &program.wasm_sha256,
        &B256::from_slice(&Sha256::digest(wasm)),
    );
}
