//! Sensitivities, and the volatility that a price implies.

use abi::pricing::{argument, kind, of_pricing, overflow};
use abi::trading::{OptionGreeks, OptionTerms};
use engine::black_scholes::{greeks as vanilla_greeks, Side};
use engine::digital;
use engine::implied_vol::implied_vol as engine_implied_vol;
use math::{Compact, Wad};
use runtime::Refusal;

/// Returns the price and the sensitivities of one option.
pub(crate) fn greeks(option: &OptionTerms, volatility: u128) -> Result<OptionGreeks, Refusal> {
    let kind = kind(option.kind)?;
    let (terms, volatility) = (option.terms(), Wad::from_wei(volatility));
    if kind.is_digital() {
        let both = digital::greeks::<Compact>(&terms, volatility).map_err(of_pricing)?;
        let one = if kind.pays_above() {
            both.call
        } else {
            both.put
        };
        return Ok(OptionGreeks {
            price: one.price.wei(),
            delta: one.delta.wei(),
            gamma: one.gamma.wei(),
            vega: one.vega.wei(),
            theta: one.theta.wei(),
            rho: one.rho.wei(),
            vanna: one.vanna.wei(),
            volga: one.volga.wei(),
        });
    }
    let both = vanilla_greeks::<Compact>(&terms, volatility).map_err(of_pricing)?;
    let (price, one) = if kind.pays_above() {
        (both.prices.call, both.call)
    } else {
        (both.prices.put, both.put)
    };
    Ok(OptionGreeks {
        price: price.wei(),
        delta: one.delta.wei(),
        gamma: signed(both.gamma)?,
        vega: signed(both.vega)?,
        theta: one.theta.wei(),
        rho: one.rho.wei(),
        vanna: both.vanna.wei(),
        volga: both.volga.wei(),
    })
}

fn signed(amount: Wad) -> Result<i128, Refusal> {
    i128::try_from(amount.wei()).map_err(|_| overflow("greek"))
}

/// Returns the volatility that a price implies.
pub(crate) fn implied_vol(option: &OptionTerms, price: u128) -> Result<u128, Refusal> {
    let kind = kind(option.kind)?;
    if kind.is_digital() {
        return Err(argument("kind"));
    }
    let side = if kind.pays_above() {
        Side::Call
    } else {
        Side::Put
    };
    let implied = engine_implied_vol::<Compact>(&option.terms(), Wad::from_wei(price), side);
    Ok(implied.map_err(of_pricing)?.volatility.wei())
}
