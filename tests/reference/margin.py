"""Margin of standard portfolios, from the words of docs/protocol/margin.md in arbitrary precision.

    tests/reference/python margin.py            writes vectors/margin.csv
    tests/reference/python margin.py --check    fails if the committed vectors differ
    tests/reference/python margin.py --table    prints the table of docs/protocol/margin.md

It shares no code with the engine: `cargo test -p engine --test margin_reference` holds the two against each other.
"""

import argparse
import sys
from pathlib import Path

from mpmath import erfc, exp, floor, log, mp, mpf, sqrt

mp.dps = 50
TABLE = Path(__file__).parent / "vectors" / "margin.csv"
WAD = 10**18
DAY = 86_400
YEAR = 365 * DAY
HALF_HOUR = mpf(1_800)

SPOT = 2_000 * WAD
CARRY = 3 * WAD // 100
# Signed so long ago.
AGE = 600

# Seconds left, spot of the claims, and raw SVI (level, slope, tilt, shift, smoothness) in wei at signing.
EXPIRIES = {
    "past": (0, SPOT, None),
    "settling": (900, 2_011 * WAD, (1_500_000_000_000, 500_000_000_000_000, 0, 0, 20_000_000_000_000_000)),
    "week": (7 * DAY, SPOT, (4_000_000_000_000_000, 15_000_000_000_000_000, -200_000_000_000_000_000, 10**16, 2 * 10**17)),
    "month": (30 * DAY, SPOT, (20_000_000_000_000_000, 40_000_000_000_000_000, -250_000_000_000_000_000, 10**16, 3 * 10**17)),
    "quarter": (91 * DAY, SPOT, (55_000_000_000_000_000, 90_000_000_000_000_000, -200_000_000_000_000_000, 0, 4 * 10**17)),
    "year": (365 * DAY, SPOT, (200_000_000_000_000_000, 200_000_000_000_000_000, -150_000_000_000_000_000, 0, 5 * 10**17)),
}

# Name, cash in USD, whether the price is late, positions (expiry, kind, strike, quantity).
C, P, DC, DP = "call", "put", "digital call", "digital put"
PORTFOLIOS = [
    ("nothing", 100, False, []),
    ("long call", 0, False, [("month", C, 2000, 1)]),
    ("naked call", 1_000, False, [("month", C, 2000, -1)]),
    ("naked call, late price", 1_000, True, [("month", C, 2000, -1)]),
    ("naked put", 1_000, False, [("month", P, 1900, -1)]),
    ("short straddle", 2_000, False, [("month", C, 2000, -1), ("month", P, 2000, -1)]),
    ("short strangle", 2_000, False, [("quarter", C, 2500, -2), ("quarter", P, 1600, -2)]),
    ("call covered by a deeper one", 0, False, [("month", C, 100, 1), ("month", C, 2200, -1)]),
    ("put secured by cash", 1_800, False, [("month", P, 1800, -1)]),
    ("bear call spread", 200, False, [("month", C, 2000, -1), ("month", C, 2100, 1)]),
    ("wide bear call spread", 900, False, [("month", C, 2000, -1), ("month", C, 4000, 1)]),
    ("bull put spread", 150, False, [("week", P, 1950, -1), ("week", P, 1800, 1)]),
    ("long butterfly", 0, False, [("month", C, 1900, 1), ("month", C, 2000, -2), ("month", C, 2100, 1)]),
    ("short butterfly", 60, False, [("month", C, 1900, -1), ("month", C, 2000, 2), ("month", C, 2100, -1)]),
    ("iron condor", 250, False,
     [("month", P, 1600, 1), ("month", P, 1800, -1), ("month", C, 2200, -1), ("month", C, 2400, 1)]),
    ("calendar, later held", 500, False, [("week", C, 2000, -1), ("quarter", C, 2000, 1)]),
    ("calendar, earlier held", 1_500, False, [("week", C, 2000, 1), ("quarter", C, 2000, -1)]),
    ("diagonal over a year", 900, False, [("month", P, 1900, -2), ("year", P, 1800, 2)]),
    ("long box", 0, False,
     [("quarter", C, 1800, 1), ("quarter", P, 1800, -1), ("quarter", C, 2200, -1), ("quarter", P, 2200, 1)]),
    ("call ratio 1 by 2", 1_200, False, [("month", C, 2000, 1), ("month", C, 2200, -2)]),
    ("short digital call", 100, False, [("month", DC, 2100, -100)]),
    ("digital spread", 50, False, [("week", DC, 1950, -100), ("week", DC, 2100, 100)]),
    ("digitals either side", 120, False, [("month", DP, 1800, -100), ("month", DC, 2200, -100)]),
    ("past call owed, live put", 900, False, [("past", C, 1950, -1), ("month", P, 1700, -1)]),
    ("past call held, live call owed", 900, False, [("past", C, 1900, 1), ("month", C, 2000, -1)]),
    ("settling call owed", 300, True, [("settling", C, 2005, -1), ("month", P, 1900, 1)]),
    ("all expiries", 5_000, False,
     [("week", C, 2100, -3), ("month", P, 1800, -2), ("month", DC, 2300, 50), ("quarter", C, 2600, 4),
      ("year", P, 1500, 2), ("year", C, 3000, -1)]),
]


