//! Prices of calls and puts.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "time value and intrinsic value are each below 2¹¹⁹ wei"
)]

use math::{Approximation, Float, Wad};

use crate::PricingError;
use crate::black_scholes::{Kernel, Moneyness, Side, Terms};

/// The prices of a call and a put on the same terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    /// Price of the call.
    pub call: Wad,
    /// Price of the put; call − put is S − K′ to the wei.
    pub put: Wad,
}

/// Returns the price of an option, to the nearest wei.
///
/// Error: at most 2e-18·max(S, K′) + 2 wei. The time value of an option out of the money has a relative error of at
/// most 2e-16 while it is above 1e-18 of min(S, K′).
///
/// # Errors
/// The [`PricingError`] that names the argument out of the domain.
#[inline(always)]
pub fn price<A: Approximation>(
    terms: &Terms,
    volatility: Wad,
    side: Side,
) -> Result<Wad, PricingError> {
    let prices = prices::<A>(terms, volatility)?;
    Ok(match side {
        Side::Call => prices.call,
        Side::Put => prices.put,
    })
}

/// Returns the prices of call and put, with the bounds of [`price`].
///
/// # Errors
/// As [`price`].
#[inline(always)]
pub fn prices<A: Approximation>(terms: &Terms, volatility: Wad) -> Result<Prices, PricingError> {
    terms.check_with(volatility)?;
    let moneyness = Moneyness::inlined::<A>(terms)?;
    let time_value = match Kernel::inlined_of::<A>(terms, &moneyness, volatility) {
        Some(kernel) => moneyness.smaller().mul(kernel.share),
        None => Float::ZERO,
    };
    Ok(moneyness.with_time_value(time_value))
}

impl Moneyness {
    /// Returns both prices, from the price of the option out of the money.
    #[must_use]
    #[inline(always)]
    pub const fn with_time_value(&self, time_value: Float) -> Prices {
        let out = time_value.to_u128_nearest();
        let (spot, strike) = (self.spot.wei(), self.discounted_strike.wei());
        Prices {
            call: Wad::from_wei(out + spot.saturating_sub(strike)),
            put: Wad::from_wei(out + strike.saturating_sub(spot)),
        }
    }
}
