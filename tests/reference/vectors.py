"""Writes the committed vectors that `cargo test` holds the engine against.

    tests/reference/python vectors.py

Truth is in units of 1e-24, so that the rounding of the vectors is far below that of the engine.
The points come from a fixed seed: writing them again changes nothing.
"""

import random
from pathlib import Path

import points
from flint import arb, ctx
from truth import (
    DIGITAL, SVI, VANILLA, WAD, density, digital, digital_scales, exact, natural_scales, probability, svi, svi_allowed,
    vanilla,
)

HERE = Path(__file__).parent / "vectors"
UNIT = 10**24
SEED = 20_261


def scaled(value):
    return int((value * UNIT + exact(1, 2)).floor().unique_fmpz())


def allowed(bound):
    """A bound in units of 1e-24, rounded up; half a unit for the vector itself."""
    return int(bound * UNIT) + 2


def vanilla_row(point):
    true, _, s, kd, *_ = vanilla(*point)
    largest = max(float(s), float(kd))
    cells = []
    for name, value, scale in zip(VANILLA, true, natural_scales(*point)):
        if scale is None:
            bound = 2e-18 * largest + 2e-18
        else:
            bound = 1e-17 if "delta" in name else 1e-18 + 1e-17 * scale
        cells += [scaled(value), allowed(bound)]
    return [*point, *cells]


def digital_row(point):
    cells = []
    for value, scale in zip(digital(*point), digital_scales(*point)):
        cells += [scaled(value), allowed(1e-18 + 1e-17 * scale)]
    return [*point, *cells]


def svi_row(point):
    values, _, _ = svi(*point)
    cells = []
    for value, bound in zip(values, svi_allowed(point)):
        # The engine's figures are rounded to wei before they are compared.
        cells += [scaled(value), allowed(bound + 0.5e-18)]
    return [*point, *cells]


def slices():
    header = ["a", "b", "rho", "m", "sigma", "lifetime", "age", "k"]
    columns = [cell for name in SVI for cell in (name, "allowed")]
    rng = random.Random(SEED)
    rows = []
    while len(rows) < 160:
        point = points.svi(rng)
        (w, _, _, g, vol), *_ = svi(*point)
        if w > 1e-12 and vol < 18 and abs(g) < 1e9:
            rows.append(svi_row(point))
    write("svi.csv", header + columns, [row for row in rows if fits(row)])


def write(name, header, rows):
    lines = [",".join(header)] + [",".join(map(str, row)) for row in rows]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def fits(row):
    return all(abs(cell) < 2**126 for cell in row)


def options():
    header = ["spot", "strike", "seconds", "rate", "volatility"]
    for name, figures, make in (("vanilla.csv", VANILLA, vanilla_row), ("digital.csv", DIGITAL, digital_row)):
        rng = random.Random(SEED)
        rows = []
        for generator in points.TABLES.values():
            drawn = (make(generator(rng)) for _ in range(60))
            rows += [row for row in drawn if fits(row)][:40]
        columns = [cell for figure in figures for cell in (figure, "allowed")]
        write(name, header + columns, rows)


def functions():
    ctx.prec = 300
    rng = random.Random(SEED)
    rows = []
    for _ in range(100):
        x = int(rng.uniform(-9, 9) * WAD)
        rows.append(["cdf", x, scaled(probability(exact(x, WAD))), allowed(1.2e-18)])
        rows.append(["pdf", x, scaled(density(exact(x, WAD))), allowed(1.1e-18)])
        x = int(rng.uniform(-41, 20) * WAD)
        true = exact(x, WAD).exp()
        rows.append(["exp", x, scaled(true), allowed(0.51e-18 + 4e-19 * float(true))])
        x = int(points.log_uniform(rng, 1e-18, 1e15) * WAD) + 1
        true = exact(x, WAD).log()
        rows.append(["ln", x, scaled(true), allowed(max(1e-18, 0.51e-18 + 4e-19 * abs(float(true))))])
        x = rng.randrange(1, WAD)
        at = arb(0)
        for _ in range(200):  # Newton from the middle, on a function that is convex either side
            step = (probability(at) - exact(x, WAD)) / density(at)
            at = (at - step / (1 + abs(step))).mid()
            if abs(float(step)) < 1e-60:
                break
        rows.append(["quantile", x, scaled(at), allowed(3e-18)])
    write("functions.csv", ["function", "argument", "value", "allowed"], rows)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    options()
    functions()
    slices()
