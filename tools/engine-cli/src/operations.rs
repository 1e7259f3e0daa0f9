//! The operations, answered by the engine.

use engine::black_scholes::{self, Side, Terms};
use engine::implied_vol::implied_vol;
use engine::quote::{Market, Order, Pool, Quote};
use engine::surface::{Candidate, Post, Smile, SviParameters, durrleman, q120_of};
use engine::{Kind, digital};
use math::exponential::exp_wad;
use math::normal::cdf_wad;
use math::{Approximation, SignedWad, Wad, ln_wad};
use serde_json::{Value, json};

use crate::decimal::{format, format_unsigned};
use crate::margin;
use crate::refusals;
use crate::request::{Refusal, Request};
use crate::risk::risk;

pub(crate) type Answer = Result<Value, Refusal>;

/// Answers one request. Only differences between `now` and the times of a request count.
pub(crate) fn answer<A: Approximation>(request: &Request<'_>, now: u64) -> Answer {
    match request.text("op")? {
        "price" => price::<A>(request),
        "greeks" => greeks::<A>(request),
        "iv" => iv::<A>(request),
        "cdf" => Ok(json!({ "cdf": format_unsigned(cdf_wad::<A>(request.signed("x")?)) })),
        "exp" => Ok(json!({ "exp": format_unsigned(exp_wad::<A>(request.signed("x")?)?) })),
        "ln" => Ok(json!({ "ln": format(ln_wad(request.unsigned("x")?)?) })),
        "sqrt" => {
            Ok(json!({ "sqrt": format_unsigned(math::root::sqrt_wad(request.unsigned("x")?)) }))
        }
        "svi" => svi(request, now),
        "quote" => quote::<A>(request, now),
        "margin" => margin::answer::<A>(request, now),
        "risk" => risk(request, now),
        _ => Err(Refusal::new(
            "op",
            "is none of price, greeks, iv, cdf, exp, ln, sqrt, svi, quote, margin, risk",
        )),
    }
}

/// An answer as it is printed.
pub(crate) fn response(answer: &Answer) -> Value {
    match answer {
        Ok(result) => json!({ "result": result }),
        Err(Refusal {
            argument, message, ..
        }) => json!({ "error": { "argument": argument, "message": message } }),
    }
}

pub(crate) fn terms(request: &Request<'_>) -> Result<Terms, Refusal> {
    Ok(Terms {
        spot: request.unsigned("spot")?,
        strike: request.unsigned("strike")?,
        expiry_secs: request.seconds("expirySecs")?,
        rate: request.signed_or_zero("rate")?,
    })
}

const fn side(kind: Kind) -> Side {
    if kind.pays_above() {
        Side::Call
    } else {
        Side::Put
    }
}

fn price<A: Approximation>(request: &Request<'_>) -> Answer {
    let (kind, terms) = (request.kind()?, terms(request)?);
    let volatility = request.unsigned("volatility")?;
    let price = if kind.is_digital() {
        digital::price::<A>(&terms, volatility, side(kind))?
    } else {
        black_scholes::price::<A>(&terms, volatility, side(kind))?
    };
    Ok(json!({ "price": format_unsigned(price) }))
}

fn greeks<A: Approximation>(request: &Request<'_>) -> Answer {
    let (kind, terms) = (request.kind()?, terms(request)?);
    let volatility = request.unsigned("volatility")?;
    if kind.is_digital() {
        let both = digital::greeks::<A>(&terms, volatility)?;
        let one = if kind.pays_above() {
            both.call
        } else {
            both.put
        };
        return Ok(json!({
            "price": format_unsigned(one.price), "delta": format(one.delta),
            "gamma": format(one.gamma), "vega": format(one.vega), "theta": format(one.theta),
            "rho": format(one.rho), "vanna": format(one.vanna), "volga": format(one.volga),
        }));
    }
    let both = black_scholes::greeks::<A>(&terms, volatility)?;
    let (price, one) = if kind.pays_above() {
        (both.prices.call, both.call)
    } else {
        (both.prices.put, both.put)
    };
    Ok(json!({
        "price": format_unsigned(price), "delta": format(one.delta),
        "gamma": format_unsigned(both.gamma), "vega": format_unsigned(both.vega),
        "theta": format(one.theta), "rho": format(one.rho), "vanna": format(both.vanna),
        "volga": format(both.volga),
    }))
}

