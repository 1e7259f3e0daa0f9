//! The chain: every listed series, with its prices.

use crate::calls::{overflow, Scene};
use crate::reasons::{self, Reason};
use crate::units::{expiries, of_expiry, order, Unit, ONE};
use crate::Eye;
use abi::lens::{ChainSeries, ChainState};
use abi::oracle::{FULL, SETTLE_ONLY};
use abi::trading::{PoolFigures, Position, QuoteContext, QuoteLine};
use alloc::vec::Vec;
use alloy_primitives::Address;
use engine::exposure::Figures;
use engine::limits::{Limits, PoolRisk};
use math::{SignedWad, Wad};
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// The value, the risk and the limits of the pool before a trade.
pub(crate) struct Weighed {
    pub(crate) own: PoolFigures,
    pub(crate) figures: Figures,
    pub(crate) risk: PoolRisk,
    pub(crate) limits: Limits,
}

/// What all series of a chain have in common.
struct Counter {
    /// The pool, or the reason why its book has no mark.
    weighed: Result<Weighed, Reason>,
    /// The reason why nothing can be opened.
    closed: Reason,
    /// The maximum age of a surface on which to open, seconds.
    opening_age: u64,
}

impl<H: Host> Eye<'_, H> {
    /// Returns the chain, or its series of one expiry.
    ///
    /// # Errors
    /// `LensNotMarket`; the oracle's error when it has too little gas.
    #[inline(never)]
    pub fn series_of(
        &self,
        market: Address,
        only: Option<u64>,
    ) -> Result<(ChainState, Vec<ChainSeries>), Refusal> {
        let scene = self.stage(market)?;
        let state = self.chain_state(&scene)?;
        let book = self.book(&scene)?;
        let counter = self.counter(&scene, &state)?;
        let mut chain = Vec::with_capacity(book.len());
        for expiry in expiries(&book) {
            if only.is_some_and(|only| only != expiry) {
                continue;
            }
            let alike = of_expiry(&book, expiry);
            self.add_expiry(&scene, &counter, expiry, &alike, &mut chain)?;
        }
        Ok((state, chain))
    }

    #[inline(never)]
    pub(crate) fn chain_state(&self, scene: &Scene) -> Result<ChainState, Refusal> {
        let snapshot = &scene.snapshot;
        Ok(ChainState {
            state: snapshot.state,
            spot: snapshot.spot,
            updatedAt: snapshot.updatedAt,
            deviation: snapshot.deviation,
            settling: scene.settling,
            average: snapshot.average,
            averagedSecs: snapshot.averagedSecs,
            marketPaused: self.paused(scene.market)?,
            riskPaused: self.paused(scene.risk)?,
        })
    }

    /// Returns the value and the risk of the pool, with its limits.
    #[inline(never)]
    pub(crate) fn weighed(&self, scene: &Scene) -> Result<Weighed, Refusal> {
        let (own, figures) = self.figures(scene)?;
        let limits = Limits {
            vega_bps: self.parameter(scene.risk, "vegaLimit")?,
            delta_bps: self.parameter(scene.risk, "deltaLimit")?,
            ten_percent_bps: self.parameter(scene.risk, "tenPercentLimit")?,
            worst_bps: self.parameter(scene.risk, "worstLimit")?,
            shortfall_bps: self.parameter(scene.risk, "shortfallLimit")?,
        };
        Ok(Weighed {
            own,
            risk: risk_of(scene, &figures)?,
            figures,
            limits,
        })
    }

    fn counter(&self, scene: &Scene, state: &ChainState) -> Result<Counter, Refusal> {
        let weighed = self.weighed(scene);
        let weighed = weighed.map_err(|refusal| reasons::of(&refusal));
        // In the order in which the risk manager checks.
        let closed = if state.state >= SETTLE_ONLY {
            reasons::NO_PRICE
        } else if state.marketPaused || state.riskPaused {
            reasons::PAUSED
        } else if state.state != FULL {
            reasons::ONLY_CLOSING
        } else {
            match &weighed {
                Err(reason) => *reason,
                Ok(weighed) if weighed.own.nav == 0 => reasons::WORTHLESS,
                Ok(_) => Reason::ZERO,
            }
        };
        Ok(Counter {
            weighed,
            closed,
            opening_age: self.parameter(scene.risk, "openingAge")?.into(),
        })
    }

    fn add_expiry(
        &self,
        scene: &Scene,
        counter: &Counter,
        expiry: u64,
        series: &[Position],
        chain: &mut Vec<ChainSeries>,
    ) -> Result<(), Refusal> {
        let nothing = if scene.snapshot.state >= SETTLE_ONLY {
            reasons::NO_PRICE
        } else if expiry <= scene.now {
            reasons::EXPIRED
        } else {
            Reason::ZERO
        };
        if !nothing.is_zero() {
            for series in series {
                let mut shown = row(series, &Unit::missing(nothing));
                (shown.unquoted, shown.unopened) = (nothing, nothing);
                chain.push(shown);
            }
            return Ok(());
        }
        let context = |max_age| -> Result<QuoteContext, Refusal> {
            let mut context = scene.plain_context(expiry)?;
            context.maxAgeSecs = max_age;
            if let Ok(weighed) = &counter.weighed {
                context.nav = weighed.own.nav;
                context.poolVega = weighed.own.vega;
                context.reserve = weighed.own.reserve;
            }
            Ok(context)
        };
        let (opening, closing) = (context(counter.opening_age)?, context(scene.closing_age)?);
        let signed = self.surface_at(scene, expiry)?;
        // A buyer opens, a seller closes. If both quotes succeed with the opening context, they stand for closing too.
        let opened = self.each_quoted(scene, &opening, series, opening_both);
        for (series, opened) in series.iter().zip(opened) {
            let (lines, unopened) = match opened {
                Ok(lines) => (Ok(lines), Reason::ZERO),
                Err(refusal) => {
                    let one = core::slice::from_ref(series);
                    let mut closed = self.each_quoted(scene, &closing, one, closing_both);
                    let lines = closed.pop().unwrap_or_else(|| Err(overflow()));
                    (lines, reasons::of(&refusal))
                }
            };
            let line = self.series(scene, counter, signed, series, &lines, unopened)?;
            chain.push(line);
        }
        Ok(())
    }

    fn series(
        &self,
        scene: &Scene,
        counter: &Counter,
        signed: u64,
        series: &Position,
        lines: &Result<Vec<QuoteLine>, Refusal>,
        unopened: Reason,
    ) -> Result<ChainSeries, Refusal> {
        let [bought, sold] = match lines.as_deref() {
            Ok([bought, sold]) => [bought, sold],
            Ok(_) => return Err(overflow()),
            Err(refusal) => {
                let reason = reasons::of(refusal);
                let mut shown = row(series, &Unit::missing(reason));
                shown.unquoted = first([counter.unpriced(), reason]);
                shown.unopened = first([counter.closed, unopened]);
                return Ok(shown);
            }
        };
        let mut shown = row(series, &self.unit(scene, signed, series, bought));
        shown.unquoted = counter.unpriced();
        if shown.unquoted.is_zero() {
            (shown.ask, shown.askFee) = (bought.total, bought.fee);
            (shown.bid, shown.bidFee) = (sold.total, sold.fee);
        }
        shown.unopened = first([counter.closed, unopened]);
        if let (Ok(weighed), true) = (&counter.weighed, shown.unopened.is_zero()) {
            shown.unopened = self.beyond(scene, weighed, series);
        }
        Ok(shown)
    }

    /// Returns the limit that the pool would break by selling one unit.
    #[inline(never)]
    fn beyond(&self, scene: &Scene, before: &Weighed, series: &Position) -> Reason {
        let leg = Position {
            expiry: series.expiry,
            kind: series.kind,
            strike: series.strike,
            quantity: ONE.saturating_neg(),
        };
        let moved = self.assessed(scene, series.expiry, [leg].into_iter().collect());
        let after = moved.and_then(|moved| {
            let figures = before.figures.plus(&moved).map_err(|_| overflow())?;
            risk_of(scene, &figures)
        });
        match after {
            Ok(after) => {
                let after = PoolRisk {
                    nav: before.risk.nav,
                    ..after
                };
                let within = before.limits.check(&before.risk, &after);
                within.map_or_else(|breach| reasons::beyond(breach.limit), |()| Reason::ZERO)
            }
            Err(refusal) => reasons::of(&refusal),
        }
    }
}

