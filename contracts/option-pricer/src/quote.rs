//! Quotes on the posted surfaces.

use crate::errors::{PricerOpeningHalted, PricerSurfaceMissing, PricerSurfaceStale};
use crate::storage::OptionPricer;
use alloc::vec::Vec;
use engine::quote::{Market, Order, Parts, Pool, Quote};
use engine::surface::Smile;
use interfaces::Refusal;
use math::{Compact, SignedWad, Wad};
use pricing_abi::{kind, of_quote, of_surface, QuoteContext, QuoteLine, QuoteOrder, QuoteParts};
use stylus_sdk::prelude::*;

/// A smile that was read.
pub(crate) struct Loaded {
    expiry: u64,
    pub(crate) smile: Smile,
    halted: bool,
}

impl OptionPricer {
    /// Quotes orders one by one, reading each surface once where orders of an expiry follow each other.
    pub(crate) fn quotes(
        &self,
        context: &QuoteContext,
        orders: &[QuoteOrder],
    ) -> Result<Vec<QuoteLine>, Refusal> {
        let mut pool = pool(context);
        let mut loaded = None;
        let mut lines = Vec::with_capacity(orders.len());
        for order in orders {
            let surface = self.surface_of(order.expiry, context.maxAgeSecs, &mut loaded)?;
            let quote = quote_one(&pool, context, order, surface)?;
            if context.sequential {
                let quantity = SignedWad::from_wei(order.quantity);
                pool = quote.pool_after(&pool, quantity).map_err(of_quote)?;
            }
            lines.push(line(&quote));
        }
        Ok(lines)
    }

    /// Quotes one order, item by item.
    pub(crate) fn itemised(
        &self,
        context: &QuoteContext,
        order: &QuoteOrder,
    ) -> Result<QuoteParts, Refusal> {
        let surface = self.load(order.expiry, context.maxAgeSecs)?;
        let quote = quote_one(&pool(context), context, order, &surface)?;
        Ok(parts(&quote))
    }

    /// The smile of an expiry: the one in hand if it is that, else read and kept in hand.
    fn surface_of<'a>(
        &self,
        expiry: u64,
        max_age_secs: u64,
        hand: &'a mut Option<Loaded>,
    ) -> Result<&'a Loaded, Refusal> {
        let fresh = match hand.take() {
            Some(same) if same.expiry == expiry => same,
            _ => self.load(expiry, max_age_secs)?,
        };
        Ok(hand.insert(fresh))
    }

    /// The smile of an expiry that is young enough.
    pub(crate) fn load(&self, expiry: u64, max_age_secs: u64) -> Result<Loaded, Refusal> {
        let record = self.record(expiry);
        if record.timestamp == 0 {
            return Err(PricerSurfaceMissing { expiry }.into());
        }
        let now = self.vm().block_timestamp();
        let age_secs = now.saturating_sub(record.timestamp);
        if age_secs > max_age_secs {
            return Err(PricerSurfaceStale {
                expiry,
                ageSecs: age_secs,
            }
            .into());
        }
        Ok(Loaded {
            expiry,
            smile: record.post(expiry).smile(now).map_err(of_surface)?,
            halted: record.halted,
        })
    }
}

const fn pool(context: &QuoteContext) -> Pool {
    Pool {
        nav: Wad::from_wei(context.nav),
        vega: SignedWad::from_wei(context.poolVega),
        reserve: Wad::from_wei(context.reserve),
    }
}

fn quote_one(
    pool: &Pool,
    context: &QuoteContext,
    order: &QuoteOrder,
    surface: &Loaded,
) -> Result<Quote, Refusal> {
    if order.opening && surface.halted {
        let expiry = order.expiry;
        return Err(PricerOpeningHalted { expiry }.into());
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
    let quote = Quote::new::<Compact>(pool, &asked, &market).map_err(of_quote)?;
    if order.opening {
        quote.may_open(&surface.smile).map_err(of_quote)?;
    }
    Ok(quote)
}

const fn line(quote: &Quote) -> QuoteLine {
    QuoteLine {
        total: quote.parts.total.wei(),
        mark: quote.parts.mark.wei(),
        fee: quote.parts.fee.wei(),
        volatility: quote.volatility.wei(),
        delta: quote.delta.wei(),
        vega: quote.vega.wei(),
    }
}

fn parts(quote: &Quote) -> QuoteParts {
    let Parts {
        mark,
        skew,
        utilisation,
        spread,
        discount,
        floor,
        fee,
        total,
    } = quote.parts;
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
