"""Draws the plots of docs/protocol/maths.md.

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


# A slice of 30 days: 60% at the money, dearer below the forward; signed just now.
SLICE = (WAD // 125, WAD // 20, -WAD * 4 // 10, WAD // 50, WAD * 3 // 10, 30 * 86_400, 0)
POOL_WORTH = 10_000_000 * WAD
MARKET = (2_000 * WAD, 0, WAD // 2_000)  # spot, carry, feed deviation


def quotes(vega, strikes, quantity, kind=0):
    """Quotes of calls on the slice, for a pool that carries so much vega."""
    requests = [
        ("quote", *SLICE, POOL_WORTH, int(vega * WAD), POOL_WORTH // 4, kind, int(k * WAD), quantity, *MARKET)
        for k in strikes
    ]
    answers = ask(requests)
    assert not any(isinstance(answer, str) for answer in answers), answers
    return answers


def smile():
    """Volatility and Durrleman's g of the slice against log-moneyness."""
    ks = [k / 100 for k in range(-100, 101)]
    answers = ask([("svi", *SLICE, int(k * WAD)) for k in ks])
    figure, axes = plt.subplots(figsize=(8, 4.2))
    axes.plot(ks, [a[8] / WAD * 100 for a in answers], label="volatility, %")
    axes.set(xlabel="ln(K/F)", ylabel="volatility, %")
    density = axes.twinx()
    density.plot(ks, [a[7] / WAD for a in answers], color="tab:orange", label="g (right): 0.01 and more is accepted")
    density.set(ylabel="g", ylim=(0, None))
    lines = axes.get_lines() + density.get_lines()
    axes.legend(lines, [line.get_label() for line in lines], fontsize=8)
    axes.grid(alpha=0.3)
    save(figure, "smile.svg")


def quote():
    """What a unit of a call costs and brings over its mark, against strike."""
    strikes = list(range(1_400, 2_801, 20))
    figure, axes = plt.subplots(figsize=(8, 4.2))
    for label, vega in (("no inventory", 0), ("at full load, short vega", -100_000)):
        buys, sells = (quotes(vega, strikes, side * WAD) for side in (1, -1))
        (line,) = axes.plot(strikes, [(a[0] - a[1]) / WAD for a in buys], label=f"ask less mark, {label}")
        axes.plot(strikes, [(a[0] - a[1]) / WAD for a in sells], "--", color=line.get_color(), label=f"bid less mark, {label}")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(xlabel="strike, at a spot of 2,000", ylabel="USD a unit")
    axes.legend(fontsize=8)
    axes.grid(alpha=0.3)
    save(figure, "quote.svg")


def skew():
    """The volatility that the next unit is quoted at, against the pool's vega."""
    loads = [load / 50 for load in range(-75, 76)]
    figure, axes = plt.subplots(figsize=(8, 4.2))
    for label, side in (("buying", 1), ("selling", -1)):
        vols = [quotes(load * POOL_WORTH / WAD / 100, [2_000], side * WAD // 1_000)[0][9] for load in loads]
        axes.plot(loads, [vol / WAD * 100 for vol in vols], label=f"{label} a call at the money")
    axes.set(xlabel="the pool's vega, in parts of its limit (1% of its worth a vol point)", ylabel="volatility, %")
    axes.legend(fontsize=8)
    axes.grid(alpha=0.3)
    save(figure, "skew.svg")


def save(figure, name):
    PLOTS.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    # Without a date, and with the same ids each time, a plot that is drawn again is the same file.
    figure.savefig(PLOTS / name, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    matplotlib.rcParams["svg.hashsalt"] = "strikepool"
    price_error()
    smile()
    quote()
    skew()
