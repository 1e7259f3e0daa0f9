//! What instrumentation finds in each function.

use stylus_machine::{ActivationConfig, FunctionReport, inspect};

use crate::activations::{base_config, with_setting};
use crate::format::{ActivationResult, Defaults, Program, StaticRows};
use crate::report::{Kind, Report};

pub(crate) fn check(program: &Program, wasm: &[u8], defaults: &Defaults, report: &mut Report) {
    let Some(rows) = &program.static_rows else {
        return;
    };
    let functions = accepting_settings(program, defaults)
        .into_iter()
        .find_map(|config| inspect(wasm, &config).ok());
    let mut item = report.item(Kind::Function, &program.name, "static");
    let Some(functions) = functions else {
        item.differ(
            "functions",
            "figures of an accepted program",
            "refused in every setting",
        );
        return;
    };
    item.expect(
        "defined_functions",
        &rows.defined_functions,
        &functions.len(),
    );
    let total = functions
        .iter()
        .map(|function| function.instrumented_ops)
        .sum();
    item.expect(
        "instrumented_ops_total",
        &rows.instrumented_ops_total,
        &total,
    );
    let listed: usize = rows.functions.iter().map(|row| row.times).sum();
    let promised = rows.functions_listed.unwrap_or(rows.defined_functions);
    item.expect("functions listed", &promised, &listed);
    drop(item);
    check_rows(program, rows, &functions, report);
}

/// Settings under which the program activates, the base first.
fn accepting_settings(program: &Program, defaults: &Defaults) -> Vec<ActivationConfig> {
    let Ok(base) = base_config(defaults) else {
        return Vec::new();
    };
    let mut settings = vec![base];
    if matches!(program.activation.base, ActivationResult::Refused { .. }) {
        settings.extend(with_setting(base, "debug"));
        settings.extend(with_setting(base, "arbos 31"));
    }
    settings
}

fn check_rows(
    program: &Program,
    rows: &StaticRows,
    functions: &[FunctionReport],
    report: &mut Report,
) {
    let mut next = 0;
    for row in &rows.functions {
        let part = format!("static function {next}");
        let mut item = report.item(Kind::Function, &program.name, &part);
        for index in next..next + row.times {
            let Some(function) = functions.get(index) else {
                item.differ("function", &format!("function {index}"), "none");
                break;
            };
            item.expect("frame_words", &row.frame_words, &function.frame_words);
            item.expect("block_charges", &row.block_charges, &function.block_charges);
            item.expect(
                "instrumented_ops",
                &row.instrumented_ops,
                &function.instrumented_ops,
            );
        }
        next += row.times;
    }
}
