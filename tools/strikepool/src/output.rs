//! The output of commands: text for people, JSON for programs.

use std::io::{self, Write};

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};
use venue::chain::Done;
use venue::fault::Fault;

/// Appends formatted text to a string.
macro_rules! add {
    ($text:expr, $($what:tt)*) => {{
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!($text, $($what)*);
    }};
}

/// The output of a command in both forms.
pub(crate) struct Output {
    text: String,
    json: Value,
    /// Whether it warns of something: the command is done, but ends with an exit code of its own.
    pub(crate) warns: bool,
}

impl Output {
    pub(crate) fn new(text: impl Into<String>, json: Value) -> Self {
        Self {
            text: text.into(),
            json,
            warns: false,
        }
    }

    /// No output, for a command that has written it already.
    pub(crate) fn none() -> Self {
        Self::new("", Value::Null)
    }

    /// Prints the output.
    pub(crate) fn print(&self, json: bool) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if !json {
            return out.write_all(self.text.as_bytes());
        }
        if self.json.is_null() {
            return Ok(());
        }
        writeln!(out, "{:#}", self.json)
    }
}

/// A fault as JSON.
pub(crate) fn fault(fault: &Fault) -> Value {
    let mut error = json!({ "message": fault.to_string(), "exitCode": fault.exit_code() });
    if let Fault::Refused(refusal) = fault {
        error["message"] = json!(refusal.sentence);
        error["name"] = json!(refusal.name);
        error["arguments"] = refusal.arguments.clone();
    }
    json!({ "error": error })
}

/// A transaction as JSON.
pub(crate) fn transaction<T>(done: &Done<T>) -> Value {
    json!({
        "hash": done.receipt.transaction_hash,
        "block": done.receipt.block_number,
        "gas": done.receipt.gas_used,
    })
}

/// A transaction as a line.
pub(crate) fn transaction_line<T>(done: &Done<T>) -> String {
    format!(
        "transaction {}, {} gas\n",
        done.receipt.transaction_hash, done.receipt.gas_used
    )
}

/// A table whose columns are right-aligned, except for the first `left` ones.
pub(crate) fn table<const N: usize>(
    head: [&str; N],
    left: usize,
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(head);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(left) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}

/// One line for each name and value.
pub(crate) fn listing(pairs: &[(&str, String)]) -> String {
    let width = pairs.iter().map(|pair| pair.0.len()).max().unwrap_or(0);
    let lines = pairs
        .iter()
        .map(|(name, value)| format!("{name:width$}  {value}\n"));
    lines.collect()
}
