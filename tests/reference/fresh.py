"""Draws fresh random points, asks the engine, and holds each answer against its bound.

    tests/reference/python fresh.py [--points N] [--seed S] [--only TABLE ...] [--quick]

Prints the seed, the largest error of each figure as a share of its bound, and where it was met.
Exits with 1 if a bound is broken. Both approximations are checked.
"""

import argparse
import math
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import points
import QuantLib
from batch import ask, build
from flint import arb, ctx
from truth import (
    DIGITAL, SVI, VANILLA, WAD, YEAR, density, digital, digital_scales, exact, natural_scales,
    probability, svi, svi_allowed, vanilla,
)

CHUNK = 2_000


class Worst:
    """The worst error of each figure, as a share of what is allowed."""

    def __init__(self):
        self.rows = {}

    def note(self, figure, error, allowed, where):
        share = float(error) / float(allowed) if allowed else math.inf
        count, worst, at = self.rows.get(figure, (0, -1.0, None))
        self.rows[figure] = (count + 1, *((share, where) if share > worst else (worst, at)))

    def merge(self, other):
        for figure, (count, worst, at) in other.rows.items():
            mine = self.rows.get(figure, (0, -1.0, None))
            best = (worst, at) if worst > mine[1] else mine[1:]
            self.rows[figure] = (mine[0] + count, *best)

    def report(self, title):
        print(f"== {title}")
        for figure in sorted(self.rows):
            count, worst, at = self.rows[figure]
            flag = "" if worst <= 1 else "   BROKEN"
            print(f"  {figure:<44} {count:>8} points   {worst:7.3f} of its bound{flag}   {at}")
        sys.stdout.flush()
        return all(worst <= 1 for _, worst, _ in self.rows.values())


def as_float(mantissa, exponent):
    return exact(mantissa) * arb(2) ** (exponent - 63)


def error_of(answer, true):
    return float(abs(exact(answer, WAD) - true))


def discounted(point):
    _, strike, secs, rate, _ = point
    return exact(strike, WAD) * (-exact(rate, WAD) * exact(secs, YEAR)).exp()


# --- prices, Greeks -----------------------------------------------------------------------------


def check_vanilla(generator, rng, count, approximation):
    drawn = [generator(rng) for _ in range(count)]
    answers = ask([("greeks", *p) for p in drawn], approximation)
    values = ask([("time_value", *p) for p in drawn], approximation)
    worst = Worst()
    for point, answer, value in zip(drawn, answers, values):
        if isinstance(answer, str):
            worst.note(f"refused: {answer}", 2, 1, point)
            continue
        true, out, s, kd, v, d1, vega = vanilla(*point)
        s, kd = float(s), float(kd)
        largest, smallest = max(s, kd), min(s, kd)
        scales = natural_scales(*point)
        for name, got, want, scale in zip(VANILLA, answer, true, scales):
            error = error_of(got, want)
            if scale is None:
                worst.note(name, error, 2e-18 * largest + 2e-18, point)
            elif "delta" in name:
                worst.note(name, error, 1e-17, point)
            else:
                worst.note(name, error, 1e-18 + 1e-17 * scale, point)
        kd_error = float(abs(discounted(point) * WAD - value[2]))
        worst.note("K'", kd_error, 0.5 + 1e-18 * kd * WAD, point)
        broken = answer[0] - answer[1] != point[0] - value[2]
        worst.note("parity in wei: call - put = S - K'", 2 if broken else 0, 1, point)
        share = float(out) / smallest
        if share > 1e-18:
            relative = float(abs((as_float(*value[:2]) / WAD - out) / out))
            worst.note("out of the money, relative", relative, 2e-16, point)
    return worst


def check_digital(generator, rng, count, approximation):
    drawn = [generator(rng) for _ in range(count)]
    worst = Worst()
    for point, answer in zip(drawn, ask([("digital", *p) for p in drawn], approximation)):
        if isinstance(answer, str):
            # Spot and volatility can be too small for a Greek to have a place in 128 bits.
            if answer == "GreekOutOfRange" and max(digital_scales(*point)) * WAD > 2.0**122:
                continue
            worst.note(f"refused: {answer}", 2, 1, point)
            continue
        for name, got, want, scale in zip(DIGITAL, answer, digital(*point), digital_scales(*point)):
            worst.note(name, error_of(got, want), 1e-18 + 1e-17 * scale, point)
    return worst


