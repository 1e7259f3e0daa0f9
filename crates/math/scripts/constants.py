#!/usr/bin/env python3
"""Derives every constant of `math` and `engine` and writes the two `constants.rs`.

    constants.py           writes the files and prints the error of each approximation
    constants.py --check   writes nothing; fails if a file differs from what it would write

Polynomials are truncated Chebyshev series, computed with 60 digits and turned into powers of
the variable in which the code evaluates them. Fixed-point evaluation truncates at every step;
each coefficient but the last is one unit higher than nearest, which cancels the mean of that.
"""

import sys
from pathlib import Path

from mpmath import atanh, cos, erfc, exp, floor, log, mp, mpf, nint, pi, sqrt

mp.dps = 60

SHARED = Path(__file__).resolve().parents[2]
YEAR = mpf(31_536_000)  # seconds in 365 days
WAD = mpf(10) ** 18


# --- fits -------------------------------------------------------------------------------------


def chebyshev_fit(function, low, high, terms, variable=None):
    """Coefficients of powers of the variable, and the sum of what was cut off.

    `variable` maps the middle and the radius of the interval to (offset, scale), such that the
    code's variable is h = (x - offset) * scale; without it, h = x.
    """
    nodes = terms + 24
    middle, radius = (low + high) / 2, (high - low) / 2
    xs = [cos(pi * (k + mpf(1) / 2) / nodes) for k in range(nodes)]
    ys = [function(middle + radius * x) for x in xs]
    series = [
        2 / mpf(nodes) * sum(ys[k] * cos(pi * j * (k + mpf(1) / 2) / nodes) for k in range(nodes))
        for j in range(nodes)
    ]
    series[0] /= 2
    error = sum(abs(c) for c in series[terms:])
    offset, scale = variable or (mpf(0), mpf(1))
    # x_unit = (x - middle) / radius = (h / scale + offset - middle) / radius
    slope, shift = 1 / (scale * radius), (offset - middle) / radius
    result = [mpf(0)] * terms
    previous, current = [mpf(1)], [shift, slope]
    for j in range(terms):
        polynomial = previous if j == 0 else current
        if j >= 2:
            polynomial = add(scaled(times_linear(current, shift, slope), 2), scaled(previous, -1))
            previous, current = current, polynomial
        result = add(result, scaled(polynomial, series[j]))
    return result[:terms], error


def add(p, q):
    size = max(len(p), len(q))
    pad = lambda v: v + [mpf(0)] * (size - len(v))
    return [a + b for a, b in zip(pad(p), pad(q))]


def scaled(p, factor):
    return [factor * c for c in p]


def times_linear(p, constant, slope):
    result = [mpf(0)] * (len(p) + 1)
    for power, c in enumerate(p):
        result[power] += constant * c
        result[power + 1] += slope * c
    return result


def fixed(coefficients, bits):
    """Rounded to `bits` fractional bits, all but the last one unit up."""
    raw = [int(nint(c * mpf(2) ** bits)) for c in coefficients]
    return [c + 1 for c in raw[:-1]] + raw[-1:]


def lifted(raw):
    """The last term one unit up: the mean of what t and the product with t lose by floors."""
    return [raw[0] + 1] + raw[1:]


def report(name, relative_error):
    print(f"{name:<34} 2^{float(log(relative_error, 2)):.1f}")


# --- the Mills ratio --------------------------------------------------------------------------

MILLS_SHIFT = mpf(5)  # t = 4.75 / (z + 5)
MILLS_NUMERATOR = mpf("4.75")
MILLS_PIECE_BITS = 5
MILLS_PIECE_TERMS = 10
MILLS_TERMS = 19
MILLS_LARGEST = mpf(40)  # what the two polynomials are fitted up to
MILLS_GAP = mpf(1) / 64  # widest pair that is evaluated by one of them


def mills(z):
    """R(z) = (1 - Phi(z)) / phi(z); its asymptotic series where erfc has run out."""
    if z > 200:
        total, term = mpf(0), 1 / z
        for k in range(14):
            total += term
            term *= -(2 * k + 1) / (z * z)
        return total
    return sqrt(pi / 2) * exp(z * z / 2) * erfc(z / sqrt(mpf(2)))


def scaled_mills(t):
    """G(t) = R(z) / (sqrt(2 pi) t), which tends to 1 / (4.75 sqrt(2 pi)) as t goes to 0."""
    if t <= 0:
        return 1 / (sqrt(2 * pi) * MILLS_NUMERATOR)
    return mills(MILLS_NUMERATOR / t - MILLS_SHIFT) / (sqrt(2 * pi) * t)


