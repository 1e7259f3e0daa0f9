//! A report as a table with bars, and as a drawing.

use std::fmt::Write;

use display::decimal::to_f64;
use display::stress::{self, Stress};
use math::SignedWad;

use crate::report::Report;

const fn dollars(wad: SignedWad) -> f64 {
    to_f64(wad.wei())
}

fn stresses(report: &Report) -> Vec<Stress> {
    stress::stresses(&report.figures.changes.map(SignedWad::wei))
}

/// The table for a terminal.
pub(crate) fn text(report: &Report) -> String {
    let f = &report.figures;
    let mut out = format!(
        "block {}, spot {:.2}, {} series\n",
        report.block,
        to_f64(report.spot.wei().cast_signed()),
        report.series
    );
    for (name, value) in [
        ("value at the mark", dollars(f.mark)),
        ("delta, units", dollars(f.delta)),
        ("vega, a vol point", dollars(f.vega)),
        ("value at risk, a day", dollars(report.full.value_at_risk)),
        ("expected shortfall", dollars(report.full.shortfall)),
        ("  estimated", dollars(report.estimate.shortfall)),
    ] {
        let _ = writeln!(out, "{name:22}{value:18.2}");
    }
    let _ = write!(out, "\n{}", stress::table(&stresses(report)));
    out
}

/// The drawing: gains by spot, a line for each row, points for the tails.
pub(crate) fn svg(report: &Report) -> String {
    let block = &report.block;
    let title = format!("Gains of the book in the scenarios of the grid, USD (block {block})");
    stress::svg(&title, &stresses(report))
}
