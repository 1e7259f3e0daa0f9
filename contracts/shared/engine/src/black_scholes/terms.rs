//! The arguments of a price, and the domain in which they are accepted.

use math::{SignedWad, Wad};

use crate::PricingError;

/// Call or put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The right to buy at the strike.
    Call,
    /// The right to sell at the strike.
    Put,
}

/// Everything a price depends on, but for the volatility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Price of the underlying, from 1 wei to [`MAX_PRICE`].
    pub spot: Wad,
    /// Strike, from 1 wei to [`MAX_PRICE`].
    pub strike: Wad,
    /// Seconds until expiry, from 0 to [`MAX_EXPIRY_SECS`]. A year has 365 days.
    pub expiry_secs: u64,
    /// Continuously compounded rate a year, at most [`MAX_RATE`] either way.
    pub rate: SignedWad,
}

/// Largest spot and strike: 2¹²⁰ wei, about 1.3e18.
pub const MAX_PRICE: Wad = Wad::from_wei(1 << 120);

/// Longest time to expiry: 2³² − 1 seconds, about 136 years.
pub const MAX_EXPIRY_SECS: u64 = u32::MAX as u64;

/// Highest volatility: 18 a year, or 1800%.
pub const MAX_VOLATILITY: Wad = Wad::from_wei(18_000_000_000_000_000_000);

/// Highest rate, either way: 9 a year, or 900%.
pub const MAX_RATE: SignedWad = SignedWad::from_wei(9_000_000_000_000_000_000);

impl Terms {
    /// Refuses what lies outside of the domain, naming the argument.
    ///
    /// # Errors
    /// The [`PricingError`] of the first argument that is out of range.
    #[inline(always)]
    pub const fn check(&self) -> Result<(), PricingError> {
        if self.spot.wei() == 0 || self.spot.wei() > MAX_PRICE.wei() {
            return Err(PricingError::SpotOutOfRange);
        }
        if self.strike.wei() == 0 || self.strike.wei() > MAX_PRICE.wei() {
            return Err(PricingError::StrikeOutOfRange);
        }
        if self.expiry_secs > MAX_EXPIRY_SECS {
            return Err(PricingError::ExpiryOutOfRange);
        }
        if self.rate.wei().unsigned_abs() > MAX_RATE.wei().unsigned_abs() {
            return Err(PricingError::RateOutOfRange);
        }
        Ok(())
    }
}

/// Refuses a volatility above [`MAX_VOLATILITY`].
///
/// # Errors
/// [`PricingError::VolatilityOutOfRange`].
#[inline(always)]
pub(crate) const fn check_volatility(volatility: Wad) -> Result<(), PricingError> {
    if volatility.wei() > MAX_VOLATILITY.wei() {
        return Err(PricingError::VolatilityOutOfRange);
    }
    Ok(())
}
