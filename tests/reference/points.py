"""Random arguments, over the whole domain that is promised and where the money is."""

import math

from truth import WAD, YEAR

TEN_YEARS = 10 * YEAR


def log_uniform(random, low, high):
    return math.exp(random.uniform(math.log(low), math.log(high)))


def full(random):
    """S/K in [0.01, 100], T in [1 min, 10 y], vol in [1%, 1000%], r in [-5%, 50%]."""
    spot = int(log_uniform(random, 1e-3, 1e9) * WAD)
    strike = max(1, int(spot * log_uniform(random, 0.01, 100)))
    secs = int(log_uniform(random, 60, TEN_YEARS))
    vol = int(log_uniform(random, 0.01, 10) * WAD)
    return spot, strike, secs, int(random.uniform(-0.05, 0.5) * WAD), vol


def near(random):
    """The same box, within five standard deviations of the money."""
    spot, _, secs, rate, vol = full(random)
    drift = rate / WAD * secs / YEAR
    x = random.uniform(-5, 5) * vol / WAD * math.sqrt(secs / YEAR) - drift
    strike = int(spot * math.exp(-max(-4.6, min(4.6, x))))
    return spot, max(1, strike), secs, rate, vol


def real(random):
    """What is traded: strikes within a factor of two, an hour to two years, 10% to 300%."""
    spot = int(log_uniform(random, 1, 1e6) * WAD)
    strike = int(spot * log_uniform(random, 0.5, 2))
    secs = int(log_uniform(random, 3600, 2 * YEAR))
    vol = int(log_uniform(random, 0.1, 3) * WAD)
    return spot, strike, secs, int(random.uniform(-0.05, 0.15) * WAD), vol


def at_the_money(random):
    """The discounted strike within a few parts in a billion of the spot."""
    spot, _, secs, rate, vol = full(random)
    drift = rate / WAD * secs / YEAR
    strike = int(spot * math.exp(drift) * (1 + random.uniform(-1, 1) * 10 ** random.uniform(-18, -3)))
    return spot, max(1, strike), secs, rate, vol


def svi(random):
    """Slices of an hour to ten years over the parameters' whole ranges, and where to read them:
    near the vertex, and all over the wings."""
    level = int(random.choice([1, 1, -1]) * log_uniform(random, 1e-8, 10) * WAD)
    slope = int(log_uniform(random, 1e-6, 2) * WAD)
    tilt = int(random.uniform(-0.999, 0.999) * WAD)
    shift = int(random.uniform(-2, 2) * WAD)
    smoothness = int(log_uniform(random, 1.001e-5, 4) * WAD)
    lifetime = int(log_uniform(random, 3600, TEN_YEARS))
    near = shift + int(random.gauss(0, 2) * smoothness)
    k = near if random.random() < 0.5 else int(random.uniform(-20, 20) * WAD)
    return level, slope, tilt, shift, smoothness, lifetime, int(lifetime * random.random() ** 3), k


TABLES = {"full": full, "near": near, "real": real, "at the money": at_the_money}
