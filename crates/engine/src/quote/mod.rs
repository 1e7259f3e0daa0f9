//! The pool's ask and bid prices of an option.
//!
//! The quoted volatility at pool vega V is σ·(1 + ¼u), u = −V/(1% of the pool's worth) within
//! ±1, and an order pays the price at that volatility along the path of V that it causes. Two
//! laws apply:
//!
//! - **No round trip pays.** A skew that moved both sides of the quote would let a trader buy
//!   one series and sell another in a circle: the order in which they push the pool decides
//!   what each costs, and two series with different volatilities or different curvature in
//!   volatility do not cancel. So the skew is always a cost: the ask is never below the
//!   mark, and the bid never above it. The marks of a sequence that ends flat cancel, whatever
//!   the series and the path, and everything else in a quote is a charge. An order that takes
//!   risk off the pool gets half of its own spread back.
//! - **Splitting does not help.** Every part is a sum over units of the cost at each unit's own place on the path, or
//!   a bound that a whole order reaches no later than its pieces.
//!
//! `docs/develop/deviations.md` has the figures for both.

mod amounts;
mod desk;
mod parts;
mod path;
mod series;
pub mod tariff;

use domain::{FeeSplit, Kind, Money};
use math::{Approximation, SignedWad, Wad};

pub use self::desk::Desk;

use self::series::LastUnit;
use self::tariff::{LAST_OPENING_SECS, MAX_OPENING_DELTA, MIN_OPENING_DELTA};
use crate::PricingError;
use crate::surface::{Smile, SurfaceError};

/// The properties of the pool that a quote needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Pool {
    /// E, the value of the pool, USD.
    pub nav: Wad,
    /// V, the gain of the pool when every volatility rises by a vol point, USD.
    pub vega: SignedWad,
    /// R, the reserve that withdrawals cannot touch, USD.
    pub reserve: Wad,
}

/// The properties of an order that a quote needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The kind of option.
    pub kind: Kind,
    /// The strike, USD.
    pub strike: Wad,
    /// Units; positive for a trader who buys.
    pub quantity: SignedWad,
}

/// The market at the time of the quote.
#[derive(Clone, Copy, Debug)]
pub struct Market<'a> {
    /// The price of the underlying, USD.
    pub spot: Wad,
    /// The carry per year: F = S·e^(carry·τ).
    pub carry: SignedWad,
    /// The possible error of the feed, as a part of the spot.
    pub feed_deviation: Wad,
    /// The smile of the order's expiry.
    pub smile: &'a Smile,
}

/// The parts of the price of a whole order, in USD.
///
/// A buyer pays mark + skew + utilisation + spread − discount + floor + fee; a seller receives
/// mark − skew − spread + discount + floor − fee. That is [`Self::total`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Parts {
    /// The fair value, at the surface's volatility: rounded up to buy, down to sell.
    pub mark: Wad,
    /// The cost of the pool's inventory, rounded up.
    pub skew: Wad,
    /// The cost of the pool's utilisation for a buyer, rounded up.
    pub utilisation: Wad,
    /// Half the spread between bid and ask, rounded up.
    pub spread: Wad,
    /// The part of the spread that is given back for risk taken off the pool, rounded down.
    pub discount: Wad,
    /// The extra price of a buyer up to intrinsic value + 0.1%, or the amount that keeps a seller
    /// from having to pay.
    pub floor: Wad,
    /// The fee, rounded up.
    pub fee: Wad,
    /// The amount that the trader pays or receives.
    pub total: Wad,
}

/// A quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The price of the order.
    pub parts: Parts,
    /// The surface's volatility of the series.
    pub volatility: Wad,
    /// ∂V/∂S of one unit.
    pub delta: SignedWad,
    /// The gain of one unit when volatility rises by a vol point, USD.
    pub vega: SignedWad,
    /// The chance of a payout, as [`Self::may_open`] uses it: the delta; for a digital, whose delta
    /// is of the size of 1/S, its value as a part of its payout.
    pub chance: SignedWad,
    last_unit: LastUnit,
}

/// The reason why there is no quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteError {
    /// The quantity is zero.
    QuantityZero,
    /// The surface has no volatility there.
    Surface(SurfaceError),
    /// An argument is out of the pricing domain.
    Pricing(PricingError),
    /// An amount does not fit 127 bits.
    AmountOverflow,
    /// The feed's deviation is above one.
    FeedDeviationOutOfRange,
    /// A position opens only with a delta of the option, or a value of the digital as a part of its payout, that is
    /// within [5%, 95%] in size.
    DeltaOutsideOpening {
        /// The delta, or that value.
        delta: SignedWad,
    },
    /// In the last half hour, positions can only be closed.
    TooLateToOpen,
}

impl From<SurfaceError> for QuoteError {
    fn from(error: SurfaceError) -> Self {
        Self::Surface(error)
    }
}

impl From<PricingError> for QuoteError {
    fn from(error: PricingError) -> Self {
        Self::Pricing(error)
    }
}

impl Quote {
    /// Quotes an order.
    ///
    /// # Errors
    /// The [`QuoteError`] that names the argument at fault.
    pub fn new<A: Approximation>(
        pool: &Pool,
        order: &Order,
        market: &Market<'_>,
    ) -> Result<Self, QuoteError> {
        Desk::new(*market).quote::<A>(pool, order)
    }

    /// Returns the skewed volatility of the order's last unit.
    #[must_use]
    pub fn last_volatility(&self) -> Wad {
        self.last_unit.volatility()
    }

    /// Checks that an order of this quote may open a position.
    ///
    /// # Errors
    /// [`QuoteError::DeltaOutsideOpening`] or [`QuoteError::TooLateToOpen`].
    pub fn may_open(&self, smile: &Smile) -> Result<(), QuoteError> {
        if smile.remaining_secs() < LAST_OPENING_SECS {
            return Err(QuoteError::TooLateToOpen);
        }
        let chance = self.chance.wei().unsigned_abs();
        if chance < MIN_OPENING_DELTA.wei() || chance > MAX_OPENING_DELTA.wei() {
            return Err(QuoteError::DeltaOutsideOpening { delta: self.chance });
        }
        Ok(())
    }
}

impl Quote {
    /// Returns the pool after an order of `quantity` at this quote: its vega has moved.
    ///
    /// # Errors
    /// [`QuoteError::AmountOverflow`].
    pub fn pool_after(&self, pool: &Pool, quantity: SignedWad) -> Result<Pool, QuoteError> {
        let size = |x: SignedWad| Wad::from_wei(x.wei().unsigned_abs());
        let moved = size(quantity).mul_down(size(self.vega));
        let moved = moved.map_err(|_| QuoteError::AmountOverflow)?;
        let moved = moved.wei().cast_signed();
        let taken = (quantity.wei() < 0) == (self.vega.wei() < 0);
        let change = if taken { moved.wrapping_neg() } else { moved };
        let vega = pool
            .vega
            .wei()
            .checked_add(change)
            .ok_or(QuoteError::AmountOverflow)?;
        Ok(Pool {
            vega: SignedWad::from_wei(vega),
            ..*pool
        })
    }
}

impl Parts {
    /// Returns the split of the fee, in wei of USD. A market splits the fee of a whole order, in units of its asset.
    #[must_use]
    pub const fn fee_split(&self) -> FeeSplit {
        FeeSplit::of(self.fee.wei(), Money::of_decimals(18))
    }
}
