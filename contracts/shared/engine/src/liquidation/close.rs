//! Closing against the pool.

use math::{SignedWad, WAD, Wad};

use super::part::{least_part, portion_down};
use super::{LiquidationError, Standing, less, plus, spare};
use crate::quote::product_down;

/// What a pool close takes, and whom it pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close {
    /// φ: the part of every position that is closed, rounded up.
    pub part: Wad,
    /// What the pool pays for it, rounded down; below nought for what the account pays.
    pub proceeds: SignedWad,
    /// What the account pays to the keeper, rounded down.
    pub pay: Wad,
}

impl Close {
    /// The factor on the volatilities of positions that are owed, which the pool sells.
    pub const OWED_VOL: Wad = Wad::from_wei(WAD + WAD / 10);

    /// The factor on the volatilities of positions that are held, which the pool buys.
    pub const HELD_VOL: Wad = Wad::from_wei(WAD - WAD / 10);

    /// What is left over maintenance margin, as a part of what was missing.
    pub const BUFFER: Wad = Wad::from_wei(WAD * 15 / 100);

    /// What the keeper earns of the margin that is released.
    pub const PAY_OF_MARGIN: Wad = Wad::from_wei(WAD / 20);

    /// What he earns at least, USD.
    pub const LEAST_PAY: Wad = Wad::from_wei(5 * WAD);

    /// What he earns at most, of the notional that is closed; this is above the least.
    pub const PAY_OF_NOTIONAL: Wad = Wad::from_wei(WAD / 200);
}

/// What closing a part of the account does to what it has over maintenance margin, by one of margin's two rules.
struct Rule {
    /// What is missing by this rule.
    short: i128,
    /// What closing the whole account adds, before the pay.
    rate: i128,
}

/// The keeper's pay: min(max(`of_margin`·φ, [`Close::LEAST_PAY`]), `most`·φ).
struct Pay {
    of_margin: i128,
    most: i128,
}

/// The smallest part of a solvent account to be closed against the pool, so that what is left of it has
/// [`Close::BUFFER`] of the deficit over its maintenance margin; one if no part does.
///
/// `proceeds` is what the pool would pay for all positions at the volatilities of a liquidation, below nought for what the
/// account would pay; what is better than the mark counts as the mark. `notional` is the spot times the sizes of all calls
/// and puts, and the sizes of all digitals.
///
/// Closing never takes more money than the account has, nor adds to what it owes: with the pay it costs at most the part φ
/// of the cash.
///
/// # Errors
/// [`LiquidationError::Sound`], [`LiquidationError::Insolvent`], [`LiquidationError::Unpayable`],
/// [`LiquidationError::Overflow`].
pub fn pool_close(
    standing: &Standing,
    proceeds: SignedWad,
    notional: Wad,
) -> Result<Close, LiquidationError> {
    let deficit = standing.solvent_deficit()?;
    let (cash, value) = (standing.cash.wei(), standing.value.wei());
    let mark = less(value, cash)?;
    let proceeds = proceeds.wei().min(mark);
    // What the account would have with all closed.
    let left = plus(cash, proceeds)?;
    if left <= 0 {
        return Err(LiquidationError::Unpayable);
    }
    let needed = requirement(standing)?;
    let pay = Pay::new(needed, notional, left)?;
    let spare = spare(deficit)?;
    let by_grid = Rule {
        short: less(needed, value)?,
        rate: less(needed, less(mark, proceeds)?)?,
    };
    let mut part = pay.least_part(&by_grid, spare)?;
    if let Some(least) = standing.least {
        let by_bound = Rule {
            short: less(0, plus(cash, least.wei())?)?,
            rate: less(proceeds, least.wei())?,
        };
        part = part.min(pay.least_part(&by_bound, spare)?);
    }
    Ok(Close {
        part,
        proceeds: SignedWad::from_wei(portion_down(proceeds, part)?),
        pay: pay.of(part)?,
    })
}

/// R = C − L: what the account needs above the mark, by the grid.
fn requirement(standing: &Standing) -> Result<i128, LiquidationError> {
    let contingency = i128::try_from(standing.contingency.wei());
    let contingency = contingency.map_err(|_| LiquidationError::Overflow)?;
    less(contingency, standing.loss.wei())
}

impl Pay {
    /// Of an account that needs `needed` above the mark. The pay of a part φ is at most φ of what the account would have
    /// `left` with all closed: were it more, the account would be worth less of what it needs than before.
    fn new(needed: i128, notional: Wad, left: i128) -> Result<Self, LiquidationError> {
        let of_margin = portion_down(needed, Close::PAY_OF_MARGIN)?;
        let of_notional = product_down(notional, Close::PAY_OF_NOTIONAL);
        let of_notional = of_notional.map_err(|_| LiquidationError::Overflow)?;
        Ok(Self {
            of_margin,
            // A product that fits has 127 bits.
            most: of_notional.wei().cast_signed().min(left),
        })
    }

    /// The pay for a part, rounded down.
    fn of(&self, part: Wad) -> Result<Wad, LiquidationError> {
        let of_margin = portion_down(self.of_margin, part)?;
        let pay = of_margin.max(Close::LEAST_PAY.wei().cast_signed());
        let pay = pay.min(portion_down(self.most, part)?);
        // `most` is not below nought.
        Ok(Wad::from_wei(pay.max(0).unsigned_abs()))
    }

    /// The least part that leaves `spare` over maintenance margin by a rule: rate·φ − pay(φ) ≥ short + spare.
    ///
    /// The pay is the lower of `most`·φ and a maximum. So the part is the lower of what would do if the pay were `most`·φ and
    /// of what would do whichever of the two the maximum is.
    fn least_part(&self, rule: &Rule, spare: i128) -> Result<Wad, LiquidationError> {
        let missing = plus(rule.short, spare)?;
        let at_most = least_part(missing, less(rule.rate, self.most)?)?;
        let of_margin = least_part(missing, less(rule.rate, self.of_margin)?)?;
        let with_least = plus(missing, Close::LEAST_PAY.wei().cast_signed())?;
        let at_least = least_part(with_least, rule.rate)?;
        Ok(at_most.min(of_margin.max(at_least)))
    }
}
