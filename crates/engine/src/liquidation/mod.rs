//! The part of an account below maintenance margin that is taken, and its price.
//!
//! A part φ of an account is the same part of each of its positions. The margin of an account is homogeneous in its
//! positions, so the effect of a part follows from sums over the whole account. So the minimum part is found
//! without a revaluation:
//!
//! - in a close against the pool, the account loses the difference between mark and pool price, and the keeper's pay;
//! - in a sale to a bidder, positions and cash together, it receives the bidder's price.
//!
//! Either way the part that is due is the minimum that leaves [`Close::BUFFER`] of the deficit above maintenance
//! margin, and [`GRAIN`] for rounding.

mod auction;
mod close;
mod part;

use math::{SignedWad, Wad};

pub use self::auction::{Sale, auction_part, auction_price, discount, sale};
pub use self::close::{Close, pool_close};
pub use self::part::{portion, recovery};

/// The extra amount that a due part leaves above maintenance margin: a hundred-thousandth of a dollar, ten units of
/// money with six decimals. A liquidation moves whole units, rounded against the account by up to two units, and the
/// account must be sound after it.
pub const GRAIN: Wad = Wad::from_wei(10_000_000_000_000);

/// The reason why no part of an account is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiquidationError {
    /// It has its maintenance margin.
    Sound,
    /// Its value is not above zero, so it can only be taken as a whole.
    Insolvent,
    /// A close of all its positions would cost all its money, so no part of it can be closed.
    Unpayable,
    /// A part, or a price as a part of the value, is above one.
    PartOutOfRange,
    /// An amount that does not fit 127 bits of wei, or the divisor of a part that does not fit 124.
    Overflow,
}

/// An account below its maintenance margin, USD: its cash, and the [`Figures`](crate::margin::Figures) of its margin
/// that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its money.
    pub cash: SignedWad,
    /// Cash and positions at the mark.
    pub value: SignedWad,
    /// L: the change of that value in the worst scenario; not above zero.
    pub loss: SignedWad,
    /// C: the contingency of naked options.
    pub contingency: Wad,
    /// The minimum payoff of all positions together; `None` if it has no bound.
    pub min_payoff: Option<SignedWad>,
    /// The amount above maintenance margin.
    pub maintenance: SignedWad,
    /// The payments of bidders into it since its auction began.
    pub received: Wad,
}

impl Standing {
    /// Returns the deficit to maintenance margin, above zero.
    fn deficit(&self) -> Result<i128, LiquidationError> {
        let left = self.maintenance.wei();
        if left >= 0 {
            return Err(LiquidationError::Sound);
        }
        left.checked_neg().ok_or(LiquidationError::Overflow)
    }

    /// Returns the deficit of an account whose value is above zero.
    fn solvent_deficit(&self) -> Result<i128, LiquidationError> {
        let deficit = self.deficit()?;
        if self.value.wei() <= 0 {
            return Err(LiquidationError::Insolvent);
        }
        Ok(deficit)
    }
}

/// Returns the amount that a liquidation leaves above maintenance margin, rounded up.
fn spare(deficit: i128) -> Result<i128, LiquidationError> {
    let size = Wad::from_wei(deficit.unsigned_abs());
    let buffer = size
        .mul_up(Close::BUFFER)
        .map_err(|_| LiquidationError::Overflow)?;
    // A product that fits has 127 bits.
    plus(buffer.wei().cast_signed(), GRAIN.wei().cast_signed())
}

/// Returns a + b.
fn plus(a: i128, b: i128) -> Result<i128, LiquidationError> {
    a.checked_add(b).ok_or(LiquidationError::Overflow)
}

/// Returns a − b.
fn less(a: i128, b: i128) -> Result<i128, LiquidationError> {
    a.checked_sub(b).ok_or(LiquidationError::Overflow)
}
