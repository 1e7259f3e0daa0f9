#!/usr/bin/env python3
"""A Monte Carlo of a day's joint moves on ten books: what the tail of `engine::tail` is held against.

    tail.py                 writes vectors/tail.csv: a million paths a book
    tail.py --seed 7        prints what another million paths say, and writes nothing

The distribution is drawn as it is described, not as the engine places its points: a day is wild with a chance of 10%; its moves
are independent normal numbers times 2.3 if it is, else times the factor that makes the variance one; the spot moves by the
first, volatilities by both. Options are valued by Black and Scholes in floating point.
"""

import argparse
import csv
import math
from pathlib import Path

import numpy as np

PATHS = 1_000_000
SPOT = 2_000.0
WILD, WILD_SCALE = 0.1, 2.3
CALM_SCALE = math.sqrt((1 - WILD * WILD_SCALE**2) / (1 - WILD))
VOL_OF_VOL, CORRELATION = 0.06, -0.4
SHORTFALL, AT_RISK = 0.025, (0.02, 0.03)
BATCHES = 50

# Kind (c, p; d, e: digital call, put), days, strike, quantity, volatility.
BOOKS = {
    "short straddle": [("c", 30, 2000, -10, 0.60), ("p", 30, 2000, -10, 0.60)],
    "short strangle": [("c", 30, 2300, -10, 0.58), ("p", 30, 1700, -10, 0.66)],
    "short call spreads": [("c", 14, 2000, -10, 0.62), ("c", 14, 2200, 10, 0.60)],
    "short calendar": [("c", 7, 2000, -10, 0.64), ("c", 60, 2000, 10, 0.58)],
    "delta-hedged": [("c", 30, 2100, -10, 0.59), ("c", 60, 1900, 4, 0.59), ("p", 60, 1900, -4, 0.59)],
    "long straddle": [("c", 7, 2000, 10, 0.64), ("p", 7, 2000, 10, 0.64)],
    "digitals": [("d", 7, 2100, -10_000, 0.63), ("e", 14, 1900, 5_000, 0.64)],
    "short puts": [("p", 14, 1700, -20, 0.68)],
    "short butterfly": [("c", 3, 1900, -10, 0.68), ("c", 3, 2000, 20, 0.66), ("c", 3, 2100, -10, 0.65)],
    "mixed": [
        ("c", 2, 2050, -5, 0.66),
        ("p", 7, 1900, -8, 0.66),
        ("c", 30, 2200, -10, 0.58),
        ("p", 30, 1800, 6, 0.63),
        ("d", 30, 2200, -3_000, 0.58),
        ("c", 90, 2500, -12, 0.57),
        ("p", 90, 1600, -9, 0.65),
        ("c", 180, 3000, 15, 0.58),
    ],
}
DAY = 0.6 / math.sqrt(365)  # the deviation of a day's spot

_erfc = np.frompyfunc(math.erfc, 1, 1)


def phi(x):
    return 0.5 * _erfc(-np.asarray(x) / math.sqrt(2)).astype(float)


def value(kind, spot, strike, deviation):
    """Of one option at no interest; digitals pay one."""
    d2 = np.log(spot / strike) / deviation - deviation / 2
    d1 = d2 + deviation
    if kind == "c":
        return spot * phi(d1) - strike * phi(d2)
    if kind == "p":
        return strike * phi(-d2) - spot * phi(-d1)
    return phi(d2) if kind == "d" else phi(-d2)


def power(days):
    return (30 / days) ** (0.3 if days <= 30 else 0.13)


def losses(book, rng):
    scale = np.where(rng.random(PATHS) < WILD, WILD_SCALE, CALM_SCALE)
    one, two = rng.standard_normal((2, PATHS)) * scale
    spot = SPOT * np.exp(DAY * one)
    vol = VOL_OF_VOL * (CORRELATION * one + math.sqrt(1 - CORRELATION**2) * two)
    loss = np.zeros(PATHS)
    for kind, days, strike, quantity, sigma in book:
        deviation = sigma * math.sqrt(days / 365)
        before = value(kind, np.array([SPOT]), strike, np.array([deviation]))[0]
        after = value(kind, spot, strike, deviation * np.exp(power(days) * vol))
        loss -= quantity * (after - before)
    return loss


def mean_between(worst_first, low, high):
    n = len(worst_first)
    return worst_first[round(low * n) : round(high * n)].mean()


def figures(loss):
    """Value at risk and expected shortfall, each with its sampling error."""
    ranked = np.sort(loss)[::-1]
    at_risk = mean_between(ranked, *AT_RISK)
    shortfall = mean_between(ranked, 0, SHORTFALL)
    batches = [mean_between(np.sort(batch)[::-1], *AT_RISK) for batch in np.split(loss, BATCHES)]
    quantile = ranked[round(SHORTFALL * len(loss))]
    excess = np.maximum(loss - quantile, 0)
    return (
        at_risk,
        np.std(batches, ddof=1) / math.sqrt(BATCHES),
        shortfall,
        excess.std() / SHORTFALL / math.sqrt(len(loss)),
    )


def main():
    arguments = argparse.ArgumentParser(description="A million paths on each of ten books.")
    arguments.add_argument("--seed", type=int)
    seed = arguments.parse_args().seed
    rows = []
    for number, (name, book) in enumerate(BOOKS.items()):
        drawn = figures(losses(book, np.random.default_rng([20_240_601 if seed is None else seed, number])))
        print(f"{name:20} VaR {drawn[0]:10.3f} ± {drawn[1]:.3f}   ES {drawn[2]:10.3f} ± {drawn[3]:.3f}")
        legs = "; ".join(" ".join(map(str, leg)) for leg in book)
        rows.append([name, f"{DAY:.18f}", legs, *(f"{x:.6f}" for x in drawn)])
    if seed is None:
        with open(Path(__file__).parent / "vectors" / "tail.csv", "w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["book", "day", "legs", "value_at_risk", "its_error", "shortfall", "its_error"])
            out.writerows(rows)


if __name__ == "__main__":
    main()
