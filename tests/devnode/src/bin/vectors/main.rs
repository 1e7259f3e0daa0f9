//! Checks the Stylus machine against a folder of reference vectors.

mod activations;
mod code;
mod format;
mod formulas;
mod mock;
mod report;
mod runs;
mod static_rows;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use code::LoadError;
use format::{Program, Vectors};
use report::Report;

/// Runs every reference vector of a folder and prints each figure that differs.
///
/// The folder holds vectors.json and the WAT files it names; its form is described in
/// tests/devnode/vectors/README.md. Exit codes: 0 when all agrees, 1 when anything differs, 2 when
/// the folder can't be used.
#[derive(Parser)]
#[command(name = "vectors")]
struct Arguments {
    /// Folder with vectors.json.
    dir: PathBuf,
    /// Check only the programs whose name contains this.
    #[arg(long)]
    only: Option<String>,
}

const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match check(&arguments.dir, arguments.only.as_deref()) {
        Ok(report) => {
            print!("{}", report.summary());
            if report.failed() == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("vectors: {error}");
            ExitCode::from(UNUSABLE)
        }
    }
}

fn check(dir: &Path, only: Option<&str>) -> Result<Report, LoadError> {
    let vectors = Vectors::load(dir)?;
    let mut report = Report::default();
    for program in &vectors.programs {
        if only.is_none_or(|part| program.name.contains(part)) {
            check_program(dir, &vectors, program, &mut report)?;
        }
    }
    if only.is_none() {
        formulas::check(&vectors.formulas, &mut report);
    }
    Ok(report)
}

fn check_program(
    dir: &Path,
    vectors: &Vectors,
    program: &Program,
    report: &mut Report,
) -> Result<(), LoadError> {
    let wasm = code::load(dir, program)?;
    code::check(program, &wasm, report);
    activations::check(program, &wasm, &vectors.defaults, report)?;
    static_rows::check(program, &wasm, &vectors.defaults, report);
    runs::check(program, &wasm, &vectors.defaults, report)
}
