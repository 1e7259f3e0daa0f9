//! A series at the mark (the value of a unit, its effect on the pool, its charges), and an order
//! in it.

use domain::Kind;
use math::{Approximation, Float, SignedWad, Wad};

use super::amounts::{Amounts, scaled};
use super::parts::{Unit, utilisation_premium};
use super::path::{Path, SkewCurve};
use super::tariff::{
    DELTA_SPREAD, FEE, FLOOR, LOAD_DIVISOR, MAX_FEE, MAX_SKEW, MIN_VOL_SPREAD, VOL_POINTS,
    VOL_SPREAD,
};
use super::{Market, Pool, QuoteError};
use crate::black_scholes::Terms;
use crate::claim::{Claim, Mark};
use crate::constants::WAD_FLOAT;
use crate::real::{Real, Small, float_of, less, sum};

/// A claim at the surface's volatility: the part of a quote that depends neither on the order's
/// size and side nor on the pool.
#[derive(Debug)]
pub(super) struct Series {
    claim: Claim,
    /// σ√τ.
    deviation: Float,
    /// σ per year.
    sigma: Float,
    mark: Mark,
    /// The gain of one unit when volatility rises by a vol point.
    point_vega: SignedWad,
    /// σ to the nearest wei.
    volatility: Wad,
    unit: Unit,
}

/// The last unit of an order, kept for its volatility, which few callers need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LastUnit {
    sigma: Float,
    load: Wad,
    lowers: bool,
}

/// The part of a quote that depends on the pool alone.
#[derive(Debug)]
pub(super) struct Standing {
    nav: Wad,
    reserve: Wad,
    /// Its full load: 1% of its value.
    limit: Wad,
    /// The cost of its utilisation for a buyer, as a part of the price.
    premium: Wad,
}

/// An order in a series.
pub(super) struct Trade<'a> {
    pub(super) series: &'a Series,
    pub(super) standing: &'a Standing,
    pub(super) quantity: Wad,
    pub(super) buys: bool,
}

impl Standing {
    pub(super) fn of(pool: &Pool) -> Self {
        Self {
            nav: pool.nav,
            reserve: pool.reserve,
            limit: Wad::from_wei(pool.nav.wei() / LOAD_DIVISOR),
            // Shares of one: nothing overflows.
            premium: utilisation_premium(pool, &Amounts::default()),
        }
    }

    /// Returns whether it also applies to this pool. Vega is not part of it.
    pub(super) fn is_of(&self, pool: &Pool) -> bool {
        self.nav == pool.nav && self.reserve == pool.reserve
    }

    pub(super) const fn premium(&self) -> Wad {
        self.premium
    }
}

impl Series {
    pub(super) fn new<A: Approximation>(
        kind: Kind,
        strike: Wad,
        market: &Market<'_>,
    ) -> Result<Self, QuoteError> {
        let terms = Terms {
            spot: market.spot,
            strike,
            expiry_secs: market.smile.remaining_secs(),
            rate: market.carry,
        };
        let claim = Claim::new::<A>(kind, &terms)?;
        let place = claim.log_moneyness();
        let (deviation, sigma) = market.smile.deviation_and_sigma(place)?;
        let mark = claim.mark::<A>(deviation, market.smile.root())?;
        let amounts = Amounts::default();
        let unit = unit(&claim, &mark, sigma, market, &amounts);
        amounts.finish(Self {
            claim,
            deviation,
            sigma,
            mark,
            volatility: Wad::from_wei(sigma.by(WAD_FLOAT).nearest()),
            point_vega: SignedWad::from_wei(mark.vega.wei().wrapping_div(VOL_POINTS)),
            unit,
        })
    }

    /// Returns the value of one unit and its charges.
    pub(super) const fn unit(&self) -> &Unit {
        &self.unit
    }

    pub(super) const fn delta(&self) -> SignedWad {
        self.mark.delta
    }

    /// Returns the delta; for a digital, its value as a part of its payout.
    pub(super) const fn chance(&self) -> SignedWad {
        if self.claim.kind().is_digital() {
            SignedWad::from_wei(self.mark.value.wei().cast_signed())
        } else {
            self.mark.delta
        }
    }

    /// Returns the gain of one unit when volatility rises by a vol point.
    pub(super) const fn point_vega(&self) -> SignedWad {
        self.point_vega
    }

