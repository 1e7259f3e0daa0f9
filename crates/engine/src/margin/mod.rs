//! The margin of an account.
//!
//! All positions are revalued in every scenario of the grid, in one pass. Within an expiry they net in full; across
//! expiries only a part of a positive value counts. Two rules say what an account has left: this one, and the bound on
//! the cost of its positions. The larger result counts.

mod amounts;
mod distance;
mod expiry;
mod payoff;

use math::{Approximation, SignedWad, WAD, Wad};

use self::amounts::plus;
pub(crate) use self::amounts::times_down;
pub use self::distance::{Distance, PRECISION, distance};
pub use self::expiry::Expiry;
pub use self::payoff::{Holding, Payoff};
use crate::PricingError;
use crate::exposure::{self, Grid};
use crate::revaluation::RevaluationError;
use crate::surface::SurfaceError;

/// The maximum number of positions of an account.
pub const MAX_LEGS: usize = 32;

/// The maximum number of expiries of an account.
pub const MAX_EXPIRIES: usize = 8;

/// The number of scenarios of an account: those of the grid, and the calendar scenario.
pub const SCENARIOS: usize = exposure::SCENARIOS + 1;

/// The calendar scenario, in which every expiry moves against the account.
pub const CALENDAR: usize = exposure::SCENARIOS;

/// The contingency of a naked option, as a part of the spot.
const CONTINGENCY: u128 = WAD / 50;

/// The additional initial margin for a naked option while the price is past half of its allowed age, as a part of the
/// spot.
const LATE: u128 = WAD / 100;

/// The factor of initial margin on loss and contingency.
const INITIAL: Wad = Wad::from_wei(WAD + WAD / 4);

/// The reason why an account has no margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarginError {
    /// More than [`MAX_LEGS`] positions.
    TooManyLegs,
    /// More than [`MAX_EXPIRIES`] expiries.
    TooManyExpiries,
    /// An amount that does not fit 127 bits of wei.
    AmountOverflow,
    /// A scenario that cannot be computed.
    Revaluation(RevaluationError),
    /// A position that cannot be priced.
    Pricing(PricingError),
    /// A volatility that cannot be read.
    Surface(SurfaceError),
}

impl From<RevaluationError> for MarginError {
    fn from(error: RevaluationError) -> Self {
        match error {
            RevaluationError::AmountOverflow => Self::AmountOverflow,
            error => Self::Revaluation(error),
        }
    }
}

impl From<PricingError> for MarginError {
    fn from(error: PricingError) -> Self {
        Self::Pricing(error)
    }
}

impl From<SurfaceError> for MarginError {
    fn from(error: SurfaceError) -> Self {
        Self::Surface(error)
    }
}

/// An account, and the price at which it is valued.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Its money, USD.
    pub cash: SignedWad,
    /// The spot.
    pub spot: Wad,
    /// Whether the price is past half of its allowed age.
    pub late: bool,
    /// Its positions; each expiry occurs once.
    pub expiries: &'a [Expiry<'a>],
}

/// A moved market, as factors on the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// On the spot; every position keeps its volatility.
    pub spot: Wad,
    /// On every volatility.
    pub vol: Wad,
}

impl Shift {
    /// The present market.
    pub const NONE: Self = Self {
        spot: Wad::ONE,
        vol: Wad::ONE,
    };
}

/// The value of an account, its possible loss, and what it has left. Each is rounded against the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Cash and positions at the mark.
    pub value: SignedWad,
    /// L: the change of that value in the worst scenario; not above zero.
    pub loss: SignedWad,
    /// The number of naked calls and puts.
    pub naked: Wad,
    /// C: the contingency that they add to the loss.
    pub contingency: Wad,
    /// The minimum payoff of all positions together, without the cash; `None` if it has no bound.
    pub min_payoff: Option<SignedWad>,
    /// The amount above maintenance margin; below zero the account may be liquidated.
    pub maintenance: SignedWad,
    /// The amount above initial margin.
    pub initial: SignedWad,
    /// The value of the positions in each scenario, without the cash; the calendar scenario is the last.
    pub scenarios: [SignedWad; SCENARIOS],
}

