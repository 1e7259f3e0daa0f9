//! Trades: their cost, what they leave of the pool, and whether they are allowed.

use crate::admin::{Parameter, NO_CARRY};
use crate::errors::*;
use crate::storage::RiskManager;
use abi::by_expiry;
use abi::oracle::{FULL, SETTLE_ONLY};
use abi::trading::{
    BookContext, Position as Leg, QuoteContext, QuoteLine, QuoteOrder, TradeContext, TradeLeg,
};
use alloc::vec::Vec;
use alloy_primitives::U256;
use domain::{change, Position, Series};
use engine::exposure::Figures;
use engine::limits::PoolRisk;
use math::{SignedWad, Wad, BASIS_POINT};
use runtime::access::Governed;
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// A trade that is allowed.
pub(crate) struct Admitted {
    /// The cost of each leg.
    pub(crate) lines: Vec<QuoteLine>,
    /// Places in the book, and the positions that stand there after the trade.
    pub(crate) changed: Vec<(usize, Position)>,
    /// What the pool has to keep before the trade and after it.
    pub(crate) stay: [u128; 2],
}

/// The value and the risk of the pool, with the figures from which they follow.
pub(crate) struct Weighed {
    pub(crate) figures: Figures,
    pub(crate) risk: PoolRisk,
}

impl RiskManager {
    /// Prices a trade, and checks the pool after it against the limits.
    pub(crate) fn admit(
        &self,
        context: &TradeContext,
        legs: &[TradeLeg],
    ) -> Result<Admitted, Refusal> {
        self.require_tradable(context, legs)?;
        let words = self.words();
        let changed = changed(&words, legs)?;
        let before = self.weigh(context, &words)?;
        let opening = legs.iter().any(|leg| leg.opening);
        if opening && before.risk.nav == Wad::ZERO {
            return Err(RiskPoolWorthless {}.into());
        }
        let lines = self.lines(context, &before, legs, opening)?;
        let orders = legs.iter().map(|leg| Leg {
            expiry: leg.expiry,
            kind: leg.kind,
            strike: leg.strike,
            quantity: leg.quantity.saturating_neg(),
        });
        let moved = self.assess(context, orders.collect())?;
        let figures = before.figures.plus(&moved).map_err(|_| overflow())?;
        let after = risk_of(context, &figures)?;
        // Premiums are exchanged for marks, so the worth of the pool stays; its income vests later.
        let after = PoolRisk {
            nav: before.risk.nav,
            ..after
        };
        let within = self.limits().check(&before.risk, &after);
        within.map_err(beyond)?;
        self.require_shortfall(context, &words, &changed, &figures, &after)?;
        let kept = self.kept(&before.risk, &before.figures);
        let mut stays = self.kept(&after, &figures);
        if opening {
            stays = stays.saturating_add(after.nav.wei() >> 2);
        }
        Ok(Admitted {
            lines,
            changed,
            stay: [kept, stays],
        })
    }

    /// Returns what a pool with this risk has to keep when it pays: its reserve, and what its book stands below zero at
    /// the value against the pool.
    fn kept(&self, risk: &PoolRisk, figures: &Figures) -> u128 {
        let reserve = risk.reserve(self.parameter(Parameter::Reserve)).wei();
        reserve.saturating_add(figures.low.wei().min(0).unsigned_abs())
    }

    fn require_tradable(&self, context: &TradeContext, legs: &[TradeLeg]) -> Result<(), Refusal> {
        let now = self.vm().block_timestamp();
        if context.state == SETTLE_ONLY {
            return Err(RiskNoPrice {}.into());
        }
        if legs.is_empty() {
            return Err(argument("legs"));
        }
        for leg in legs {
            if leg.opening {
                self.authority().when_not_paused()?;
                if context.state != FULL {
                    return Err(RiskOnlyClosing {}.into());
                }
            }
            if leg.expiry <= now {
                return Err(RiskExpired { expiry: leg.expiry }.into());
            }
        }
        Ok(())
    }

    /// Returns the value and the risk of the pool with these positions.
    pub(crate) fn weigh(&self, context: &TradeContext, words: &[U256]) -> Result<Weighed, Refusal> {
        let figures = self.assess(context, Leg::held(words))?;
        let risk = risk_of(context, &figures)?;
        Ok(Weighed { figures, risk })
    }

