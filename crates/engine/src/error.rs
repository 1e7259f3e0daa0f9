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
    /// The rate is beyond [`crate::black_scholes::MAX_RATE`] either way, or rate times expiry
    /// leaves the range of discount exponents.
    RateOutOfRange,
    /// The price is not above the intrinsic value, so no volatility gives it.
    PriceTooLow,
    /// The price is not below the no-arbitrage bound, or so near it that it does not determine
    /// the volatility.
    PriceTooHigh,
    /// A sensitivity does not fit its 128 bits: the spot, the volatility or the time is too
    /// small for it to mean anything.
    GreekOutOfRange,
    /// An implied volatility of an option without time left.
    NoTimeLeft,
}
