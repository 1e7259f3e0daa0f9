//! Prices, Greeks, volatilities, surfaces and quotes of the engine that the contracts run, for anyone who wants to
//! check its numbers with their own data.

mod chart;
mod contract;
mod decimal;
mod margin;
mod operations;
mod refusals;
mod report;
mod request;
mod risk;
mod rpc;

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use math::Tabled;
use serde_json::Value;

use crate::contract::{Compared, Deployed};
use crate::request::{Refusal, Request};
use crate::rpc::Fault;

/// Reads one JSON object a line and answers each with one line: {"result": …} or {"error":
/// {"argument": …, "message": …}}. A field "id" is copied into the answer.
///
/// Amounts are decimal strings with up to 18 decimals, exact in both directions. Times are in seconds.
///
///   {"op":"price","kind":"call","spot":"2000","strike":"2100","expirySecs":2592000,"volatility":"0.6","rate":"0.05"}
///   {"op":"greeks", …the same}
///   {"op":"iv","kind":"put","spot":"2000","strike":"2100","expirySecs":2592000,"price":"180"}
///   {"op":"cdf","x":"-1.96"}   also exp, ln, sqrt
///   {"op":"svi","k":"0.1","expirySecs":2592000,"level":"0.01","slope":"0.08","tilt":"-0.25","shift":"0.02","smoothness":"0.22"}
///   {"op":"quote","kind":"call","strike":"2100","quantity":"5","spot":"2000","nav":"1000000","poolVega":"-2500", …and the surface of svi}
///
///   {"op":"risk","spot":"2000","backing":"1000000","expiries":[{ …the surface of svi, "legs":[{"kind":"call","strike":"2100","quantity":"-5"}, …]}, …]}
///
/// risk gives the value and risk of a book to its holder, by expiry and in whole: value, delta, vega (a vol point), the
/// gain in each scenario of the grid (vol: up, still, down, or tail, of which a part counts), the value at risk and the
/// expected shortfall of a day, estimated and in full (docs/protocol/risk.md); and with this money behind the book, the
/// figures that the pool's limits bound, and the reserve. minDay is the minimum for the deviation of a day's spot;
/// reserveBps is 12500 if left out.
///
///   {"op":"margin","spot":"2000","cash":"1000","positions":[{"expirySecs":2592000,"kind":"call","strike":"2100","quantity":"-1"}],
///    "surfaces":[{"expirySecs":2592000, …and the surface of svi}]}
///
/// In the result of margin, value is cash and positions at the mark, maintenance and initial are the amounts above
/// either margin, minPayoff is the lowest payoff of all positions together, and scenarios has the value of the
/// positions in each scenario, in the order of docs/protocol/margin.md. A position with expirySecs 0 is past.
/// "late":true says that the price is past half of its allowed age; "settlingSecs" and "settlingSpot" give an expiry in
/// its last half hour its own spot. A payoff or distance without a bound is null.
///
/// Kinds are call, put, digitalCall and digitalPut. If left out, these are 0: rate, carry, poolVega, reserve,
/// feedDeviation, ageSecs.
///
/// With --contract each line also has the answer of deployed contracts to the same request, at the time of the newest
/// block, and whether the two are equal to the last digit:
///
///   {"result":{"price":"…"},"contract":{"result":{"price":"…"}},"equal":true}
///
/// If the engine refuses, the contract has to refuse with the same error: "contract":{"error":"PricerArgument(spot)"}.
/// For svi, only the check of the surface is compared. The contracts have no function for cdf, exp, ln, sqrt and risk:
/// "contract" is null there. The exit code is 0 if all are equal, 1 if one is not, 2 if the node cannot be asked.
#[derive(Parser)]
#[command(version, verbatim_doc_comment)]
struct Arguments {
    /// Also asks the option-pricer at ADDRESS, through the node at RPC, an http:// URL
    #[arg(long, num_args = 2, value_names = ["RPC", "ADDRESS"])]
    contract: Option<Vec<String>>,

    /// Reads no lines, but reports the risk of the pool of the risk-manager at ADDRESS, as a table. The exit code is 1
    /// if the contracts give another value for any figure or scenario of its book
    #[arg(long, num_args = 2, value_names = ["RPC", "ADDRESS"], conflicts_with = "contract")]
    pool: Option<Vec<String>>,

    /// Draws the scenarios of --pool into this SVG file
    #[arg(long, value_name = "FILE", requires = "pool")]
    svg: Option<PathBuf>,
}

/// The time at which surfaces are signed and read without a chain; only differences count.
const NOW: u64 = 1_800_000_000;

/// Why a run ends before its last line.
enum Failure {
    Io(io::Error),
    Node(Fault),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Node(fault)
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Io(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        Err(Failure::Node(fault)) => {
            eprintln!("error: {fault}");
            ExitCode::from(2)
        }
    }
}

/// Answers every line; returns whether the contracts, if asked, agreed on all.
fn run(arguments: &Arguments) -> Result<bool, Failure> {
    if let Some([rpc, address]) = arguments.pool.as_deref() {
        return report_pool(rpc, address, arguments.svg.as_deref());
    }
    let deployed = match arguments.contract.as_deref() {
        Some([rpc, address]) => Some(Deployed::find(rpc, address)?),
        _ => None,
    };
    let mut output = io::stdout().lock();
    let mut all_agree = true;
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let Compared { response, agree } = respond(&line, deployed.as_ref())?;
        all_agree &= agree;
        writeln!(output, "{response}")?;
    }
    Ok(all_agree)
}

/// Reports the risk of a pool; returns whether the contracts agree on all of it.
fn report_pool(rpc: &str, address: &str, drawing: Option<&Path>) -> Result<bool, Failure> {
    let report = report::report(rpc, address)?;
    let mut output = io::stdout().lock();
    writeln!(output, "{}", chart::text(&report))?;
    if let Some(path) = drawing {
        std::fs::write(path, chart::svg(&report))?;
    }
    for difference in &report.differing {
        writeln!(output, "differs: {difference}")?;
    }
    if report.differing.is_empty() {
        writeln!(output, "the contracts agree to the last digit")?;
    }
    Ok(report.differing.is_empty())
}

fn respond(line: &str, deployed: Option<&Deployed>) -> Result<Compared, Fault> {
    let request = serde_json::from_str(line)
        .map_err(|error| Refusal::new("line", &error.to_string()))
        .and_then(|request: Value| match request {
            Value::Object(fields) => Ok(fields),
            _ => Err(Refusal::new("line", "is not a JSON object")),
        });
    let alone = |response| Compared {
        response,
        agree: true,
    };
    let fields = match request {
        Ok(fields) => fields,
        Err(refusal) => return Ok(alone(operations::response(&Err(refusal)))),
    };
    let request = Request(&fields);
    let mut compared = match deployed {
        Some(deployed) => deployed.compare(&request)?,
        None => alone(operations::response(&operations::answer::<Tabled>(
            &request, NOW,
        ))),
    };
    if let Some(id) = fields.get("id") {
        compared.response["id"] = id.clone();
    }
    Ok(compared)
}