def mills_pieces():
    """32 pieces in t, each fitted a quarter wider either way, for pairs that straddle an edge.
    The variable is (t - middle) * 16, with 64 fractional bits."""
    count = 2**MILLS_PIECE_BITS
    rows, worst = [], mpf(0)
    for j in range(count):
        low, high = mpf(j) / count, mpf(j + 1) / count
        margin, middle = (high - low) / 4, (low + high) / 2
        variable = (middle, mpf(count) / 2)
        row, error = chebyshev_fit(
            scaled_mills, max(low - margin, mpf(0)), high + margin, MILLS_PIECE_TERMS, variable
        )
        if j > 0:  # the first piece begins at z = 147, where nothing is left
            worst = max(worst, error / scaled_mills(low))
        rows.append(lifted(fixed(row, 63)))
    report("Mills ratio, 32 pieces of degree 9", worst)
    return rows


def mills_halves():
    """Two polynomials for z from -0.25 to 40, below and above t = 1/2, in t less 1/4 and 3/4. The
    variable is smaller than 0.258, which damps truncation. Powers from the second on have two
    fractional bits less, for those of the upper half are as large as four."""
    low, margin = MILLS_NUMERATOR / (MILLS_LARGEST + MILLS_SHIFT), MILLS_GAP / 2
    rows = []
    for half, (a, b) in enumerate(((low, mpf(1) / 2 + margin), (mpf(1) / 2 - margin, mpf(1)))):
        middle = mpf(2 * half + 1) / 4
        row, error = chebyshev_fit(scaled_mills, a, b, MILLS_TERMS, (middle, mpf(1)))
        report(f"Mills ratio, half {half + 1} of degree {MILLS_TERMS - 1}", error / scaled_mills(a))
        full = lifted(fixed(row[:2] + [mpf(0)], 62)[:2])
        full[1] += 3  # the floors of the next product count fourfold
        rows.append(full + fixed(row[2:], 60))
    return rows


# --- exponential and logarithm ----------------------------------------------------------------


def exp2_slope(parts):
    """(2^(r/parts) - 1) * parts / r, which is smooth at 0."""
    def function(r):
        return log(mpf(2)) if r == 0 else (mpf(2) ** (r / parts) - 1) * parts / r
    return function


def exp2_tabled():
    row, error = chebyshev_fit(exp2_slope(32), mpf(0), mpf(1), 7)
    report("2^x, 32 entries, degree 7", error / 32)
    return fixed(row, 64)


def exp2_compact():
    """2^r - 1 = r * P(r) for r below a half; the other half of [0, 1) is times sqrt(2)."""
    row, error = chebyshev_fit(exp2_slope(1), mpf(0), mpf(1) / 2, 11)
    report("2^x, two halves, degree 11", error / 2)
    return fixed(row, 64)


def atanh_series():
    """atanh(z)/z - 1 = y/16 * P(y), y = 16 z^2, for z up to (sqrt 2 - 1)/(sqrt 2 + 1)."""
    largest = 16 * mpf("0.17158") ** 2
    def function(y):
        if y == 0:
            return mpf(1) / 3
        z = sqrt(y / 16)
        return (atanh(z) / z - 1) * 16 / y
    row, error = chebyshev_fit(function, mpf(0), largest, 9)
    report("atanh, degree 19", error * largest / 16)
    return fixed(row, 64)


# --- rendering --------------------------------------------------------------------------------


def float_parts(value):
    exponent = int(floor(log(value, 2)))
    return int(nint(value * mpf(2) ** (63 - exponent))), exponent


def float_constant(name, value, meaning):
    mantissa, exponent = float_parts(value)
    return f"/// {meaning}\npub(crate) const {name}: Float = Float::new({mantissa}, {exponent});"


def wide_constant(name, value, bits, meaning, width=64):
    """A constant of `bits` fractional bits in an upper and a lower word."""
    raw = int(nint(value * mpf(2) ** bits))
    high, low = raw >> 64, raw & (2**64 - 1)
    low_value = low >> (64 - width)
    return (
        f"/// {meaning}\npub(crate) const {name}_HIGH: u64 = {high};\n"
        f"/// The next {width} bits of [`{name}_HIGH`].\n"
        f"pub(crate) const {name}_LOW: u64 = {low_value};"
    )


def array(name, kind, values, meaning, keyword="const"):
    lines = "".join(f"    {v},\n" for v in values)
    return f"/// {meaning}\n#[rustfmt::skip]\npub(crate) {keyword} {name}: [{kind}; {len(values)}] = [\n{lines}];"


def matrix(name, kind, rows, meaning, keyword="static"):
    body = "".join("    [" + ", ".join(map(str, row)) + "],\n" for row in rows)
    return (
        f"/// {meaning}\n#[rustfmt::skip]\n"
        f"pub(crate) {keyword} {name}: [[{kind}; {len(rows[0])}]; {len(rows)}] = [\n{body}];"
    )


