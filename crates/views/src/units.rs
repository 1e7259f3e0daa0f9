//! One unit of a series: its mark and its sensitivities.

use crate::calls::{overflow, Scene};
use crate::reasons::{self, Reason};
use crate::Eye;
use abi::trading::{OptionTerms, Position, QuoteContext, QuoteLine, QuoteOrder};
use alloc::vec::Vec;
use engine::surface::averaging;
use math::{SignedWad, Wad};
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// One, WAD.
pub(crate) const ONE: i128 = SignedWad::ONE.wei();

/// Seconds of half a year.
const HALF_YEAR_SECS: u128 = 31_536_000 / 2;

/// The value of one unit at the mark, and its sensitivities.
#[derive(Clone, Copy, Default)]
pub(crate) struct Unit {
    pub(crate) mark: u128,
    pub(crate) volatility: u128,
    pub(crate) delta: i128,
    pub(crate) gamma: i128,
    /// Per vol point.
    pub(crate) vega: i128,
    /// Per year.
    pub(crate) theta: i128,
    pub(crate) rho: i128,
    pub(crate) vanna: i128,
    pub(crate) volga: i128,
    /// The reason why mark or Greeks are missing.
    pub(crate) unmarked: Reason,
}

impl Unit {
    pub(crate) fn missing(reason: Reason) -> Self {
        Self {
            unmarked: reason,
            ..Self::default()
        }
    }
}

/// Returns an order for one unit.
pub(crate) const fn order(series: &Position, quantity: i128, opening: bool) -> QuoteOrder {
    QuoteOrder {
        expiry: series.expiry,
        kind: series.kind,
        opening,
        strike: series.strike,
        quantity,
    }
}

/// Returns the order to buy one unit, from which its mark is read.
fn bought(series: &Position) -> Vec<QuoteOrder> {
    [order(series, ONE, false)].into_iter().collect()
}

/// Returns the expiries of positions in ascending order.
#[inline(never)]
pub(crate) fn expiries(positions: &[Position]) -> Vec<u64> {
    let mut expiries = Vec::new();
    let mut last = 0;
    while let Some(next) = positions
        .iter()
        .map(|it| it.expiry)
        .filter(|it| *it > last)
        .min()
    {
        expiries.push(next);
        last = next;
    }
    expiries
}

/// Returns the positions of one expiry.
#[inline(never)]
pub(crate) fn of_expiry(positions: &[Position], expiry: u64) -> Vec<Position> {
    let mut alike = Vec::new();
    for position in positions {
        if position.expiry == expiry {
            alike.push(Position {
                expiry,
                kind: position.kind,
                strike: position.strike,
                quantity: position.quantity,
            });
        }
    }
    alike
}

