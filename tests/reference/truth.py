"""What the numbers really are: ball arithmetic (Arb), whose results carry their own error bound.

Arguments are integers as the contracts take them (wei, seconds); results are Arb balls in whole
units. Precision is raised until a ball is narrow enough to judge 64-bit results by.
"""

from flint import arb, ctx, fmpq

WAD = 10**18
YEAR = 31_536_000  # 365 days


def exact(numerator, denominator=1):
    return arb(fmpq(numerator, denominator))


def density(x):
    return (-(x * x) / 2).exp() / (2 * arb.pi()).sqrt()


def probability(x):
    return (-x / arb(2).sqrt()).erfc() / 2


def market(spot, strike, secs, rate, vol):
    """Everything that calls, puts and digitals are made of."""
    s, k = exact(spot, WAD), exact(strike, WAD)
    t, r, sigma = exact(secs, YEAR), exact(rate, WAD), exact(vol, WAD)
    v = sigma * t.sqrt()
    discount = (-r * t).exp()
    x = (s / k).log() + r * t
    d1 = x / v + v / 2
    return s, k, t, r, sigma, v, discount, k * discount, x, d1, d1 - v


def vanilla(spot, strike, secs, rate, vol):
    """Prices and Greeks of call and put, in the order of `engine::black_scholes::Valuation`."""
    precision = 256
    while True:
        ctx.prec = precision
        s, k, t, r, sigma, v, _, kd, x, d1, d2 = market(spot, strike, secs, rate, vol)
        n1, n2, m1, m2 = probability(d1), probability(d2), probability(-d1), probability(-d2)
        call, put = s * n1 - kd * n2, kd * m2 - s * m1
        out = call if x < 0 else put
        if out.rel_accuracy_bits() >= 80 or precision > 20_000 or abs(float(d1)) > 60:
            break
        precision *= 2
    phi, root = density(d1), t.sqrt()
    decay = s * phi * sigma / (2 * root)
    vega = s * phi * root
    greeks = [
        call, put, n1, -m1, phi / (s * v), vega,
        -decay - r * kd * n2, -decay + r * kd * m2, t * kd * n2, -t * kd * m2,
        -phi * d2 / sigma, vega * d1 * d2 / sigma,
    ]
    return greeks, out, s, kd, v, float(abs(d1)), vega


VANILLA = [
    "call", "put", "call delta", "put delta", "gamma", "vega",
    "call theta", "put theta", "call rho", "put rho", "vanna", "volga",
]


def natural_scales(spot, strike, secs, rate, vol):
    """What each Greek's error is measured in: the size of the terms that it is a sum of, at
    their largest over the spot."""
    s, t, r, sigma = spot / WAD, secs / YEAR, rate / WAD, vol / WAD
    kd = float(exact(strike, WAD) * (-exact(rate, WAD) * exact(secs, YEAR)).exp())
    root = t**0.5
    v = sigma * root
    theta = s * sigma / 2 / root + abs(r) * kd
    rho = max(s, kd) * t
    return [
        None, None, 1, 1, 1 / (s * v), s * root, theta, theta, rho, rho, 1 / sigma,
        s * root / sigma,
    ]


def digital(spot, strike, secs, rate, vol):
    """Price and Greeks of the digital call and put that pay one unit."""
    ctx.prec = 320
    s, k, t, r, sigma, v, discount, kd, x, d1, d2 = market(spot, strike, secs, rate, vol)
    q = discount * density(d2)
    results = []
    for sign in (1, -1):
        price = discount * probability(sign * d2)
        results += [
            price,
            sign * q / (s * v),
            -sign * q * d1 / (s * v) ** 2,
            -sign * q * d1 / sigma,
            r * price - sign * q * (r / v - d1 / (2 * t)),
            -t * price + sign * q * t.sqrt() / sigma,
            sign * q * (d1 * d2 - 1) / (s * v * sigma),
            -sign * q * (d1 * d1 * d2 - d2 - d1) / sigma**2,
        ]
    return results


HALF_HOUR = 1800


def effective(secs):
    """3h^2 times the time in which the variance of the average over the last half hour h comes about."""
    if secs < HALF_HOUR:
        return secs**3
    return (secs - 2 * HALF_HOUR // 3) * 3 * HALF_HOUR**2


def svi(level, slope, tilt, shift, smoothness, lifetime, age, k, aside=0):
    """Of a slice at k: the total variance that is left, w' and w'' and Durrleman's g as signed, and
    the volatility, which does not age. Then by how much the sum of w cancels, and the terms of g.
    `aside` moves k by so much of 2^-61 (|k| + |m|)."""
    ctx.prec = 320
    a, b, rho, m, sigma, k = (exact(n, WAD) for n in (level, slope, tilt, shift, smoothness, k))
    k += aside * (abs(k) + abs(m)) / arb(2) ** 61
    y = k - m
    radius = (y * y + sigma * sigma).sqrt()
    w = a + b * (rho * y + radius)
    first, second = b * (rho + y / radius), b * sigma * sigma / radius**3
    lean = (1 - k * first / (2 * w)) ** 2
    density = first * first / 4 * (1 / w + exact(1, 4))
    g = lean - density + second / 2
    share = exact(effective(lifetime - age), effective(lifetime))
    vol = (w / exact(lifetime, YEAR)).sqrt()
    condition = (abs(a) + b + w) / w
    return (w * share, first, second, g, vol), condition, 1 + lean + density + second / 2


SVI = ["w", "w'", "w''", "g", "volatility"]


def svi_allowed(point):
    """What each figure of a slice may be off: the engine's stated errors, and what the figure
    moves by when k does by what 64 bits of k and m leave out."""
    (w, first, second, g, vol), condition, terms = svi(*point)
    beside = [svi(*point, aside=side)[0] for side in (-1, 1)]
    moved = [max(abs(float(other - here)) for other in others)
             for here, *others in zip((w, first, second, g, vol), *beside)]
    share = 2.0**-58 * float(condition)
    stated = [
        share * float(w), 2.0**-58 * point[1] / WAD, 2.0**-58 * float(second),
        1e-18 + 2.0**-54 * float(condition) * float(terms), 1e-18 + share * float(vol),
    ]
    return [a + b for a, b in zip(stated, moved)]


DIGITAL = [
    f"digital {side} {greek}"
    for side in ("call", "put")
    for greek in ("price", "delta", "gamma", "vega", "theta", "rho", "vanna", "volga")
]


def digital_scales(spot, strike, secs, rate, vol):
    """The size of the terms that a Greek is a sum of, at their largest over the spot; d1 is
    d2 + v, and each further derivative brings one more of them in."""
    s, t, r, sigma = spot / WAD, secs / YEAR, abs(rate) / WAD, vol / WAD
    d = float((-exact(rate, WAD) * exact(secs, YEAR)).exp())
    v = sigma * t**0.5
    row = [
        d, d / (s * v), d * (1 + v) / (s * v) ** 2, d * (1 + v) / sigma,
        d * (r + r / v + (1 + v) / t), d * (t + t / v), 2 * d * (1 + v) / (s * v * sigma),
        2 * d * (1 + v) ** 2 / sigma**2,
    ]
    return row + row
