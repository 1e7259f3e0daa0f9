//! The gains of a book in the scenarios of the grid, as a table with bars and as a drawing.

use std::fmt::Write;

use engine::exposure::{Row, scenario};

use crate::decimal::to_f64;

/// Columns of the longest bar.
const WIDTH: f64 = 40.0;

/// The drawing's size and margin.
const SIZE: (f64, f64) = (720.0, 420.0);
const MARGIN: f64 = 60.0;

/// One scenario and its gain.
#[derive(Clone, Copy, Debug)]
pub struct Stress {
    /// The spot, as a multiple of the spot now.
    pub spot: f64,
    /// The move of the volatilities.
    pub row: Row,
    /// The gain of the book, in USD.
    pub gain: f64,
}

/// The scenarios of the grid in order, from the gain in each, in WAD.
#[must_use]
pub fn stresses(gains_wad: &[i128]) -> Vec<Stress> {
    let named = gains_wad.iter().enumerate().filter_map(|(number, gain)| {
        let (spot, row) = scenario(number)?;
        Some(Stress {
            spot: to_f64(spot.wei().cast_signed()),
            row,
            gain: to_f64(*gain),
        })
    });
    named.collect()
}

/// The name of a row.
#[must_use]
pub const fn name(row: Row) -> &'static str {
    match row {
        Row::Up => "up",
        Row::Still => "still",
        Row::Tail => "tail",
        Row::Down => "down",
    }
}

/// A table for a terminal, with a bar for each scenario.
#[must_use]
pub fn table(stresses: &[Stress]) -> String {
    let gains = stresses.iter().map(|one| one.gain.abs());
    let max = gains.fold(1e-18, f64::max);
    let mut out = String::from("  spot  vol         gain, USD\n");
    for Stress { spot, row, gain } in stresses {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and WIDTH"
        )]
        let bar = (gain.abs() / max * WIDTH).round() as usize;
        let bar = if *gain < 0.0 { "-" } else { "+" }.repeat(bar);
        let percent = spot * 100.0;
        let _ = writeln!(out, "{percent:5.0}%  {:6}{gain:16.2}  {bar}", name(*row));
    }
    out
}

/// A drawing: gains by spot, a line for each row, points for the tails.
#[must_use]
pub fn svg(title: &str, stresses: &[Stress]) -> String {
    let gains = || stresses.iter().map(|one| one.gain);
    let (low, high) = (gains().fold(0.0, f64::min), gains().fold(0.0, f64::max));
    let span = (high - low).max(1e-18);
    let x = |spot: f64| MARGIN + (spot - 0.5) / 1.5 * (SIZE.0 - 2.0 * MARGIN);
    let y = |gain: f64| MARGIN + (high - gain) / span * (SIZE.1 - 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"{MARGIN}\" y=\"24\">{title}</text>\n",
        SIZE.0, SIZE.1
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
        let mut line: Vec<_> = stresses.iter().filter(|one| one.row == row).collect();
        line.sort_by(|one, two| one.spot.total_cmp(&two.spot));
        let points = line
            .iter()
            .map(|one| format!("{:.1},{:.1}", x(one.spot), y(one.gain)));
        let points = points.collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            out,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\"><title>volatility {}</title></polyline>",
            name(row)
        );
    }
    for tail in stresses.iter().filter(|one| one.row == Row::Tail) {
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"#2c3e50\"><title>tail, damped</title></circle>",
            x(tail.spot),
            y(tail.gain)
        );
    }
    out.push_str("</svg>\n");
    out
}
