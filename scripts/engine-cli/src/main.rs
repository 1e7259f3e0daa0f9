//! Prices, Greeks, volatilities, surfaces and quotes of the engine that the contracts run, for
//! anyone who wants to check its numbers with data of their own.

mod decimal;
mod operations;
mod refusals;
mod request;

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use clap::Parser;
use serde_json::{Value, json};

use crate::request::{Refusal, Request};

/// Reads one JSON object a line and answers each with one line: {"result": …} or {"error":
/// {"argument": …, "message": …}}. A field "id" is handed back.
///
/// Amounts are decimal strings with up to 18 decimals, exact both ways. Times are seconds.
///
///   {"op":"price","kind":"call","spot":"2000","strike":"2100","expirySecs":2592000,"volatility":"0.6","rate":"0.05"}
///   {"op":"greeks", …the same}
///   {"op":"iv","kind":"put","spot":"2000","strike":"2100","expirySecs":2592000,"price":"180"}
///   {"op":"cdf","x":"-1.96"}   also exp, ln, sqrt
///   {"op":"svi","k":"0.1","expirySecs":2592000,"level":"0.01","slope":"0.08","tilt":"-0.25","shift":"0.02","smoothness":"0.22"}
///   {"op":"quote","kind":"call","strike":"2100","quantity":"5","spot":"2000","nav":"1000000","poolVega":"-2500", …and the surface of svi}
///
/// Kinds are call, put, digitalCall and digitalPut. Left out, these are 0: rate, carry,
/// poolVega, reserve, feedDeviation, ageSecs.
#[derive(Parser)]
#[command(version, verbatim_doc_comment)]
struct Arguments {}

fn main() -> ExitCode {
    let Arguments {} = Arguments::parse();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<()> {
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(output, "{}", respond(&line))?;
        }
    }
    Ok(())
}

fn respond(line: &str) -> Value {
    let request: Value = match serde_json::from_str(line) {
        Ok(request) => request,
        Err(error) => {
            return json!({ "error": { "argument": "line", "message": error.to_string() } });
        }
    };
    let Value::Object(fields) = &request else {
        return json!({ "error": { "argument": "line", "message": "is not a JSON object" } });
    };
    let mut response = match operations::answer(&Request(fields)) {
        Ok(result) => json!({ "result": result }),
        Err(Refusal { argument, message }) => {
            json!({ "error": { "argument": argument, "message": message } })
        }
    };
    if let Some(id) = fields.get("id") {
        response["id"] = id.clone();
    }
    response
}