def wad(amount):
    return int(floor(amount * WAD + mpf(1) / 2))


def ncdf(x):
    return erfc(-x / sqrt(2)) / 2


def time_of_variance(secs):
    """What an average over the last half hour leaves of the time to expiry."""
    secs = mpf(secs)
    if secs >= HALF_HOUR:
        return secs - 2 * HALF_HOUR / 3
    return secs**3 / (3 * HALF_HOUR**2)


class Position:
    def __init__(self, expiry, kind, strike, quantity):
        left, spot, svi = EXPIRIES[expiry]
        self.kind, self.strike, self.quantity = kind, mpf(strike), mpf(quantity)
        self.spot, self.years = mpf(spot) / WAD, mpf(left) / YEAR
        self.deviation = mpf(0)
        if svi:
            level, slope, tilt, shift, smooth = (mpf(x) / WAD for x in svi)
            k = log(self.strike / self.spot) - mpf(CARRY) / WAD * self.years
            total = level + slope * (tilt * (k - shift) + sqrt((k - shift) ** 2 + smooth**2))
            self.deviation = sqrt(total * time_of_variance(left) / time_of_variance(left + AGE))

    def value(self, move, factor):
        """With the spot and every volatility times a factor; a strike keeps its own volatility."""
        spot, v = self.spot * move, self.deviation * factor
        discount = exp(-mpf(CARRY) / WAD * self.years)
        above = self.kind in (C, DC)
        sign = 1 if above else -1
        if v == 0:
            pays = spot > self.strike
            if self.kind in (C, P):
                each = max(mpf(0), sign * (spot - self.strike))
            else:
                each = mpf(pays == above)
        else:
            d1 = log(spot / (self.strike * discount)) / v + v / 2
            d2 = d1 - v
            if self.kind in (C, P):
                each = sign * (spot * ncdf(sign * d1) - self.strike * discount * ncdf(sign * d2))
            else:
                each = discount * ncdf(sign * d2)
        return self.quantity * each

    def pays(self, spot, just_above):
        """At a spot, or at one that is larger by as little as you like."""
        if self.kind == C:
            each = max(mpf(0), spot - self.strike)
        elif self.kind == P:
            each = max(mpf(0), self.strike - spot)
        else:
            over = spot > self.strike or (spot == self.strike and just_above)
            each = mpf(over == (self.kind == DC))
        return self.quantity * each


def grid():
    """Spot, direction of the vol shock, damping; in the order in which the contract lists them."""
    inner = [mpf(100 + x) / 100 for x in (-15, -10, -5, 0, 5, 10, 15)]
    yield from ((move, 1, None) for move in inner)
    yield from ((mpf(move), 1, None) for move in ("0.8", "1.2"))
    yield from ((move, 0, None) for move in inner)
    yield from ((mpf(move), 0, mpf(d)) for move, d in (("0.5", "0.25"), ("0.67", "0.4"), ("1.5", "0.28"), ("2", "0.14")))
    yield from ((move, -1, None) for move in inner)


def vol_factor(direction, left):
    days = max(mpf(left) / DAY, mpf(1))
    f = (30 / days) ** (mpf("0.3") if days <= 30 else mpf("0.13"))
    return {1: 1 + mpf("0.6") * f, 0: mpf(1), -1: 1 - mpf("0.3") * f}[direction]


def least_payoff(positions):
    if sum(p.quantity for p in positions if p.kind == C) < 0:
        return None
    spots = [mpf(0)] + [p.strike for p in positions]
    return min(sum(p.pays(spot, above) for p in positions) for spot in spots for above in (False, True))


