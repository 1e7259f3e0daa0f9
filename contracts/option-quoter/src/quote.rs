//! Quotes on slices that the caller passes in.

use abi::pricing::{kind, of_quote, of_surface, PricerSurfaceMissing};
use abi::trading::{QuoteContext, QuoteLine, QuoteOrder, QuoteParts, SviSlice};
use alloc::vec::Vec;
use domain::runs;
use engine::quote::{Desk, Market, Order, Parts, Pool, Quote};
use engine::surface::{Post, Smile};
use math::{Compact, SignedWad, Wad};
use runtime::Refusal;

/// Quotes orders one by one. Prepares a slice once for consecutive orders of one expiry, and a series once if they
/// also have one kind and strike.
pub(crate) fn lines(
    now: u64,
    slices: &[SviSlice],
    context: &QuoteContext,
    orders: &[QuoteOrder],
) -> Result<Vec<QuoteLine>, Refusal> {
    let mut pool = pool(context);
    let mut lines = Vec::with_capacity(orders.len());
    for alike in runs(orders, |one, next| one.expiry == next.expiry) {
        let expiry = alike.first().map_or(0, |order| order.expiry);
        let smile = smile_of(now, slices, expiry)?;
        let mut desk = Desk::new(market(context, expiry, &smile));
        for order in alike {
            let quote = quote_one(&mut desk, &pool, order, &smile)?;
            if context.sequential {
                let quantity = SignedWad::from_wei(order.quantity);
                pool = quote.pool_after(&pool, quantity).map_err(of_quote)?;
            }
            lines.push(line(&quote));
        }
    }
    Ok(lines)
}

/// Quotes one order, item by item.
pub(crate) fn itemised(
    now: u64,
    slice: &SviSlice,
    context: &QuoteContext,
    order: &QuoteOrder,
) -> Result<QuoteParts, Refusal> {
    let smile = smile_of(now, core::slice::from_ref(slice), order.expiry)?;
    let mut desk = Desk::new(market(context, order.expiry, &smile));
    let quote = quote_one(&mut desk, &pool(context), order, &smile)?;
    Ok(parts(&quote))
}

/// Returns the smile of an expiry.
pub(crate) fn smile_of(now: u64, slices: &[SviSlice], expiry: u64) -> Result<Smile, Refusal> {
    let slice = slices.iter().find(|slice| slice.expiry == expiry);
    let slice = slice.ok_or_else(|| Refusal::from(PricerSurfaceMissing { expiry }))?;
    Post::from(slice).smile(now).map_err(of_surface)
}

const fn pool(context: &QuoteContext) -> Pool {
    Pool {
        nav: Wad::from_wei(context.nav),
        vega: SignedWad::from_wei(context.poolVega),
        reserve: Wad::from_wei(context.reserve),
    }
}

const fn market<'a>(context: &QuoteContext, expiry: u64, smile: &'a Smile) -> Market<'a> {
    Market {
        spot: Wad::from_wei(context.spot_of(expiry)),
        carry: SignedWad::from_wei(context.carry),
        feed_deviation: Wad::from_wei(context.feedDeviation),
        smile,
    }
}

fn quote_one(
    desk: &mut Desk<'_>,
    pool: &Pool,
    order: &QuoteOrder,
    smile: &Smile,
) -> Result<Quote, Refusal> {
    let asked = Order {
        kind: kind(order.kind)?,
        strike: Wad::from_wei(order.strike),
        quantity: SignedWad::from_wei(order.quantity),
    };
    let quote = desk.quote::<Compact>(pool, &asked).map_err(of_quote)?;
    if order.opening {
        quote.may_open(smile).map_err(of_quote)?;
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
        feeToInsurance: split.insurance,
        feeToTreasury: split.treasury,
        volatility: quote.volatility.wei(),
        lastVolatility: quote.last_volatility().wei(),
        delta: quote.delta.wei(),
        vega: quote.vega.wei(),
    }
}
