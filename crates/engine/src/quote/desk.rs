//! Quotes of several orders in one market.

use domain::Kind;
use math::{Approximation, SignedWad, Wad};

use super::amounts::Amounts;
use super::parts::{buy, sell};
use super::series::{Series, Standing, Trade};
use super::{Market, Order, Pool, Quote, QuoteError};

/// Quotes orders in one market. It prices a series once for consecutive orders in it, such as bid and ask. It computes
/// what depends on the pool's value and reserve once while they stay the same, because each takes divisions of 128
/// bits. Each quote equals that of [`Quote::new`].
#[derive(Debug)]
pub struct Desk<'a> {
    market: Market<'a>,
    last: Option<(Kind, Wad, Series)>,
    standing: Option<Standing>,
}

impl<'a> Desk<'a> {
    /// Returns a desk that has priced no series yet.
    #[must_use]
    pub const fn new(market: Market<'a>) -> Self {
        Self {
            market,
            last: None,
            standing: None,
        }
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
        let standing = match &mut self.standing {
            Some(standing) if standing.is_of(pool) => standing,
            last => last.insert(Standing::of(pool)),
        };
        quote_in::<A>(series, standing, pool, order.quantity)
    }
}

fn quote_in<A: Approximation>(
    series: &Series,
    standing: &Standing,
    pool: &Pool,
    quantity: SignedWad,
) -> Result<Quote, QuoteError> {
    let trade = Trade {
        series,
        standing,
        quantity: Wad::from_wei(quantity.wei().unsigned_abs()),
        buys: quantity.wei() > 0,
    };
    let (unit, quantity) = (series.unit(), trade.quantity);
    let amounts = Amounts::default();
    let path = trade.path(pool, &amounts)?;
    let curve = trade.curve::<A>(&path);
    let parts = if trade.buys {
        buy(unit, &path, &curve, quantity, standing.premium(), &amounts)
    } else {
        sell(unit, &path, &curve, quantity, &amounts)
    };
    amounts.finish(Quote {
        parts,
        volatility: series.volatility(),
        last_unit: trade.last_unit(&path),
        delta: series.delta(),
        vega: series.point_vega(),
        chance: series.chance(),
    })
}
