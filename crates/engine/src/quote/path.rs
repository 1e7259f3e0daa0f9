//! The path of the pool's vega that an order causes, and its cost along the path.
//!
//! An order of q units moves the pool's vega by −q·ν in a straight line. For the order,
//! the pool carries a *load*: its vega on the side to which the order pushes it. The path from
//! load p₀ to p₀ + |q·ν| falls into at most three parts:
//!
//! - below 0 the order takes risk off the pool: no skew, and part of the spread back;
//! - from 0 to the limit L = 1% of the pool's value it puts risk on: the skew grows with it;
//! - beyond L the skew stays at its maximum.
//!
//! Every unit pays the cost of its own place on the path. Two orders in a row pass the same
//! places as one, so splitting cannot help.

use math::{Float, SignedWad, WAD, Wad};

use super::amounts::{Amounts, ratio, scaled};
use crate::constants::WAD_FLOAT;
use crate::real::{Real, Small, float_of, less, square_root, sum};

/// The skew a unit pays at load t·L, t ∈ [0, 1]: αt + βt², in wei of price.
///
/// It runs through the true costs at loads 0, L/2 and L. These three nodes are fixed in the pool's state and not in
/// the order's own path. Simpson's rule over a path is then exact, so the cost of two orders equals that of the whole
/// one, except for rounding. With nodes that move with the order, the pieces would add up to another integral than the
/// whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SkewCurve {
    alpha: Real,
    beta: Real,
    /// The cost at full load.
    full: Float,
}

/// An order's path in parts of its quantity, and where on the skew curve the middle part lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// Share of the order that takes risk off the pool.
    pub(crate) relief: Wad,
    /// Share of the order beyond full load.
    pub(crate) capped: Wad,
    /// Load at the start of the part that pays a growing skew.
    pub(crate) from: Wad,
    /// Load at its end.
    pub(crate) to: Wad,
}

impl SkewCurve {
    /// Returns the curve through the costs at half and at full load, in wei.
    ///
    /// A cost at half load outside of [¼, ¾] of the full one would bend the curve so far that it falls somewhere. Then
    /// that bound is used, because a skew that falls with the load would pay traders to push the pool.
    pub(crate) fn through(half: Wad, full: Wad) -> Self {
        let quarter = full.wei().div_ceil(4);
        let half = half
            .wei()
            .clamp(quarter, full.wei().saturating_sub(quarter).max(quarter));
        let half = Float::from_u128(half);
        let full = Float::from_u128(full.wei());
        let alpha = Real::positive(half.scale(2)).minus(Real::positive(full));
        Self {
            alpha: if alpha.negative { Real::ZERO } else { alpha },
            beta: Real::positive(full.scale(1)).minus(Real::positive(half.scale(2))),
            full,
        }
    }

    /// Returns the cost at load `t` ≤ 1, wei.
    #[inline(never)]
    fn at(&self, t: Float) -> Float {
        let slope = self.alpha.plus(self.beta.times(Real::positive(t)));
        let cost = slope.times(Real::positive(t));
        if cost.negative {
            Float::ZERO
        } else {
            cost.magnitude
        }
    }

    /// Returns the mean cost between two loads: Simpson's rule, which is exact on a parabola.
    fn mean(&self, from: Wad, to: Wad) -> Float {
        let (start, end) = (float_of(from), float_of(to));
        let middle = sum(start, end).scale(-1);
        let nodes = sum(sum(self.at(start), self.at(end)), self.at(middle).scale(2));
        nodes.over(Float::from_u64(6))
    }

    /// Returns the load at which a unit costs `cost`, below that of full load: the root of αt + βt² = cost, as
    /// 2·cost/(α + √(α² + 4β·cost)), which does not cancel.
    #[inline(never)]
    fn load_of(&self, cost: Wad) -> Wad {
        let cost = Float::from_u128(cost.wei());
        let square = Real::positive(self.alpha.square());
        let inner = square.plus(self.beta.times(Real::positive(cost.scale(2))));
        let root = if inner.negative {
            Float::ZERO
        } else {
            square_root(inner.magnitude)
        };
        let reach = sum(self.alpha.magnitude, root);
        if reach.is_zero() || !less(cost.scale(1), reach) {
            return Wad::ONE;
        }
        let load = cost.scale(1).over(reach);
        Wad::from_wei(load.by(WAD_FLOAT).nearest().min(WAD))
    }
}