def check_quantlib(generator, rng, count, approximation):
    """A second opinion, to what double precision gives: 1e-15 of the larger of S and K'."""
    drawn = [generator(rng) for _ in range(count)]
    worst = Worst()
    for point, answer in zip(drawn, ask([("greeks", *p) for p in drawn], approximation)):
        spot, strike, secs, rate, vol = (n / WAD for n in point)
        secs = point[2] / YEAR
        discount = math.exp(-rate * secs)
        for kind, got in ((QuantLib.Option.Call, answer[0]), (QuantLib.Option.Put, answer[1])):
            want = QuantLib.blackFormula(
                kind, strike, spot / discount, vol * math.sqrt(secs), discount
            )
            # exp and the forward are rounded before QuantLib sees them: one more unit for each.
            allowed = (1e-15 + 4e-16 * (1 + abs(rate * secs))) * max(spot, strike * discount)
            error = abs(got / WAD - want)
            if error > allowed:
                # Who of the two is off, ball arithmetic knows.
                true, _, s, kd, *_ = vanilla(*point)
                bound = 2e-18 * max(float(s), float(kd)) + 2e-18
                ours = error_of(got, true[0 if kind == QuantLib.Option.Call else 1])
                if ours <= bound:
                    worst.note("QuantLib off by more, the engine right", ours, bound, point)
                    continue
            worst.note("QuantLib", error, allowed, point)
    return worst


# --- surfaces -----------------------------------------------------------------------------------


def check_svi(generator, rng, count, approximation):
    drawn = [generator(rng) for _ in range(count)]
    worst = Worst()
    for point, answer in zip(drawn, ask([("svi", *p) for p in drawn], approximation)):
        (w, slope, curvature, g, vol), _, _ = svi(*point)
        if isinstance(answer, str):
            # Refused for what it is: not positive there, or too large for its type.
            reason = {
                "NotPositive": w < 1e-17 * abs(point[0]) / WAD,
                "VolatilityOutOfRange": vol > 18.44,
                "DensityOutOfRange": abs(g) > 1e17,
            }
            worst.note(f"svi refused: {answer}", 0 if reason.get(answer) else 2, 1, point)
            continue
        got = (
            as_float(*answer[0:2]), answer[2] * as_float(*answer[3:5]), as_float(*answer[5:7]),
            exact(answer[7], WAD), exact(answer[8], WAD),
        )
        for name, mine, want, allowed in zip(SVI, got, (w, slope, curvature, g, vol), svi_allowed(point)):
            worst.note(f"svi {name}", abs(float(mine - want)), allowed, point)
    return worst


# --- implied volatility -------------------------------------------------------------------------


def check_implied_vol(generator, rng, count, approximation):
    drawn, requests = [], []
    while len(drawn) < count:
        point = generator(rng)
        true, out, s, kd, _, _, vega = vanilla(*point)
        is_call = int(out is true[0])
        wei = int((out * WAD + exact(1, 2)).floor().unique_fmpz() or 0)
        smallest = min(float(s), float(kd)) * WAD
        if wei < 20 or wei > 0.999 * smallest:
            continue
        # Where S is K' to the last digit, which of the two is out of the money is not determined,
        # and the price of the other one comes with the error of K'.
        undecided = abs(float(s - kd)) < 1e-18 * float(s)
        drawn.append((point, float(vega), 1e-18 * float(kd) if undecided else 0.0))
        requests.append(("iv", *point[:4], wei, is_call))
    worst = Worst()
    for (point, vega, side_error), request, answer in zip(drawn, requests, ask(requests, approximation)):
        if isinstance(answer, str):
            worst.note(f"implied vol refused: {answer}", 2, 1, request)
            continue
        found, iterations = answer
        error = abs(found - point[4]) / WAD
        # Half a wei of a price of few wei is no small change, over which vega is not constant.
        half = (0.5e-18 * (1 + 1 / request[5]) + side_error) / max(vega, 1e-300)
        allowed = half + 3e-17 * point[4] / WAD + 1e-18
        worst.note("implied vol", error, allowed, request)
        worst.note("implied vol, iterations of 3", iterations, 3, request)
    return worst


# --- functions ----------------------------------------------------------------------------------


def check_exp(rng, count, approximation):
    drawn = [int(rng.uniform(*rng.choice([(-135, 135), (-1, 1), (-41, 46)])) * WAD) for _ in range(count)]
    worst = Worst()
    for x, answer in zip(drawn, ask([("exp", x) for x in drawn], approximation)):
        true = exact(x, WAD).exp()
        worst.note("exp, relative", abs(float((as_float(*answer) - true) / true)), 4e-19, x)
    return worst