    /// Returns the exposure of legs to their holder. An expiry in its last half hour is valued at the average that its
    /// price will be: the known part of it, and the spot for the rest.
    pub(crate) fn assess(
        &self,
        context: &TradeContext,
        mut legs: Vec<Leg>,
    ) -> Result<Figures, Refusal> {
        by_expiry(&mut legs);
        self.assessed(self.book_context(context)?, legs)
    }

    /// Returns the context in which a book is valued at these prices.
    #[inline(never)]
    pub(crate) fn book_context(&self, context: &TradeContext) -> Result<BookContext, Refusal> {
        Ok(BookContext {
            spot: context.spot,
            carry: self.carry(),
            maxAgeSecs: self.parameter(Parameter::ClosingAge).into(),
            settling: context.settling,
            settlingSpot: settling_spot(context)?,
        })
    }

    /// Returns the cost of each leg, in their order.
    fn lines(
        &self,
        context: &TradeContext,
        before: &Weighed,
        legs: &[TradeLeg],
        opening: bool,
    ) -> Result<Vec<QuoteLine>, Refusal> {
        let age = if opening {
            Parameter::OpeningAge
        } else {
            Parameter::ClosingAge
        };
        let quote = QuoteContext {
            spot: context.spot,
            carry: self.carry(),
            feedDeviation: context.deviation,
            nav: before.risk.nav.wei(),
            poolVega: before.figures.vega.wei(),
            reserve: before
                .risk
                .reserve(self.parameter(Parameter::Reserve))
                .wei(),
            maxAgeSecs: self.parameter(age).into(),
            settling: context.settling,
            settlingSpot: settling_spot(context)?,
            sequential: true,
        };
        let orders = legs.iter().map(|leg| QuoteOrder {
            expiry: leg.expiry,
            kind: leg.kind,
            opening: leg.opening,
            strike: leg.strike,
            quantity: leg.quantity,
        });
        let quoted = self.quoted(quote, orders.collect())?;
        if quoted.len() != legs.len() {
            return Err(overflow());
        }
        Ok(quoted)
    }

    /// Returns the yearly carry, WAD.
    pub(crate) fn carry(&self) -> i128 {
        self.carry_bps().saturating_mul(BASIS_POINT.cast_signed())
    }

    /// Returns the yearly carry of the forward, in basis points.
    pub fn carry_bps(&self) -> i128 {
        i128::from(self.parameter(Parameter::Carry)).saturating_sub(i128::from(NO_CARRY))
    }
}

/// Returns the place of each leg's series, and the pool's position in it after the trade.
pub(crate) fn changed(
    words: &[U256],
    legs: &[TradeLeg],
) -> Result<Vec<(usize, Position)>, Refusal> {
    let mut words = words.to_vec();
    let mut changed = Vec::with_capacity(legs.len());
    for leg in legs {
        let series = series(leg.expiry, leg.kind, leg.strike)?;
        let quantity = leg.quantity.checked_neg().ok_or_else(overflow)?;
        let (place, change) = change(&words, &series, quantity).map_err(|_| overflow())?;
        let place = place.ok_or_else(|| {
            Refusal::from(RiskNotListed {
                expiry: leg.expiry,
                kind: leg.kind,
                strike: leg.strike,
            })
        })?;
        let position = Position::new(series, change.after).map_err(|_| overflow())?;
        if let Some(word) = words.get_mut(place) {
            *word = position.word();
        }
        changed.push((place, position));
    }
    Ok(changed)
}

fn risk_of(context: &TradeContext, figures: &Figures) -> Result<PoolRisk, Refusal> {
    let backing = SignedWad::from_wei(context.backing);
    let spot = Wad::from_wei(context.spot);
    PoolRisk::new(backing, spot, figures).map_err(|_| overflow())
}

/// Returns the series with these terms.
///
/// # Errors
/// `RiskArgument` naming an argument out of its range.
pub(crate) fn series(expiry: u64, kind: u8, strike: u128) -> Result<Series, Refusal> {
    Series::new(expiry, kind, strike).map_err(|error| argument(error.argument()))
}

/// Returns the expected settlement price of an expiry in its last half hour; the spot if there is none.
pub(crate) fn settling_spot(context: &TradeContext) -> Result<u128, Refusal> {
    context.settling_spot().ok_or_else(overflow)
}
