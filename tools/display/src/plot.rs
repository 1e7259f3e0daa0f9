//! Curves over a common axis, for a terminal and as a drawing.

use std::fmt::Write;

/// Columns and rows of a plot in a terminal.
const COLUMNS: usize = 64;
const ROWS: usize = 16;

/// The drawing's size and margin.
const SIZE: (f64, f64) = (720.0, 420.0);
const MARGIN: f64 = 60.0;

/// The colours of the curves; they repeat.
const COLOURS: [&str; 8] = [
    "#c0392b", "#2980b9", "#27ae60", "#8e44ad", "#d35400", "#16a085", "#2c3e50", "#7f8c8d",
];

/// A curve: its name and points.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Shown in the legend.
    pub name: String,
    /// Points from left to right.
    pub points: Vec<(f64, f64)>,
}

/// The ranges that a plot shows: from the leftmost to the rightmost point, from zero to the highest.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
}

impl Frame {
    fn around(curves: &[Curve]) -> Self {
        let points = || curves.iter().flat_map(|curve| &curve.points);
        let left = points().map(|point| point.0).fold(f64::INFINITY, f64::min);
        let right = points()
            .map(|point| point.0)
            .fold(f64::NEG_INFINITY, f64::max);
        let top = points().map(|point| point.1).fold(0.0, f64::max);
        Self { left, right, top }
    }

    /// The place of a point, as parts of width and height.
    fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let across = (x - self.left) / (self.right - self.left).max(1e-18);
        (across.clamp(0.0, 1.0), (y / self.top.max(1e-18)).max(0.0))
    }
}

/// The letter that stands for a curve.
fn letter(number: usize) -> char {
    let letters = ('a'..='z').chain('A'..='Z');
    letters.cycle().nth(number).unwrap_or('*')
}

/// A plot of letters, with its legend; `x` and `y` format the values on the axes.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "columns and rows of a terminal"
)]
pub fn text(curves: &[Curve], x: impl Fn(f64) -> String, y: impl Fn(f64) -> String) -> String {
    let frame = Frame::around(curves);
    let mut cells = vec![[' '; COLUMNS]; ROWS];
    for (number, curve) in curves.iter().enumerate() {
        for point in &curve.points {
            let (across, up) = frame.place(*point);
            let column = (across * (COLUMNS - 1) as f64).round() as usize;
            let row = ((1.0 - up) * (ROWS - 1) as f64).round() as usize;
            cells[row.min(ROWS - 1)][column.min(COLUMNS - 1)] = letter(number);
        }
    }
    let mut out = String::new();
    for (row, line) in cells.iter().enumerate() {
        let label = if row % 5 == 0 {
            y(frame.top * (1.0 - row as f64 / (ROWS - 1) as f64))
        } else {
            String::new()
        };
        let line: String = line.iter().collect();
        let _ = writeln!(out, "{label:>9} |{}", line.trim_end());
    }
    let _ = writeln!(out, "{:>9} +{}", "", "-".repeat(COLUMNS));
    let (left, right) = (x(frame.left), x(frame.right));
    let middle = x(f64::midpoint(frame.left, frame.right));
    let half = COLUMNS / 2;
    let _ = writeln!(
        out,
        "{:>10} {left:<half$}{middle:<rest$}{right}",
        "",
        rest = half.saturating_sub(right.len())
    );
    for (number, curve) in curves.iter().enumerate() {
        let _ = writeln!(out, "{:>10} {} {}", "", letter(number), curve.name);
    }
    out
}

/// A drawing with its legend; `x` and `y` format the values on the axes.
#[must_use]
pub fn svg(
    title: &str,
    curves: &[Curve],
    x: impl Fn(f64) -> String,
    y: impl Fn(f64) -> String,
) -> String {
    let frame = Frame::around(curves);
    let spot = |point: (f64, f64)| {
        let (across, up) = frame.place(point);
        let width = SIZE.0 - 2.0 * MARGIN;
        let height = SIZE.1 - 2.0 * MARGIN;
        (MARGIN + across * width, MARGIN + (1.0 - up) * height)
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"{MARGIN}\" y=\"24\">{title}</text>\n",
        SIZE.0, SIZE.1
    );
    for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let along = frame.left + part * (frame.right - frame.left);
        let (across, bottom) = spot((along, 0.0));
        let _ = writeln!(
            out,
            "<text x=\"{across:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            bottom + 20.0,
            x(along)
        );
        let (_, height) = spot((frame.left, part * frame.top));
        let _ = writeln!(
            out,
            "<text x=\"4\" y=\"{:.1}\">{}</text><path d=\"M{MARGIN} {height:.1}H{:.1}\" stroke=\"#ddd\"/>",
            height + 4.0,
            y(part * frame.top),
            SIZE.0 - MARGIN
        );
    }
    for (number, curve) in curves.iter().enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let points = curve.points.iter().map(|point| {
            let (across, down) = spot(*point);
            format!("{across:.1},{down:.1}")
        });
        let points = points.collect::<Vec<_>>().join(" ");
        #[allow(clippy::cast_precision_loss, reason = "a line of the legend")]
        let line = 44.0 + 16.0 * number as f64;
        let _ = writeln!(
            out,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\"/><text x=\"{:.1}\" y=\"{line:.1}\" fill=\"{colour}\" text-anchor=\"end\">{}</text>",
            SIZE.0 - 8.0,
            curve.name
        );
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves() -> Vec<Curve> {
        let one = |name: &str, height: f64| Curve {
            name: name.to_owned(),
            points: vec![(-1.0, height), (0.0, height / 2.0), (1.0, height)],
        };
        vec![one("near", 1.0), one("far", 0.5)]
    }

    #[test]
    fn text_has_each_curve_at_its_height() {
        let drawn = text(&curves(), |x| format!("{x:.1}"), |y| format!("{y:.2}"));
        let lines: Vec<_> = drawn.lines().collect();
        assert!(lines[0].starts_with("     1.00 |a"), "{drawn}");
        assert!(lines[0].ends_with('a'), "{drawn}");
        // Half as high; both curves have points on that row, the later one at the edges.
        assert!(
            lines[8].contains("|b") || lines[7].contains("|b"),
            "{drawn}"
        );
        assert!(
            drawn.contains("a near") && drawn.contains("b far"),
            "{drawn}"
        );
    }

    #[test]
    fn a_drawing_has_a_line_for_each_curve() {
        let drawn = svg("smiles", &curves(), |x| x.to_string(), |y| y.to_string());
        assert_eq!(drawn.matches("<polyline").count(), 2);
        assert!(drawn.ends_with("</svg>\n"));
    }
}
