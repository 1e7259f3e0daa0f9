//! Prices at a volatility that the caller names: no surface, no state.

use engine::black_scholes::{deviation, greeks, Terms, MAX_VOLATILITY};
use engine::implied_vol::implied_vol;
use engine::{digital, Claim, PricingError};
use math::{Compact, SignedWad, Wad};

use crate::errors::{kind, side, PricerError};
use crate::types::{OptionGreeks, OptionTerms};

const fn terms(option: &OptionTerms) -> Terms {
    Terms {
        spot: Wad::from_wei(option.spot),
        strike: Wad::from_wei(option.strike),
        expiry_secs: option.expirySecs,
        rate: SignedWad::from_wei(option.rate),
    }
}

/// The price of an option.
pub(crate) fn price(option: &OptionTerms, volatility: u128) -> Result<u128, PricerError> {
    let (terms, volatility) = (terms(option), Wad::from_wei(volatility));
    if volatility > MAX_VOLATILITY {
        return Err(PricingError::VolatilityOutOfRange.into());
    }
    let claim = Claim::new::<Compact>(kind(option.kind)?, &terms)?;
    Ok(claim.value::<Compact>(deviation(volatility, terms.expiry_secs)).wei())
}

/// The price of an option and all of its sensitivities.
pub(crate) fn sensitivities(option: &OptionTerms, volatility: u128) -> Result<OptionGreeks, PricerError> {
    let kind = kind(option.kind)?;
    let (terms, volatility) = (terms(option), Wad::from_wei(volatility));
    if kind.is_digital() {
        let both = digital::greeks::<Compact>(&terms, volatility)?;
        let one = if kind.pays_above() { both.call } else { both.put };
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
    let both = greeks::<Compact>(&terms, volatility)?;
    let (price, one) =
        if kind.pays_above() { (both.prices.call, both.call) } else { (both.prices.put, both.put) };
    Ok(OptionGreeks {
        price: price.wei(),
        delta: one.delta.wei(),
        gamma: both.gamma.wei() as i128, // below 2¹²⁷
        vega: both.vega.wei() as i128,
        theta: one.theta.wei(),
        rho: one.rho.wei(),
        vanna: both.vanna.wei(),
        volga: both.volga.wei(),
    })
}

/// The volatility that a price implies; calls and puts only.
pub(crate) fn implied(option: &OptionTerms, price: u128) -> Result<u128, PricerError> {
    let kind = kind(option.kind)?;
    if kind.is_digital() {
        return Err(crate::errors::argument("kind"));
    }
    let implied = implied_vol::<Compact>(&terms(option), Wad::from_wei(price), side(kind))?;
    Ok(implied.volatility.wei())
}