def margin(cash, late, legs):
    by_expiry = {}
    for leg in legs:
        by_expiry.setdefault(leg[0], []).append(Position(*leg))
    still = {e: sum(p.value(mpf(1), mpf(1)) for p in ps) for e, ps in by_expiry.items()}
    scenarios = []
    for move, direction, damping in grid():
        total = mpf(0)
        for e, ps in by_expiry.items():
            left = EXPIRIES[e][0]
            value = sum(p.value(move, vol_factor(direction, left)) for p in ps)
            if left == 0:
                value = min(value, still[e])
            if damping is not None:
                value = still[e] + damping * (value - still[e])
            total += value * mpf("0.95") * exp(-mpf("0.12") * left / YEAR) if value > 0 else value
        scenarios.append(total)
    calendar = mpf(0)
    for e, ps in by_expiry.items():
        worse = min(sum(p.value(move, mpf(1)) for p in ps) for move in (mpf("0.95"), mpf("1.05")))
        calendar += min(mpf(0), worse - still[e]) * (1 + mpf("1.2") * EXPIRIES[e][0] / YEAR)
    mark = sum(still.values())
    scenarios.append(mark + calendar)
    loss = min(mpf(0), min(scenarios) - mark)
    naked = mpf(0)
    for ps in by_expiry.values():
        for kind in (C, P):
            naked += max(mpf(0), -sum(p.quantity for p in ps if p.kind == kind))
    spot = mpf(SPOT) / WAD
    contingency = mpf("0.02") * spot * naked
    value = cash + mark
    maintenance = value + loss - contingency
    initial = value + mpf("1.25") * (loss - contingency) - (mpf("0.01") * spot * naked if late else 0)
    leasts = [least_payoff(ps) for ps in by_expiry.values()]
    least = None if None in leasts else sum(leasts, mpf(0))
    if least is not None:
        maintenance, initial = max(maintenance, cash + least), max(initial, cash + least)
    return {
        "value": value, "loss": loss, "naked": naked, "contingency": contingency, "least": least,
        "maintenance": maintenance, "initial": initial, "scenarios": scenarios,
    }


NUMBERS = {C: 0, P: 1, DC: 2, DP: 3}


def row(name, cash, late, legs):
    it = margin(mpf(cash), late, legs)
    def leg(expiry, kind, strike, quantity):
        return f"{expiry} {NUMBERS[kind]} {strike * WAD} {quantity * WAD}"
    cells = [name.replace(",", ":"), str(cash * WAD), str(int(late)), ";".join(leg(*x) for x in legs)]
    for figure in ("value", "loss", "naked", "contingency"):
        cells.append(str(wad(it[figure])))
    cells.append("none" if it["least"] is None else str(wad(it["least"])))
    cells += [str(wad(it["maintenance"])), str(wad(it["initial"])), ";".join(str(wad(x)) for x in it["scenarios"])]
    return ",".join(cells)


def vectors():
    lines = ["name,cash,late,legs,value,loss,naked,contingency,least,maintenance,initial,scenarios"]
    lines += [f"market,{SPOT},{CARRY},{AGE}"]
    for name, (left, spot, svi) in EXPIRIES.items():
        lines.append(f"expiry,{name},{left},{spot},{' '.join(map(str, svi)) if svi else ''}")
    lines += [row(*portfolio) for portfolio in PORTFOLIOS]
    return "\n".join(lines) + "\n"


def table():
    print("| portfolio | cash | mark of the positions | MM needs above it | IM needs above it | least payoff | MM left | IM left |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")
    for name, cash, late, legs in PORTFOLIOS:
        it = margin(mpf(cash), late, legs)
        show = lambda x: f"{float(x):,.2f}"
        least = "none" if it["least"] is None else show(it["least"])
        needs = [show(it["value"] - it[rule]) for rule in ("maintenance", "initial")]
        print(f"| {name} | {cash:,} | {show(it['value'] - cash)} | {needs[0]} | {needs[1]} | {least} | "
              f"{show(it['maintenance'])} | {show(it['initial'])} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    if arguments.table:
        table()
    elif arguments.check:
        if TABLE.read_text(encoding="utf-8") != vectors():
            sys.exit(f"{TABLE.name} differs from what margin.py writes")
        print(f"{TABLE.name}: {len(PORTFOLIOS)} portfolios as written")
    else:
        TABLE.write_text(vectors(), encoding="utf-8")
        print(f"{TABLE.name}: {len(PORTFOLIOS)} portfolios")
