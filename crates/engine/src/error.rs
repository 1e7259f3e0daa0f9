//! Why a price is refused.

/// The argument that is outside the pricing domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PricingError {
    /// The spot is zero or above [`crate::black_scholes::MAX_PRICE`].
    SpotOutOfRange,
    /// The strike is zero or above [`crate::black_scholes::MAX_PRICE`].
    StrikeOutOfRange,
    /// The time to expiry is above [`crate::black_scholes::MAX_EXPIRY_SECS`].
    ExpiryOutOfRange,
    /// The volatility is above [`crate::black_scholes::MAX_VOLATILITY`].
    VolatilityOutOfRange,
    /// The size of the rate is above [`crate::black_scholes::MAX_RATE`], or rate times expiry is out of the range of
    /// discount exponents.
    RateOutOfRange,
    /// The price is not above the intrinsic value, so no volatility gives it.
    PriceTooLow,
    /// The price is not below the no-arbitrage bound, or is so near to it that it does not determine the volatility.
    PriceTooHigh,
    /// A sensitivity does not fit 128 bits: spot, volatility or time is so small that it has no meaning.
    GreekOutOfRange,
    /// An implied volatility of an option without time left.
    NoTimeLeft,
}
