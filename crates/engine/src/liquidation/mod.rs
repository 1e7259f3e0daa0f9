//! What is taken of an account below its maintenance margin, and at what price.
//!
//! A part φ of an account is the same part of each of its positions. What an account needs is homogeneous in its
//! positions, so all that a part changes follows from the sums over the whole account, and nothing is revalued to find the
//! smallest part that helps:
//!
//! - closed against the pool, the account loses what the pool's prices are worse than the mark, and the keeper's pay;
//! - sold to a bidder, positions and cash together, it gets what he pays.
//!
//! Either way the part that is due is the smallest that leaves [`Close::BUFFER`] of the deficit over maintenance margin, and
//! [`GRAIN`] for rounding.

mod auction;
mod close;
mod part;

use math::{SignedWad, Wad};

pub use self::auction::{Sale, auction_part, auction_price, discount, insolvent_pay, sale};
pub use self::close::{Close, pool_close};
pub use self::part::{portion, recovery};
use crate::quote::product_up;

/// What a part that is due leaves over maintenance margin besides: a hundred-thousandth of a dollar, ten units of money of
/// six decimals. Whoever carries a liquidation out moves whole units, rounded against the account by a unit or two at the
/// most, and the account must be sound after it.
pub const GRAIN: Wad = Wad::from_wei(10_000_000_000_000);

/// Why nothing is taken of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiquidationError {
    /// It has its maintenance margin.
    Sound,
    /// It is worth nothing: no part of it can be closed or sold, and only as a whole it is taken.
    Insolvent,
    /// It is worth something: nobody is paid for taking it.
    Solvent,
    /// What the pool pays for all its positions takes all that it has: no part of it can pay for being closed.
    Unpayable,
    /// A part, or a part of the value that is asked, above one.
    PartOutOfRange,
    /// An amount that does not fit 127 bits of wei, or the divisor of a part that does not fit 124.
    Overflow,
}

/// An account below its maintenance margin, USD: of its margin's [`Figures`](crate::margin::Figures) those that matter, and
/// its cash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it has in quote.
    pub cash: SignedWad,
    /// Cash and positions at the mark.
    pub value: SignedWad,
    /// L: by how much the worst scenario is below that; not above nought.
    pub loss: SignedWad,
    /// C: what naked options add to the loss.
    pub contingency: Wad,
    /// The least that all positions pay together; `None` if that has no bound.
    pub least: Option<SignedWad>,
    /// What is left over maintenance margin.
    pub maintenance: SignedWad,
    /// What bidders have paid to it since its auction began.
    pub received: Wad,
}

impl Standing {
    /// What is missing of maintenance margin, above nought.
    fn deficit(&self) -> Result<i128, LiquidationError> {
        let left = self.maintenance.wei();
        if left >= 0 {
            return Err(LiquidationError::Sound);
        }
        left.checked_neg().ok_or(LiquidationError::Overflow)
    }

    /// The same of an account that is worth something.
    fn solvent_deficit(&self) -> Result<i128, LiquidationError> {
        let deficit = self.deficit()?;
        if self.value.wei() <= 0 {
            return Err(LiquidationError::Insolvent);
        }
        Ok(deficit)
    }
}

/// What a liquidation shall leave over maintenance margin, rounded up.
fn spare(deficit: i128) -> Result<i128, LiquidationError> {
    let size = Wad::from_wei(deficit.unsigned_abs());
    let buffer = product_up(size, Close::BUFFER).map_err(|_| LiquidationError::Overflow)?;
    // A product that fits has 127 bits.
    plus(buffer.wei().cast_signed(), GRAIN.wei().cast_signed())
}

/// a + b.
fn plus(a: i128, b: i128) -> Result<i128, LiquidationError> {
    a.checked_add(b).ok_or(LiquidationError::Overflow)
}

/// a − b.
fn less(a: i128, b: i128) -> Result<i128, LiquidationError> {
    a.checked_sub(b).ok_or(LiquidationError::Overflow)
}