/// The sums over expiries.
struct Sums {
    low: i128,
    high: i128,
    scenarios: [i128; SCENARIOS],
    naked: Wad,
    min_payoff: Option<SignedWad>,
}

/// Returns the figures of an account.
///
/// # Errors
/// A [`MarginError`], for example if it has too many positions or the spot of a scenario is out of its range.
pub fn margin<A: Approximation>(account: &Account<'_>) -> Result<Figures, MarginError> {
    margin_at::<A>(account, Shift::NONE)
}

/// Returns the figures of an account in a moved market.
///
/// # Errors
/// As [`margin`].
pub fn margin_at<A: Approximation>(
    account: &Account<'_>,
    shift: Shift,
) -> Result<Figures, MarginError> {
    let sums = sums::<A>(account, shift)?;
    let cash = account.cash.wei();
    let worst = sums.scenarios.iter().copied().min().unwrap_or(0);
    let loss = plus(worst, sums.high.wrapping_neg())?.min(0);
    let value = plus(cash, sums.low)?;
    let up = |a: Wad, b| a.mul_up(b).map_err(|_| MarginError::AmountOverflow);
    let notional = up(up(account.spot, shift.spot)?, sums.naked)?;
    let contingency = up(notional, Wad::from_wei(CONTINGENCY))?;
    let bad = plus(loss, negative(contingency))?;
    let late = if account.late {
        negative(up(notional, Wad::from_wei(LATE))?)
    } else {
        0
    };
    let maintenance = plus(value, bad)?;
    let initial = plus(plus(value, times_down(bad, INITIAL)?)?, late)?;
    let bounded = match sums.min_payoff {
        Some(min) => plus(cash, min.wei())?,
        None => i128::MIN,
    };
    Ok(Figures {
        value: SignedWad::from_wei(value),
        loss: SignedWad::from_wei(loss),
        naked: sums.naked,
        contingency,
        min_payoff: sums.min_payoff,
        maintenance: SignedWad::from_wei(maintenance.max(bounded)),
        initial: SignedWad::from_wei(initial.max(bounded)),
        scenarios: sums.scenarios.map(SignedWad::from_wei),
    })
}

/// Returns −amount, for an amount that fits 127 bits.
const fn negative(amount: Wad) -> i128 {
    amount.wei().cast_signed().wrapping_neg()
}

fn sums<A: Approximation>(account: &Account<'_>, shift: Shift) -> Result<Sums, MarginError> {
    check(account)?;
    let mut sums = Sums {
        low: 0,
        high: 0,
        scenarios: [0; SCENARIOS],
        naked: Wad::ZERO,
        min_payoff: Some(SignedWad::ZERO),
    };
    let mut grid = Grid::seen_from(account.spot, shift.spot)?;
    let mut spot = account.spot;
    for expiry in account.expiries {
        if expiry.spot != spot {
            spot = expiry.spot;
            grid = Grid::seen_from(spot, shift.spot)?;
        }
        let values = expiry.values::<A>(&grid, shift.vol)?;
        sums.low = plus(sums.low, values.low)?;
        sums.high = plus(sums.high, values.high)?;
        for (sum, value) in sums.scenarios.iter_mut().zip(values.scenarios) {
            *sum = plus(*sum, value)?;
        }
        let naked = sums.naked.wei().checked_add(expiry.payoff.naked.wei());
        sums.naked = Wad::from_wei(naked.ok_or(MarginError::AmountOverflow)?);
        sums.min_payoff = match (sums.min_payoff, expiry.payoff.min) {
            (Some(a), Some(b)) => Some(SignedWad::from_wei(plus(a.wei(), b.wei())?)),
            _ => None,
        };
    }
    Ok(sums)
}

fn check(account: &Account<'_>) -> Result<(), MarginError> {
    if account.expiries.len() > MAX_EXPIRIES {
        return Err(MarginError::TooManyExpiries);
    }
    let legs = account.expiries.iter().map(|expiry| expiry.legs.len());
    if legs.fold(0usize, usize::saturating_add) > MAX_LEGS {
        return Err(MarginError::TooManyLegs);
    }
    Ok(())
}
