//! Orders of one market, one after another.

use math::{Approximation, SignedWad, Wad};

use super::amounts::Amounts;
use super::parts::{buy, sell};
use super::series::{Series, Trade};
use super::{Market, Order, Pool, Quote, QuoteError};
use crate::claim::Kind;

/// Quotes orders of one market. A series is priced once where its orders follow each other, as
/// bid and ask do; each quote is the one that [`Quote::new`] gives.
#[derive(Debug)]
pub struct Desk<'a> {
    market: Market<'a>,
    last: Option<(Kind, Wad, Series)>,
}

impl<'a> Desk<'a> {
    /// Opens with no series priced.
    #[must_use]
    pub const fn new(market: Market<'a>) -> Self {
        Self { market, last: None }
    }

    /// Quotes an order.
    ///
    /// # Errors
    /// As [`Quote::new`].
    pub fn quote<A: Approximation>(
        &mut self,
        pool: &Pool,
        order: &Order,
    ) -> Result<Quote, QuoteError> {
        if order.quantity == SignedWad::ZERO {
            return Err(QuoteError::QuantityZero);
        }
        if self.market.feed_deviation > Wad::ONE {
            return Err(QuoteError::FeedDeviationOutOfRange);
        }
        let (kind, strike) = (order.kind, order.strike);
        let series = match &mut self.last {
            Some((same_kind, same_strike, series))
                if *same_kind == kind && *same_strike == strike =>
            {
                series
            }
            last => {
                let series = Series::new::<A>(kind, strike, &self.market)?;
                &mut last.insert((kind, strike, series)).2
            }
        };
        quote_in::<A>(series, pool, order.quantity)
    }
}

fn quote_in<A: Approximation>(
    series: &Series,
    pool: &Pool,
    quantity: SignedWad,
) -> Result<Quote, QuoteError> {
    let trade = Trade {
        series,
        quantity: Wad::from_wei(quantity.wei().unsigned_abs()),
        buys: quantity.wei() > 0,
    };
    let (unit, quantity) = (series.unit(), trade.quantity);
    let amounts = Amounts::default();
    let path = trade.path(pool, &amounts)?;
    let curve = trade.curve::<A>(&path);
    let parts = if trade.buys {
        buy(unit, &path, &curve, quantity, pool, &amounts)
    } else {
        sell(unit, &path, &curve, quantity, &amounts)
    };
    amounts.finish(Quote {
        parts,
        volatility: series.volatility(),
        last_volatility: trade.last_volatility(&path),
        delta: series.delta(),
        vega: series.point_vega(),
        chance: series.chance(),
    })
}