impl<H: Host> Eye<'_, H> {
    /// Returns the lines of these orders, a fixed number of them per series: of all in one call, or of each alone if
    /// one is refused.
    #[inline(never)]
    pub(crate) fn each_quoted(
        &self,
        scene: &Scene,
        context: &QuoteContext,
        series: &[Position],
        orders: fn(&Position) -> Vec<QuoteOrder>,
    ) -> Vec<Result<Vec<QuoteLine>, Refusal>> {
        let each = series.first().map_or(0, |first| orders(first).len());
        let all = series.iter().flat_map(orders).collect();
        match self.quoted(scene, copy(context), all) {
            Ok(lines) => {
                let mut lines = lines.into_iter();
                let grouped = series
                    .iter()
                    .map(|_| Ok(lines.by_ref().take(each).collect()));
                grouped.collect()
            }
            Err(refusal) if series.len() == 1 => [Err(refusal)].into_iter().collect(),
            Err(_) => {
                let one = |series| self.quoted(scene, copy(context), orders(series));
                series.iter().map(one).collect()
            }
        }
    }

    /// Returns one unit of each series of an expiry, at the mark.
    #[inline(never)]
    pub(crate) fn units(
        &self,
        scene: &Scene,
        expiry: u64,
        series: &[Position],
    ) -> Result<Vec<Unit>, Refusal> {
        let context = scene.plain_context(expiry)?;
        let signed = self.surface_at(scene, expiry)?;
        let lines = self.each_quoted(scene, &context, series, bought);
        let units = series.iter().zip(lines).map(|(series, line)| match line {
            Ok(lines) => lines
                .first()
                .map_or_else(Unit::default, |line| self.unit(scene, signed, series, line)),
            Err(refusal) => Unit::missing(reasons::of(&refusal)),
        });
        Ok(units.collect())
    }

    /// Returns one unit of a series on a surface that was signed at this time, with the line of an order that buys it.
    #[inline(never)]
    pub(crate) fn unit(
        &self,
        scene: &Scene,
        signed: u64,
        series: &Position,
        line: &QuoteLine,
    ) -> Unit {
        let known = Unit {
            mark: line.mark,
            volatility: line.volatility,
            delta: line.delta,
            vega: line.vega,
            ..Unit::default()
        };
        self.sensitive(scene, signed, series, known)
            .unwrap_or_else(|refusal| Unit {
                unmarked: reasons::of(&refusal),
                ..known
            })
    }

    /// Adds the sensitivities that a line does not have. They are those of an option that settles at once, at the
    /// volatility that gives it the same price. Theta is the loss by the variance of the average that time uses up.
    #[inline(never)]
    fn sensitive(
        &self,
        scene: &Scene,
        signed: u64,
        series: &Position,
        known: Unit,
    ) -> Result<Unit, Refusal> {
        let left = series.expiry.saturating_sub(scene.now);
        let lifetime = series.expiry.saturating_sub(signed);
        let average = averaging(lifetime, left).map_err(|_| overflow())?;
        let factor = average.factor.wei();
        let volatility =
            product_toward_zero(known.volatility.cast_signed(), factor)?.unsigned_abs();
        let option = OptionTerms {
            kind: series.kind,
            spot: scene.spot_of(series.expiry)?,
            strike: series.strike,
            expirySecs: left,
            rate: scene.carry,
        };
        let greeks = self.greeks(scene, option, volatility)?;
        // Passing time uses up variance evenly: ∂V/∂σ·σ/2τ a year.
        let years = u128::from(left).max(1);
        let even = product_toward_zero(greeks.vega, volatility)?;
        let even = even.checked_mul(HALF_YEAR_SECS.cast_signed());
        let even = even.ok_or_else(overflow)? / years.cast_signed();
        let hasty =
            product_toward_zero(even, average.haste.wei().saturating_sub(ONE.unsigned_abs()))?;
        Ok(Unit {
            gamma: greeks.gamma,
            theta: greeks.theta.checked_sub(hasty).ok_or_else(overflow)?,
            rho: greeks.rho,
            vanna: product_toward_zero(greeks.vanna, factor)?,
            volga: product_toward_zero(product_toward_zero(greeks.volga, factor)?, factor)?,
            ..known
        })
    }
}

/// a·b of WADs, rounded toward zero.
#[inline(never)]
pub(crate) fn product_toward_zero(a: i128, b: u128) -> Result<i128, Refusal> {
    let size = product_down(a.unsigned_abs(), b)?.cast_signed();
    Ok(if a < 0 { size.saturating_neg() } else { size })
}

/// Returns a·b of WADs, rounded down; below 2¹²⁷.
#[inline(never)]
pub(crate) fn product_down(a: u128, b: u128) -> Result<u128, Refusal> {
    let product = Wad::from_wei(a).mul_down(Wad::from_wei(b));
    Ok(product.map_err(|_| overflow())?.wei())
}

const fn copy(context: &QuoteContext) -> QuoteContext {
    QuoteContext {
        spot: context.spot,
        carry: context.carry,
        feedDeviation: context.feedDeviation,
        nav: context.nav,
        poolVega: context.poolVega,
        reserve: context.reserve,
        maxAgeSecs: context.maxAgeSecs,
        settling: context.settling,
        settlingSpot: context.settlingSpot,
        sequential: context.sequential,
    }
}
