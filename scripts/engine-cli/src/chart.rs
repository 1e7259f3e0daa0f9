//! A report as a table with bars, and as a drawing.

use std::fmt::Write;

use engine::exposure::{Row, scenario};
use math::{SignedWad, Wad};

use crate::report::Report;

/// Columns of the longest bar.
const WIDTH: f64 = 40.0;

/// The drawing's size, and what is left free around it.
const SIZE: (f64, f64) = (720.0, 420.0);
const MARGIN: f64 = 60.0;

#[allow(clippy::cast_precision_loss, reason = "drawn, not computed with")]
fn dollars(wad: SignedWad) -> f64 {
    wad.wei() as f64 / 1e18
}

fn units(wad: Wad) -> f64 {
    dollars(SignedWad::from_wei(wad.wei().cast_signed()))
}

/// Spot as a factor, row, gain in USD, of each scenario.
fn stresses(report: &Report) -> Vec<(f64, Row, f64)> {
    let gains = report.figures.changes.iter().enumerate();
    gains
        .filter_map(|(number, gain)| {
            let (spot, row) = scenario(number)?;
            Some((units(spot), row, dollars(*gain)))
        })
        .collect()
}

const fn name(row: Row) -> &'static str {
    match row {
        Row::Up => "up",
        Row::Still => "still",
        Row::Tail => "tail",
        Row::Down => "down",
    }
}

/// The table for a terminal.
pub(crate) fn text(report: &Report) -> String {
    let stresses = stresses(report);
    let most = stresses.iter().map(|one| one.2.abs()).fold(1e-18, f64::max);
    let f = &report.figures;
    let mut out = format!(
        "block {}, spot {:.2}, {} series\n",
        report.block,
        units(report.spot),
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
    let _ = writeln!(out, "\n  spot  vol         gain, USD");
    for (spot, row, gain) in stresses {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and WIDTH"
        )]
        let bar = (gain.abs() / most * WIDTH).round() as usize;
        let bar = if gain < 0.0 { "-" } else { "+" }.repeat(bar);
        let percent = spot * 100.0;
        let _ = writeln!(out, "{percent:5.0}%  {:6}{gain:16.2}  {bar}", name(row));
    }
    out
}

/// The drawing: gains by spot, a line for each row, points for the tails.
pub(crate) fn svg(report: &Report) -> String {
    let stresses = stresses(report);
    let gains = || stresses.iter().map(|one| one.2);
    let (low, high) = (gains().fold(0.0, f64::min), gains().fold(0.0, f64::max));
    let span = (high - low).max(1e-18);
    let x = |spot: f64| MARGIN + (spot - 0.5) / 1.5 * (SIZE.0 - 2.0 * MARGIN);
    let y = |gain: f64| MARGIN + (high - gain) / span * (SIZE.1 - 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"{MARGIN}\" y=\"24\">What the book gains in the scenarios of the grid, USD (block {})</text>\n",
        SIZE.0, SIZE.1, report.block
    );
    let (left, right, zero) = (x(0.5), x(2.0), y(0.0));
    let _ = writeln!(
        out,
        "<path d=\"M{left:.1} {zero:.1}H{right:.1}\" stroke=\"#888\"/>"
    );
    for gain in [low, 0.0, high] {
        let _ = writeln!(
            out,
            "<text x=\"4\" y=\"{:.1}\">{gain:.0}</text>",
            y(gain) + 4.0
        );
    }
    for spot in [0.5, 0.67, 0.8, 1.0, 1.2, 1.5, 2.0] {
        let (place, percent) = (x(spot), spot * 100.0);
        let bottom = SIZE.1 - 20.0;
        let _ = writeln!(
            out,
            "<text x=\"{place:.1}\" y=\"{bottom}\" text-anchor=\"middle\">{percent:.0}%</text>"
        );
    }
    for (row, colour) in [
        (Row::Up, "#c0392b"),
        (Row::Still, "#2c3e50"),
        (Row::Down, "#2980b9"),
    ] {
        let mut line: Vec<_> = stresses.iter().filter(|one| one.1 == row).collect();
        line.sort_by(|one, two| one.0.total_cmp(&two.0));
        let points = line
            .iter()
            .map(|one| format!("{:.1},{:.1}", x(one.0), y(one.2)));
        let points = points.collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            out,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\"><title>volatility {}</title></polyline>",
            name(row)
        );
    }
    for (spot, _, gain) in stresses.iter().filter(|one| one.1 == Row::Tail) {
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"#2c3e50\"><title>tail, damped</title></circle>",
            x(*spot),
            y(*gain)
        );
    }
    out.push_str("</svg>\n");
    out
}