impl Path {
    /// Returns the path of an order that moves the pool's vega by `consumption` from `load`, for a pool with this
    /// limit.
    pub(crate) fn new(load: SignedWad, consumption: Wad, limit: Wad, amounts: &Amounts) -> Self {
        if consumption == Wad::ZERO {
            return Self {
                relief: Wad::ZERO,
                capped: Wad::ZERO,
                from: Wad::ZERO,
                to: Wad::ZERO,
            };
        }
        let before = Wad::from_wei(load.wei().unsigned_abs());
        if load.wei() < 0 && before >= consumption {
            return Self {
                relief: Wad::ONE,
                capped: Wad::ZERO,
                from: Wad::ZERO,
                to: Wad::ZERO,
            };
        }
        let (relief, start, end) = if load.wei() < 0 {
            let end = Wad::from_wei(consumption.wei().wrapping_sub(before.wei()));
            (ratio(before, consumption), Wad::ZERO, end)
        } else {
            (Wad::ZERO, before, amounts.sum(before, consumption))
        };
        let beyond = Wad::from_wei(end.wei().saturating_sub(limit.wei().max(start.wei())));
        let loaded = |vega: Wad| {
            if vega < limit {
                ratio(vega, limit)
            } else {
                Wad::ONE
            }
        };
        Self {
            relief,
            capped: if beyond == Wad::ZERO {
                Wad::ZERO
            } else {
                ratio(beyond, consumption)
            },
            from: loaded(start),
            to: loaded(end),
        }
    }

    /// Returns the share of the order that pays a growing skew.
    fn growing(&self) -> Wad {
        let others = self.relief.wei().saturating_add(self.capped.wei());
        Wad::from_wei(WAD.saturating_sub(others))
    }

    /// Returns the skew of the mean unit, wei, rounded up.
    pub(crate) fn skew(&self, curve: &SkewCurve, amounts: &Amounts) -> Wad {
        let growing = scaled(curve.mean(self.from, self.to), self.growing());
        amounts.round_up(sum(growing, scaled(curve.full, self.capped)))
    }

    /// Returns how much of the order, as a share of it, pays a skew of at most `cost`. The skew grows along the path,
    /// so it is the first part of it.
    pub(crate) fn share_within(&self, curve: &SkewCurve, cost: Wad, amounts: &Amounts) -> Wad {
        if !less(Float::from_u128(cost.wei()), curve.full) {
            return Wad::ONE;
        }
        let load = curve.load_of(cost);
        if load >= self.to {
            return Wad::from_wei(WAD.saturating_sub(self.capped.wei()));
        }
        if load <= self.from {
            return self.relief;
        }
        let covered = Wad::from_wei(load.wei().wrapping_sub(self.from.wei()));
        let whole = Wad::from_wei(self.to.wei().wrapping_sub(self.from.wei()));
        let growing = amounts.product_down(self.growing(), ratio(covered, whole));
        amounts.sum(self.relief, growing)
    }

    /// Returns the path of the first `share` of the order, which [`Self::share_within`] gave for `cost`.
    pub(crate) fn cut(&self, curve: &SkewCurve, share: Wad, cost: Option<Wad>) -> Self {
        if share <= self.relief {
            let relief = if self.relief == Wad::ZERO {
                Wad::ZERO
            } else {
                Wad::ONE
            };
            return Self {
                relief,
                capped: Wad::ZERO,
                from: Wad::ZERO,
                to: Wad::ZERO,
            };
        }
        let load = cost.map_or(Wad::ZERO, |cost| curve.load_of(cost));
        Self {
            relief: ratio(self.relief, share),
            capped: Wad::ZERO,
            from: self.from,
            to: load.max(self.from).min(self.to),
        }
    }
}