fn iv<A: Approximation>(request: &Request<'_>) -> Answer {
    let kind = request.kind()?;
    if kind.is_digital() {
        return Err(
            Refusal::new("kind", "has no implied volatility: it must be call or put")
                .reverts(refusals::argument("kind")),
        );
    }
    let found = implied_vol::<A>(&terms(request)?, request.unsigned("price")?, side(kind))?;
    Ok(json!({ "volatility": format_unsigned(found.volatility), "iterations": found.iterations }))
}

/// The surface of a request: signed `ageSecs` before `now`, which is `expirySecs` before it expires.
pub(crate) fn post(request: &Request<'_>, now: u64) -> Result<Post, Refusal> {
    let age = if request.0.contains_key("ageSecs") {
        request.seconds("ageSecs")?
    } else {
        0
    };
    let expiry = now.checked_add(request.seconds("expirySecs")?);
    Ok(Post {
        parameters: SviParameters {
            level: request.signed("level")?,
            slope: request.unsigned("slope")?,
            tilt: request.signed("tilt")?,
            shift: request.signed("shift")?,
            smoothness: request.unsigned("smoothness")?,
        },
        expiry: expiry.ok_or_else(|| Refusal::new("expirySecs", "is above the longest time"))?,
        timestamp: now
            .checked_sub(age)
            .ok_or_else(|| Refusal::new("ageSecs", &format!("is above {now}")))?,
    })
}

/// Checks a surface alone, as `judge` of the contract does; returns its volatility at the money.
pub(crate) fn judged(request: &Request<'_>, now: u64) -> Answer {
    let smile = post(request, now)?.smile(now)?;
    let at_the_money = alone(&smile, now).check()?;
    Ok(json!({ "atTheMoney": format_unsigned(at_the_money) }))
}

/// A surface signed `now`, without neighbours and predecessor.
const fn alone(smile: &Smile, now: u64) -> Candidate<'_> {
    Candidate {
        smile,
        timestamp: now,
        earlier: None,
        later: None,
        predecessor: None,
    }
}

fn svi(request: &Request<'_>, now: u64) -> Answer {
    let smile = post(request, now)?.smile(now)?;
    let k = request.signed("k")?;
    let volatility = smile.volatility(q120_of(k))?;
    let density = durrleman(&smile, k)?;
    let verdict = match alone(&smile, now).check() {
        Ok(at_the_money) => {
            json!({ "accepted": true, "atTheMoney": format_unsigned(at_the_money) })
        }
        Err(error) => {
            let Refusal {
                argument, message, ..
            } = error.into();
            json!({ "accepted": false, "argument": argument, "message": message })
        }
    };
    Ok(json!({
        "volatility": format_unsigned(volatility), "g": format(density), "check": verdict,
    }))
}

fn quote<A: Approximation>(request: &Request<'_>, now: u64) -> Answer {
    let smile = post(request, now)?.smile(now)?;
    let pool = Pool {
        nav: request.unsigned("nav")?,
        vega: request.signed_or_zero("poolVega")?,
        reserve: request.unsigned_or_zero("reserve")?,
    };
    let order = Order {
        kind: request.kind()?,
        strike: request.unsigned("strike")?,
        quantity: request.signed("quantity")?,
    };
    let market = Market {
        spot: request.unsigned("spot")?,
        carry: request.signed_or_zero("carry")?,
        feed_deviation: request.unsigned_or_zero("feedDeviation")?,
        smile: &smile,
    };
    let quote = Quote::new::<A>(&pool, &order, &market)?;
    let parts = &quote.parts;
    let split = parts.fee_split();
    let [insurance, treasury] = [split.insurance, split.treasury].map(Wad::from_wei);
    let rest = parts.fee.wei() - split.insurance - split.treasury;
    let liquidity = Wad::from_wei(rest);
    let amount = |wad: Wad| Value::String(format_unsigned(wad));
    let signed = |wad: SignedWad| Value::String(format(wad));
    Ok(json!({
        "total": amount(parts.total), "mark": amount(parts.mark), "skew": amount(parts.skew),
        "utilisation": amount(parts.utilisation), "spread": amount(parts.spread),
        "discount": amount(parts.discount), "floor": amount(parts.floor), "fee": amount(parts.fee),
        "feeToLiquidity": amount(liquidity), "feeToInsurance": amount(insurance),
        "feeToTreasury": amount(treasury), "volatility": amount(quote.volatility),
        "lastVolatility": amount(quote.last_volatility()), "delta": signed(quote.delta),
        "vega": signed(quote.vega), "mayOpen": quote.may_open(&smile).is_ok(),
    }))
}