HEAD = "//! Generated by `crates/math/scripts/constants.py`; do not edit.\n#![allow(\n    clippy::unreadable_literal,\n    reason = \"written by a script, read by none\"\n)]\n"


def math_constants():
    ln2 = log(mpf(2))
    items = [
        f"/// Pieces of [`MILLS_PIECES`], as a power of two.\npub(crate) const MILLS_PIECE_BITS: u32 = {MILLS_PIECE_BITS};",
        matrix("MILLS_PIECES", "i64", mills_pieces(), "G(t) by pieces, 63 fractional bits."),
        matrix("MILLS", "i64", mills_halves(), "G(t) in powers of t − ¼ below ½ and of t − ¾ above: the first two with 62, the others with\n/// 60 fractional bits.", "const"),
        array("EXP2_ROOTS", "u64", [int(nint(mpf(2) ** (mpf(j) / 32) * 2**63)) for j in range(32)],
              "2^(j/32), 63 fractional bits.", "static"),
        array("EXP2_TABLED", "u64", exp2_tabled(), "32·(2^(r/32) − 1)/r, 64 fractional bits."),
        array("EXP2_COMPACT", "u64", exp2_compact(), "(2^r − 1)/r for r < ½, 64 fractional bits."),
        f"/// √2, 63 fractional bits.\npub(crate) const SQRT_2_Q63: u64 = {int(nint(sqrt(mpf(2)) * 2**63))};",
        array("ATANH", "u64", atanh_series(), "16·(atanh(z)/z − 1)/y in y = 16z², 64 fractional bits."),
        wide_constant("LOG2_E_MINUS_1", 1 / ln2 - 1, 128, "log₂e − 1, 64 fractional bits.", 32),
        f"/// ln 2, 120 fractional bits.\npub(crate) const LN_2_Q120: u128 = {int(nint(ln2 * mpf(2) ** 120))};",
        wide_constant("PER_WAD", mpf(2) ** 120 / WAD, 64, "2¹²⁰/10¹⁸: from wei to binary fractions."),
        wide_constant("LOG2_E_PER_WAD", mpf(2) ** 120 / WAD / ln2, 64, "2¹²⁰·log₂e/10¹⁸."),
        float_constant("INV_MILLS_NUMERATOR", 1 / MILLS_NUMERATOR, "1/4.75."),
        float_constant("INV_SQRT_TWO_PI", 1 / sqrt(2 * pi), "1/√2π."),
        float_constant("SQRT_TWO_PI", sqrt(2 * pi), "√2π."),
        float_constant("WAD_FLOAT", WAD, "10¹⁸."),
    ]
    return HEAD + "\nuse crate::Float;\n\n" + "\n\n".join(items) + "\n"


def engine_constants():
    per_second = 1 / (YEAR * WAD)
    exponent = int(floor(log(per_second, 2)))
    items = [
        wide_constant("RATE_SECOND", per_second * mpf(2) ** (63 - exponent), 64,
                      "1/(365 days · 10¹⁸), the mantissa of what turns wei·seconds into rate·time."),
        f"/// The exponent of [`RATE_SECOND_HIGH`].\npub(crate) const RATE_SECOND_EXPONENT: i32 = {exponent};",
        float_constant("INV_SQRT_YEAR_WAD", 1 / (sqrt(YEAR) * WAD), "1/(√(365 days) · 10¹⁸)."),
        float_constant("INV_YEAR", 1 / YEAR, "1/(365 days)."),
        float_constant("INV_SQRT_YEAR", 1 / sqrt(YEAR), "1/√(365 days)."),
        float_constant("INV_WAD", 1 / WAD, "10⁻¹⁸."),
        float_constant("WAD_FLOAT", WAD, "10¹⁸."),
        float_constant("WAD_SQUARED", WAD * WAD, "10³⁶."),
        float_constant("INV_SQRT_TWO_PI", 1 / sqrt(2 * pi), "1/√2π."),
        float_constant("SQRT_TWO_PI", sqrt(2 * pi), "√2π."),
        float_constant("SQRT_TWO", sqrt(mpf(2)), "√2."),
    ]
    return HEAD + "\nuse math::Float;\n\n" + "\n\n".join(items) + "\n"


def main():
    check = "--check" in sys.argv[1:]
    differs = False
    for crate, text in (("math", math_constants()), ("engine", engine_constants())):
        path = SHARED / crate / "src" / "constants.rs"
        if not check:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            print(f"{path} is not what this script writes", file=sys.stderr)
            differs = True
    sys.exit(differs)


if __name__ == "__main__":
    main()
