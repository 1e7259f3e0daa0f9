//! One order's series at the mark: what a unit is worth, what it weighs on the pool, and what
//! it is charged.

use math::{Approximation, Float, SignedWad, Wad};

use super::amounts::{Amounts, scaled};
use super::parts::Unit;
use super::path::{Path, SkewCurve};
use super::tariff::{
    DELTA_SPREAD, FEE, FLOOR, LOAD_DIVISOR, MAX_FEE, MAX_SKEW, MIN_VOL_SPREAD, VOL_POINTS,
    VOL_SPREAD,
};
use super::{Market, Order, Pool, QuoteError};
use crate::black_scholes::Terms;
use crate::claim::{Claim, Mark};
use crate::constants::WAD_FLOAT;
use crate::real::{Real, Small, float_of, less, sum};

/// A claim at the surface's volatility, and the side from which an order comes.
pub(super) struct Series {
    claim: Claim,
    quantity: Wad,
    buys: bool,
    /// σ√τ.
    deviation: Float,
    /// σ a year.
    sigma: Float,
    mark: Mark,
}

impl Series {
    pub(super) fn new<A: Approximation>(
        order: &Order,
        market: &Market<'_>,
    ) -> Result<Self, QuoteError> {
        let terms = Terms {
            spot: market.spot,
            strike: order.strike,
            expiry_secs: market.smile.remaining_secs(),
            rate: market.carry,
        };
        let claim = Claim::new::<A>(order.kind, &terms)?;
        let place = claim.log_moneyness();
        let (deviation, sigma) = market.smile.deviation_and_sigma(place)?;
        Ok(Self {
            claim,
            quantity: Wad::from_wei(order.quantity.wei().unsigned_abs()),
            buys: order.quantity.wei() > 0,
            deviation,
            sigma,
            mark: claim.mark::<A>(deviation, market.smile.root())?,
        })
    }

    pub(super) const fn buys(&self) -> bool {
        self.buys
    }

    pub(super) const fn quantity(&self) -> Wad {
        self.quantity
    }

    pub(super) const fn delta(&self) -> SignedWad {
        self.mark.delta
    }

    /// The delta; of a digital, what it is worth of the one that it pays.
    pub(super) const fn chance(&self) -> SignedWad {
        if self.claim.kind().is_digital() {
            SignedWad::from_wei(self.mark.value.wei().cast_signed())
        } else {
            self.mark.delta
        }
    }

    /// What one unit gains when volatility rises by a vol point.
    pub(super) const fn point_vega(&self) -> SignedWad {
        SignedWad::from_wei(self.mark.vega.wei().wrapping_div(VOL_POINTS))
    }

    /// The surface's volatility.
    pub(super) fn volatility(&self) -> Wad {
        Wad::from_wei(self.sigma.by(WAD_FLOAT).nearest())
    }

    /// The volatility to which the last unit is skewed.
    pub(super) fn last_volatility(&self, path: &Path) -> Wad {
        let skewed = self.skewed(self.sigma, float_of(path.to));
        Wad::from_wei(skewed.by(WAD_FLOAT).nearest())
    }

    /// The path that the order takes through the pool's load.
    pub(super) fn path(&self, pool: &Pool, amounts: &Amounts) -> Result<Path, QuoteError> {
        let weight = Wad::from_wei(self.point_vega().wei().unsigned_abs());
        let vega = pool.vega.wei();
        let load = if self.takes_vega() {
            vega.checked_neg().ok_or(QuoteError::AmountOverflow)?
        } else {
            vega
        };
        let limit = Wad::from_wei(pool.nav.wei() / LOAD_DIVISOR);
        let consumption = amounts.product_up(self.quantity, weight);
        Ok(Path::new(
            SignedWad::from_wei(load),
            consumption,
            limit,
            amounts,
        ))
    }

    /// The skew of this series; nought where the path does not load the pool.
    pub(super) fn curve<A: Approximation>(&self, path: &Path) -> SkewCurve {
        if path.to == Wad::ZERO {
            return SkewCurve::through(Wad::ZERO, Wad::ZERO);
        }
        let cost = |load| {
            let value = self
                .claim
                .value::<A>(self.skewed(self.deviation, load))
                .wei();
            let mark = self.mark.value.wei();
            // On the side that favours the trader it counts as nothing.
            let cost = if self.buys {
                value.checked_sub(mark)
            } else {
                mark.checked_sub(value)
            };
            Wad::from_wei(cost.unwrap_or(0))
        };
        SkewCurve::through(cost(Float::ONE.scale(-1)), cost(Float::ONE))
    }

    /// What one unit is charged.
    pub(super) fn unit(&self, market: &Market<'_>, amounts: &Amounts) -> Unit {
        let digital = self.claim.kind().is_digital();
        let notional = if digital { Wad::ONE } else { market.spot };
        let intrinsic = if digital {
            Wad::ZERO
        } else {
            self.claim.value_without_time()
        };
        let most = amounts.product_up(self.mark.value, MAX_FEE);
        let fee = amounts.product_up(notional, FEE).min(most);
        Unit {
            mark: self.mark.value,
            spread: self.spread(market, amounts),
            fee,
            least: amounts.sum(intrinsic, amounts.product_up(notional, FLOOR)),
        }
    }

    /// vega·max(1 vol point, 2%·σ) + |delta|·S·(feed deviation + 5 bp), rounded up.
    fn spread(&self, market: &Market<'_>, amounts: &Amounts) -> Wad {
        let (least, relative) = (float_of(MIN_VOL_SPREAD), scaled(self.sigma, VOL_SPREAD));
        let points = if less(least, relative) {
            relative
        } else {
            least
        };
        let vega = Float::from_u128(self.mark.vega.wei().unsigned_abs()).by(points);
        let feed = amounts.sum(market.feed_deviation, DELTA_SPREAD);
        let delta = float_of(Wad::from_wei(self.mark.delta.wei().unsigned_abs()));
        let hedge = delta
            .by(Float::from_u128(market.spot.wei()))
            .by(float_of(feed));
        amounts.round_up(sum(vega, hedge))
    }

    /// Whether the order takes vega from the pool: a buyer of what has it, or a seller of what
    /// loses by volatility.
    const fn takes_vega(&self) -> bool {
        self.buys == (self.mark.vega.wei() >= 0)
    }

    /// A volatility or deviation, skewed by the load on the side the order pushes to.
    fn skewed(&self, volatility: Float, load: Float) -> Float {
        let skew = Real::new(!self.takes_vega(), scaled(load, MAX_SKEW));
        // The skew is a quarter at most: the factor is positive.
        volatility.by(Real::positive(Float::ONE).plus(skew).magnitude)
    }
}
