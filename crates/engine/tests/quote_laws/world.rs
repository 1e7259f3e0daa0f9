//! Random markets, surfaces and pools.

use crate::support::{float, log_uniform, signed, uniform, wad};
use engine::Kind;
use engine::quote::{Market, Order, Parts, Pool, Quote, QuoteError};
use engine::surface::{Post, Smile, SviParameters};
use math::{SignedWad, Tabled, WAD, Wad};

pub(crate) const NOW: u64 = 1_800_000_000;

pub(crate) const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

/// A market with two expiries that differ in level and in curvature.
pub(crate) struct World {
    pub(crate) spot: Wad,
    pub(crate) carry: SignedWad,
    pub(crate) smiles: [Smile; 2],
    pub(crate) series: Vec<(usize, Kind, Wad)>,
}

impl World {
    pub(crate) fn random(r: &mut fastrand::Rng) -> Self {
        let spot = wad(log_uniform(r, 0.5, 60_000.0));
        let smiles = [(); 2].map(|()| smile(r));
        let series = (0..4)
            .map(|_| {
                let strike = wad(float(spot) * log_uniform(r, 0.5, 2.0));
                (r.usize(0..2), KINDS[r.usize(0..4)], strike)
            })
            .collect();
        Self {
            spot,
            carry: signed(uniform(r, -0.1, 0.2)),
            smiles,
            series,
        }
    }

    pub(crate) fn quote(
        &self,
        pool: &Pool,
        series: usize,
        quantity: i128,
    ) -> Result<Quote, QuoteError> {
        let (expiry, kind, strike) = self.series[series];
        let order = Order {
            kind,
            strike,
            quantity: SignedWad::from_wei(quantity),
        };
        let market = Market {
            spot: self.spot,
            carry: self.carry,
            feed_deviation: wad(0.000_5),
            smile: &self.smiles[expiry],
        };
        Quote::new::<Tabled>(pool, &order, &market)
    }

    pub(crate) fn expect(&self, pool: &Pool, series: usize, quantity: i128) -> Quote {
        self.quote(pool, series, quantity)
            .expect("the order is within every range")
    }

    /// A size that moves the pool's load by about `part` of its limit.
    pub(crate) fn size(&self, pool: &Pool, series: usize, part: f64) -> i128 {
        let one = self.expect(pool, series, WAD.cast_signed());
        let weight = (one.vega.wei() as f64 / 1e18)
            .abs()
            .max(1e-6 * float(self.spot) / 100.0);
        let units = part * float(pool.nav) / 100.0 / weight;
        signed(units.clamp(1e-6, 1e12)).wei().max(1)
    }
}

pub(crate) fn smile(r: &mut fastrand::Rng) -> Smile {
    let years = log_uniform(r, 1.0 / 365.0, 2.0);
    let vol = log_uniform(r, 0.15, 2.0);
    let deviation = vol * years.sqrt();
    let sigma = (deviation * uniform(r, 0.5, 2.0)).min(3.9);
    let b = (deviation * uniform(r, 0.1, 0.5)).min(1.5);
    let rho = uniform(r, -0.6, 0.6);
    let post = Post {
        parameters: SviParameters {
            level: signed(deviation * deviation - b * sigma),
            slope: wad(b),
            tilt: signed(rho),
            shift: SignedWad::ZERO,
            smoothness: wad(sigma),
        },
        expiry: NOW + (years * 365.0 * 86_400.0) as u64,
        timestamp: NOW,
    };
    post.smile(NOW).expect("a market's smile")
}

pub(crate) fn random_pool(r: &mut fastrand::Rng) -> Pool {
    let nav = log_uniform(r, 1e4, 1e9);
    Pool {
        nav: wad(nav),
        vega: signed(nav / 100.0 * uniform(r, -1.5, 1.5)),
        reserve: wad(nav * uniform(r, 0.0, 1.2)),
    }
}

/// The pool after an order, at the same marks: its vega moves by what the order takes.
pub(crate) fn after(pool: &Pool, quote: &Quote, quantity: i128) -> Pool {
    let moved = engine_product(quantity, quote.vega.wei());
    Pool {
        vega: SignedWad::from_wei(pool.vega.wei() - moved),
        ..*pool
    }
}

/// a·b, cut at the decimal point so that it fits.
pub(crate) fn engine_product(a: i128, b: i128) -> i128 {
    let wad = WAD.cast_signed();
    (a / wad) * b + (a % wad) * (b / wad) + (a % wad) * (b % wad) / wad
}

/// What the trader pays, negative for what is received.
pub(crate) fn paid(parts: &Parts, quantity: i128) -> i128 {
    let total = parts.total.wei().cast_signed();
    if quantity > 0 { total } else { -total }
}

/// What rounding may add up to in some orders of this size: the volatility nodes are right to
/// 2e-18 of the spot, and loads and shares to one part in 10¹⁸.
pub(crate) fn rounding(world: &World, quantity: i128, strike: Wad) -> i128 {
    let largest = float(world.spot.max(strike)).max(1.0);
    let units = quantity.unsigned_abs() as f64 / 1e18;
    signed(units * largest * 1e-16).wei() + 200
}