def check_ln(rng, count, approximation):
    ranges = [(-41, 46), (-0.69, 0.69), (-1e-6, 1e-6)]
    drawn = [max(1, int(math.exp(rng.uniform(*rng.choice(ranges))) * WAD)) for _ in range(count)]
    worst = Worst()
    for x, answer in zip(drawn, ask([("ln", x) for x in drawn], approximation)):
        true = exact(x, WAD).log()
        error = error_of(answer[0], true)
        if WAD // 2 <= x <= 2 * WAD:
            worst.note("ln on [1/2, 2]", error, 1e-18, x)
        else:
            worst.note("ln beyond", error, 0.5e-18 + 4e-19 * abs(float(true)), x)
    return worst


def check_sqrt(rng, count, _):
    drawn = [rng.randrange(2 ** rng.randrange(1, 128)) for _ in range(count)]
    worst = Worst()
    for x, (down, nearest, up) in zip(drawn, ask([("sqrt", x) for x in drawn])):
        floor = math.isqrt(x * WAD)
        exact_root = floor * floor == x * WAD
        rounded = floor + (x * WAD - floor * floor > floor)
        right = (down, nearest, up) == (floor, rounded, floor + (not exact_root))
        worst.note("sqrt: down, nearest, up", 0 if right else 2, 1, x)
    return worst


def check_cdf(rng, count, approximation):
    drawn = [int(rng.uniform(*rng.choice([(-38, 38), (-9, 9), (-1, 1)])) * WAD) for _ in range(count)]
    worst = Worst()
    for x, (cdf, mantissa, exponent, pdf) in zip(drawn, ask([("cdf", x) for x in drawn], approximation)):
        at = exact(x, WAD)
        bound = 1.1e-18 if approximation == "tabled" else 1.2e-18
        worst.note("cdf", error_of(cdf, probability(at)), bound, x)
        worst.note("pdf", error_of(pdf, density(at)), 1.1e-18, x)
        tail = probability(-abs(at))
        relative = abs(float((as_float(mantissa, exponent) - tail) / tail))
        worst.note("lower tail, relative", relative, 5e-17, x)
    return worst


def check_quantile(rng, count, approximation):
    """The error of x, from that of the probability over the density."""
    drawn = [rng.randrange(1, 10 ** rng.randrange(1, 19)) for _ in range(count // 2)]
    drawn += [rng.randrange(1, WAD) for _ in range(count - len(drawn))]
    worst = Worst()
    for p, answer in zip(drawn, ask([("quantile", p) for p in drawn], approximation)):
        at = exact(answer[0], WAD)
        tail, want = (at, exact(p, WAD)) if p <= WAD // 2 else (-at, exact(WAD - p, WAD))
        error = abs(float((probability(tail) - want) / density(at)))
        worst.note("quantile", error, 3e-18, p)
    return worst


FUNCTIONS = {
    "exp": check_exp, "ln": check_ln, "sqrt": check_sqrt, "cdf": check_cdf, "quantile": check_quantile,
}


def run_chunk(job):
    kind, table, seed, count, approximation = job
    ctx.prec = 300
    rng = random.Random(seed)
    if kind == "function":
        return FUNCTIONS[table](rng, count, approximation)
    check = {"vanilla": check_vanilla, "quantlib": check_quantlib, "digital": check_digital, "iv": check_implied_vol, "svi": check_svi}[kind]
    generator = points.svi if kind == "svi" else points.TABLES[table]
    return check(generator, rng, count, approximation)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--points", type=int, default=100_000, help="for each table")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", nargs="*", help="vanilla, digital, quantlib, iv, svi, function")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-build", action="store_true", help="take the program as it was built last")
    options = parser.parse_args()
    seed = random.SystemRandom().randrange(2**32) if options.seed is None else options.seed
    if not options.no_build:
        build()
    print(f"seed {seed}, {options.points} points a table")
    tables = [(kind, table) for kind in ("vanilla", "digital", "quantlib", "iv") for table in points.TABLES]
    tables += [("svi", "slices")]
    tables += [("function", name) for name in FUNCTIONS]
    good = True
    with ProcessPoolExecutor(options.workers) as pool:
        for kind, table in tables:
            if options.only and kind not in options.only:
                continue
            for approximation in ("compact", "tabled"):
                # The tabled one is drawn at other points.
                start, began, total = f"{seed} {kind} {table} {approximation}", time.time(), Worst()
                rng, left, jobs = random.Random(start), options.points, []
                while left > 0:
                    count = min(CHUNK, left)
                    jobs.append((kind, table, rng.randrange(2**62), count, approximation))
                    left -= count
                for part in pool.map(run_chunk, jobs):
                    total.merge(part)
                good &= total.report(f"{kind}, {table}, {approximation} ({time.time() - began:.0f} s)")
    print("every bound holds" if good else "A BOUND IS BROKEN")
    sys.exit(not good)


if __name__ == "__main__":
    main()
