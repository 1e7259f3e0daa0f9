"""Draws the plots of docs/maths.md.

    tests/reference/python plots.py
"""

import math
import random

import matplotlib
from batch import ROOT, ask, build
from truth import WAD, YEAR, exact, vanilla

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402 (the backend is chosen first)

PLOTS = ROOT / "docs" / "plots"
SPOT = 1_000 * WAD


def price_error():
    """The call's error as a share of max(S, K'), against ln(K/S), for three maturities."""
    build()
    rng = random.Random(1)
    figure, axes = plt.subplots(figsize=(8, 4.2))
    for label, secs, vol in (("1 day, 60%", 86_400, 0.6), ("30 days, 60%", 30 * 86_400, 0.6), ("2 years, 60%", 2 * YEAR, 0.6)):
        xs = sorted(rng.uniform(-2, 2) for _ in range(400))
        drawn = [(SPOT, int(SPOT * math.exp(x)), secs, WAD // 20, int(vol * WAD)) for x in xs]
        errors = []
        for point, answer in zip(drawn, ask([("greeks", *p) for p in drawn])):
            true, _, s, kd, *_ = vanilla(*point)
            largest = max(float(s), float(kd))
            errors.append(float(abs(exact(answer[0], WAD) - true[0])) / largest)
        axes.plot(xs, [max(e, 1e-23) for e in errors], ".", markersize=2, label=label)
    axes.axhline(2e-18, color="black", linewidth=0.8, label="bound (less 2 wei)")
    axes.set(yscale="log", ylim=(1e-23, 1e-17), xlabel="ln(K/S)", ylabel="|error| / max(S, K')")
    axes.legend(fontsize=8)
    axes.grid(alpha=0.3)
    save(figure, "price-error.svg")


def save(figure, name):
    PLOTS.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    # Without a date, and with the same ids each time, a plot that is drawn again is the same file.
    figure.savefig(PLOTS / name, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    matplotlib.rcParams["svg.hashsalt"] = "strikepool"
    price_error()
