//! Prepares contract WASM as it is deployed, and reports what it costs to store and to call.

mod prepare;
mod report;
mod snapshot;

use anyhow::{Context, Result, bail};
use clap::Parser;
use report::Report;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// The maximum code size of a deployed contract, in bytes, including the prefix.
const MAX_CODE_BYTES: usize = 24_576;

/// Prints a table of the given WASM files; fails if one is too large or starts with more than one page.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// WASM files, each named after its contract.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Compare with this snapshot and fail on any difference.
    #[arg(long, value_name = "FILE", conflicts_with = "write")]
    check: Option<PathBuf>,
    /// Write the snapshot to this file.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Also write each contract's deployed code (prefix and compressed WASM) into this folder.
    #[arg(long, value_name = "DIR")]
    code: Option<PathBuf>,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let mut reports = BTreeMap::new();
    for file in &arguments.files {
        let name = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .with_context(|| format!("{} has no name", file.display()))?
            .replace('_', "-");
        let wasm =
            std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let prepared = prepare::prepare(&wasm)
            .with_context(|| format!("{} is not a usable WASM file", file.display()))?;
        if let Some(dir) = &arguments.code {
            std::fs::create_dir_all(dir)?;
            std::fs::write(dir.join(format!("{name}.stylus")), &prepared.code)?;
        }
        reports.insert(name, Report::of(&prepared)?);
    }
    report::print_table(&reports, MAX_CODE_BYTES);

    if let Some(path) = &arguments.write {
        snapshot::write(path, &reports)?;
    }
    if let Some(path) = &arguments.check {
        snapshot::check(path, &reports)?;
    }
    let refused: Vec<_> = reports
        .iter()
        .flat_map(|(name, report)| report.faults(name, MAX_CODE_BYTES))
        .collect();
    if !refused.is_empty() {
        bail!(refused.join("\n"));
    }
    Ok(ExitCode::SUCCESS)
}
