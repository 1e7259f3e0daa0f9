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

/// All arguments of a price except the volatility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Price of the underlying, from 1 wei to [`MAX_PRICE`].
    pub spot: Wad,
    /// Strike, from 1 wei to [`MAX_PRICE`].
    pub strike: Wad,
    /// Seconds until expiry, from 0 to [`MAX_EXPIRY_SECS`]. A year has 365 days.
    pub expiry_secs: u64,
    /// Continuously compounded rate per year, at most [`MAX_RATE`] in size.
    pub rate: SignedWad,
}

/// The maximum spot and strike: 2¹¹² wei, about 5.2e15.
pub const MAX_PRICE: Wad = Wad::from_wei(1 << 112);

/// The maximum time to expiry: 2³² − 1 seconds, about 136 years.
pub const MAX_EXPIRY_SECS: u64 = u32::MAX as u64;

/// The maximum volatility: 2⁶⁴ − 1 wei per year, about 1844%.
pub const MAX_VOLATILITY: Wad = Wad::from_wei(u64::MAX as u128);

/// The maximum size of a rate: 2⁶³ − 1 wei per year, about 922%. In addition, rate·years has to be between −4.9 and
/// 19.6.
pub const MAX_RATE: SignedWad = SignedWad::from_wei(i64::MAX as i128);

/// The number of bits of |rate|·seconds (in wei·s) from which a positive rate is refused: rate·years has to stay below
/// 19.6.
pub(crate) const RATE_SECOND_BITS: u32 = 89;

/// As [`RATE_SECOND_BITS`], for a negative rate: rate·years has to stay above −4.9.
pub(crate) const NEGATIVE_RATE_SECOND_BITS: u32 = 87;

impl Terms {
    /// Refuses terms out of the domain, and names the argument.
    ///
    /// # Errors
    /// The [`PricingError`] of the first argument that is out of range.
    #[inline(always)]
    pub const fn check(&self) -> Result<(), PricingError> {
        self.check_with(Wad::ZERO)
    }

    /// Refuses terms or a volatility out of the domain, and names the argument.
    ///
    /// # Errors
    /// The [`PricingError`] of the first argument that is out of range.
    #[inline(always)]
    pub const fn check_with(&self, volatility: Wad) -> Result<(), PricingError> {
        // Every limit is a power of two, so one branch tests all of them.
        let price = self.spot.wei().wrapping_sub(1) | self.strike.wei().wrapping_sub(1);
        let rate = self.rate.wei().wrapping_add(1 << 63) as u128; // −2⁶³ is let through here
        let vol = (volatility.wei() >> 64) as u64;
        if (price >> 112) as u64 | (rate >> 64) as u64 | vol | self.expiry_secs >> 32 != 0 {
            return Err(self.fault());
        }
        Ok(())
    }

    /// Returns the error about the argument that is out of range.
    #[cold]
    const fn fault(&self) -> PricingError {
        if self.spot.wei() == 0 || self.spot.wei() > MAX_PRICE.wei() {
            PricingError::SpotOutOfRange
        } else if self.strike.wei() == 0 || self.strike.wei() > MAX_PRICE.wei() {
            PricingError::StrikeOutOfRange
        } else if self.expiry_secs > MAX_EXPIRY_SECS {
            PricingError::ExpiryOutOfRange
        } else if self.rate.wei().unsigned_abs() > MAX_RATE.wei().unsigned_abs() {
            PricingError::RateOutOfRange
        } else {
            PricingError::VolatilityOutOfRange
        }
    }
}
