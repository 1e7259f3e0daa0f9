//! Checks the Stylus machine against a folder of reference vectors.

mod activations;
mod code;
mod format;
mod formulas;
mod mock;
mod report;
mod runs;
mod static_rows;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use code::LoadError;
use format::{Program, Vectors};
use report::{Kind, Report};

/// Runs every reference vector of a folder and prints each figure that differs.
///
/// The folder holds vectors.json and the WAT files it names; its form is described in
/// devnode/vectors/README.md. Exit codes: 0 when all agrees, 1 when anything differs, 2 when
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
            check_unless_it_panics(dir, &vectors, program, &mut report)?;
        }
    }
    if only.is_none() {
        formulas::check(&vectors.formulas, &mut report);
    }
    if report.is_empty() {
        return Err(LoadError::Nothing {
            path: dir.to_owned(),
        });
    }
    Ok(report)
}

/// A panic is a mismatch like any other, and the programs after it are looked at all the same.
fn check_unless_it_panics(
    dir: &Path,
    vectors: &Vectors,
    program: &Program,
    report: &mut Report,
) -> Result<(), LoadError> {
    let check = AssertUnwindSafe(|| check_program(dir, vectors, program, report));
    catch_unwind(check).unwrap_or_else(|_| {
        let mut item = report.item(Kind::Code, &program.name, "check");
        item.differ("result", "a comparison", "a panic");
        Ok(())
    })
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