impl Counter {
    /// Returns the reason why there are no prices, if the pool cannot give any.
    fn unpriced(&self) -> Reason {
        self.weighed.as_ref().err().copied().unwrap_or_default()
    }
}

fn opening_both(series: &Position) -> Vec<abi::trading::QuoteOrder> {
    both(series, true)
}

fn closing_both(series: &Position) -> Vec<abi::trading::QuoteOrder> {
    both(series, false)
}

/// Returns two orders of one unit: a buy, which opens or not, and a sell, which closes.
fn both(series: &Position, opening: bool) -> Vec<abi::trading::QuoteOrder> {
    let orders = [
        order(series, ONE, opening),
        order(series, ONE.saturating_neg(), false),
    ];
    orders.into_iter().collect()
}

/// Returns the first reason that is not empty.
fn first(reasons: [Reason; 2]) -> Reason {
    let [first, second] = reasons;
    if first.is_zero() {
        second
    } else {
        first
    }
}

#[inline(never)]
fn risk_of(scene: &Scene, figures: &Figures) -> Result<PoolRisk, Refusal> {
    let backing = SignedWad::from_wei(scene.backing_wad);
    let spot = Wad::from_wei(scene.snapshot.spot);
    PoolRisk::new(backing, spot, figures).map_err(|_| overflow())
}

#[inline(never)]
fn row(series: &Position, unit: &Unit) -> ChainSeries {
    ChainSeries {
        expiry: series.expiry,
        kind: series.kind,
        strike: series.strike,
        pool: series.quantity,
        mark: unit.mark,
        volatility: unit.volatility,
        delta: unit.delta,
        gamma: unit.gamma,
        vega: unit.vega,
        theta: unit.theta,
        rho: unit.rho,
        vanna: unit.vanna,
        volga: unit.volga,
        unmarked: unit.unmarked,
        ..ChainSeries::default()
    }
}
