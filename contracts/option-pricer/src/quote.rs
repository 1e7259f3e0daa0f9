//! Quotes on the posted surfaces.

use alloc::vec::Vec;

use engine::quote::{self, Market, Order, Pool, Quote};
use engine::surface::Smile;
use math::{Compact, SignedWad, Wad};
use stylus_sdk::prelude::*;

use crate::errors::{kind, PricerError, PricerOpeningHalted, PricerSurfaceMissing, PricerSurfaceStale};
use crate::storage::OptionPricer;
use crate::types::{QuoteContext, QuoteOrder, QuoteParts};

/// A smile that was read, and whether opening is halted on it.
struct Loaded {
    expiry: u64,
    smile: Smile,
    halted: bool,
}

impl OptionPricer {
    /// Quotes orders one by one, reading each surface once where orders of an expiry follow each other.
    pub(crate) fn quotes(&self, context: &QuoteContext, orders: &[QuoteOrder]) -> Result<Vec<QuoteParts>, PricerError> {
        let mut pool = Pool {
            nav: Wad::from_wei(context.nav),
            vega: SignedWad::from_wei(context.poolVega),
            reserve: Wad::from_wei(context.reserve),
        };
        let mut loaded: Option<Loaded> = None;
        let mut quotes = Vec::with_capacity(orders.len());
        for order in orders {
            let surface = match loaded.take() {
                Some(same) if same.expiry == order.expiry => same,
                _ => self.load(order.expiry, context.maxAgeSecs)?,
            };
            let quote = quote_one(&pool, context, order, &surface)?;
            if context.sequential {
                pool = quote.pool_after(&pool, SignedWad::from_wei(order.quantity))?;
            }
            quotes.push(parts(&quote));
            loaded = Some(surface);
        }
        Ok(quotes)
    }

    fn load(&self, expiry: u64, max_age_secs: u64) -> Result<Loaded, PricerError> {
        let (smile, halted) = self.smile(expiry, max_age_secs)?;
        Ok(Loaded { expiry, smile, halted })
    }

    /// The smile of an expiry that is young enough, and whether opening is halted on it.
    pub(crate) fn smile(&self, expiry: u64, max_age_secs: u64) -> Result<(Smile, bool), PricerError> {
        let record = self.record(expiry);
        if record.timestamp == 0 {
            return Err(PricerError::SurfaceMissing(PricerSurfaceMissing { expiry }));
        }
        let now = self.vm().block_timestamp();
        let age_secs = now.saturating_sub(record.timestamp);
        if age_secs > max_age_secs {
            return Err(PricerError::SurfaceStale(PricerSurfaceStale { expiry, ageSecs: age_secs }));
        }
        Ok((record.post(expiry).smile(now)?, record.halted))
    }
}

fn quote_one(
    pool: &Pool,
    context: &QuoteContext,
    order: &QuoteOrder,
    surface: &Loaded,
) -> Result<Quote, PricerError> {
    if order.opening && surface.halted {
        return Err(PricerError::OpeningHalted(PricerOpeningHalted { expiry: order.expiry }));
    }
    let market = Market {
        spot: Wad::from_wei(context.spot),
        carry: SignedWad::from_wei(context.carry),
        feed_deviation: Wad::from_wei(context.feedDeviation),
        smile: &surface.smile,
    };
    let asked = Order {
        kind: kind(order.kind)?,
        strike: Wad::from_wei(order.strike),
        quantity: SignedWad::from_wei(order.quantity),
    };
    let quote = Quote::new::<Compact>(pool, &asked, &market)?;
    if order.opening {
        quote.may_open(&surface.smile)?;
    }
    Ok(quote)
}

fn parts(quote: &Quote) -> QuoteParts {
    let quote::Parts { mark, skew, utilisation, spread, discount, floor, fee, total } = quote.parts;
    let split = quote.parts.fee_split();
    QuoteParts {
        total: total.wei(),
        mark: mark.wei(),
        skew: skew.wei(),
        utilisation: utilisation.wei(),
        spread: spread.wei(),
        discount: discount.wei(),
        floor: floor.wei(),
        fee: fee.wei(),
        feeToInsurance: split.insurance.wei(),
        feeToTreasury: split.treasury.wei(),
        volatility: quote.volatility.wei(),
        lastVolatility: quote.last_volatility.wei(),
        delta: quote.delta.wei(),
        vega: quote.vega.wei(),
    }
}