    /// Returns the surface's volatility.
    pub(super) const fn volatility(&self) -> Wad {
        self.volatility
    }
}

impl Trade<'_> {
    /// Returns the end of the path.
    pub(super) const fn last_unit(&self, path: &Path) -> LastUnit {
        LastUnit {
            sigma: self.series.sigma,
            load: path.to,
            lowers: !self.takes_vega(),
        }
    }

    /// Returns the path of the order through the pool's load.
    pub(super) fn path(&self, pool: &Pool, amounts: &Amounts) -> Result<Path, QuoteError> {
        let weight = Wad::from_wei(self.series.point_vega().wei().unsigned_abs());
        let vega = pool.vega.wei();
        let load = if self.takes_vega() {
            vega.checked_neg().ok_or(QuoteError::AmountOverflow)?
        } else {
            vega
        };
        let consumption = amounts.product_up(self.quantity, weight);
        Ok(Path::new(
            SignedWad::from_wei(load),
            consumption,
            self.standing.limit,
            amounts,
        ))
    }

    /// Returns the skew of this series; zero where the path does not load the pool.
    pub(super) fn curve<A: Approximation>(&self, path: &Path) -> SkewCurve {
        if path.to == Wad::ZERO {
            return SkewCurve::through(Wad::ZERO, Wad::ZERO);
        }
        let cost = |load| {
            let value = self
                .series
                .claim
                .value::<A>(self.skewed(self.series.deviation, load))
                .wei();
            let mark = self.series.mark.value.wei();
            // On the side that favours the trader it counts as zero.
            let cost = if self.buys {
                value.checked_sub(mark)
            } else {
                mark.checked_sub(value)
            };
            Wad::from_wei(cost.unwrap_or(0))
        };
        SkewCurve::through(cost(Float::ONE.scale(-1)), cost(Float::ONE))
    }

    /// Returns whether the order takes vega from the pool: it buys positive vega, or sells negative vega.
    const fn takes_vega(&self) -> bool {
        self.buys == (self.series.mark.vega.wei() >= 0)
    }

    /// Returns a volatility or deviation, skewed by the load on the side the order pushes to.
    fn skewed(&self, volatility: Float, load: Float) -> Float {
        skewed(volatility, load, !self.takes_vega())
    }
}

impl LastUnit {
    /// Returns the skewed volatility.
    pub(super) fn volatility(&self) -> Wad {
        let skewed = skewed(self.sigma, float_of(self.load), self.lowers);
        Wad::from_wei(skewed.by(WAD_FLOAT).nearest())
    }
}

fn skewed(volatility: Float, load: Float, lowers: bool) -> Float {
    let skew = Real::new(lowers, scaled(load, MAX_SKEW));
    // The skew is at most a quarter: the factor is positive.
    volatility.by(Real::positive(Float::ONE).plus(skew).magnitude)
}

/// Returns the value of one unit and its charges.
fn unit(claim: &Claim, mark: &Mark, sigma: Float, market: &Market<'_>, amounts: &Amounts) -> Unit {
    let digital = claim.kind().is_digital();
    let notional = if digital { Wad::ONE } else { market.spot };
    let intrinsic = if digital {
        Wad::ZERO
    } else {
        claim.value_without_time()
    };
    let max = amounts.product_up(mark.value, MAX_FEE);
    let fee = amounts.product_up(notional, FEE).min(max);
    Unit {
        mark: mark.value,
        spread: spread(mark, sigma, market, amounts),
        fee,
        min_total: amounts.sum(intrinsic, amounts.product_up(notional, FLOOR)),
    }
}

/// Returns vega·max(1 vol point, 2%·σ) + |delta|·S·(feed deviation + 5 bp), rounded up.
fn spread(mark: &Mark, sigma: Float, market: &Market<'_>, amounts: &Amounts) -> Wad {
    let (min, relative) = (float_of(MIN_VOL_SPREAD), scaled(sigma, VOL_SPREAD));
    let points = if less(min, relative) { relative } else { min };
    let vega = Float::from_u128(mark.vega.wei().unsigned_abs()).by(points);
    let feed = amounts.sum(market.feed_deviation, DELTA_SPREAD);
    let delta = float_of(Wad::from_wei(mark.delta.wei().unsigned_abs()));
    let hedge = delta
        .by(Float::from_u128(market.spot.wei()))
        .by(float_of(feed));
    amounts.round_up(sum(vega, hedge))
}
