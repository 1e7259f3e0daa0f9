//! How far the market can move until an account may be liquidated.

use math::{Approximation, WAD, Wad};

use super::{Account, MarginError, Shift, margin_at};

/// The precision of a distance: the account may be liquidated there, but not at a point this much closer.
pub const PRECISION: Wad = Wad::from_wei(WAD / 1_024);

/// The number of steps in one direction before the failing step is bisected.
const STEP: u128 = WAD / 8;

/// How far each direction is searched.
const LOWEST: u128 = WAD / 8;
const HIGHEST_SPOT: u128 = 3 * WAD;
/// Times the largest shock, 2.7, this is still below the largest factor on a volatility.
const HIGHEST_VOL: u128 = 3 * WAD;

/// The nearest factors, found in steps of an eighth, at which maintenance margin is short; one if it is short already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distance {
    /// Of the spot, below one; `None` if it is not short down to an eighth.
    pub spot_down: Option<Wad>,
    /// Of the spot, above one; `None` if it is not short up to three.
    pub spot_up: Option<Wad>,
    /// Of every volatility, below one; `None` if it is not short down to an eighth.
    pub vol_down: Option<Wad>,
    /// Of every volatility, above one; `None` if it is not short up to three.
    pub vol_up: Option<Wad>,
}

#[derive(Clone, Copy)]
enum Factor {
    Spot,
    Vol,
}

/// Returns the distance of an account from liquidation, by the same margin that liquidates it.
///
/// # Errors
/// As [`super::margin`]. Also if the search meets a market with a price out of its range.
pub fn distance<A: Approximation>(account: &Account<'_>) -> Result<Distance, MarginError> {
    let here = margin_at::<A>(account, Shift::NONE)?;
    if here.maintenance.wei() < 0 {
        let here = Some(Wad::ONE);
        return Ok(Distance {
            spot_down: here,
            spot_up: here,
            vol_down: here,
            vol_up: here,
        });
    }
    // A loss that is bounded and paid for stays so wherever the market goes.
    let bounded = here
        .min_payoff
        .and_then(|min| min.wei().checked_add(account.cash.wei()));
    if bounded.is_some_and(|left| left >= 0) {
        return Ok(Distance {
            spot_down: None,
            spot_up: None,
            vol_down: None,
            vol_up: None,
        });
    }
    let search = |factor, end| search::<A>(account, factor, end);
    Ok(Distance {
        spot_down: search(Factor::Spot, LOWEST)?,
        spot_up: search(Factor::Spot, HIGHEST_SPOT)?,
        vol_down: search(Factor::Vol, LOWEST)?,
        vol_up: search(Factor::Vol, HIGHEST_VOL)?,
    })
}

/// Returns the first factor on the way from one to `end` at which the account is short.
fn search<A: Approximation>(
    account: &Account<'_>,
    factor: Factor,
    end: u128,
) -> Result<Option<Wad>, MarginError> {
    let mut sound = WAD;
    while sound != end {
        let next = if end < WAD {
            sound.wrapping_sub(STEP)
        } else {
            sound.wrapping_add(STEP)
        };
        if is_short::<A>(account, factor, next)? {
            return halve::<A>(account, factor, sound, next).map(Some);
        }
        sound = next;
    }
    Ok(None)
}

/// Bisects between a sound factor and a short one.
fn halve<A: Approximation>(
    account: &Account<'_>,
    factor: Factor,
    mut sound: u128,
    mut short: u128,
) -> Result<Wad, MarginError> {
    while sound.abs_diff(short) > PRECISION.wei() {
        // Factors are below 2⁶³.
        let middle = sound.wrapping_add(short) / 2;
        if is_short::<A>(account, factor, middle)? {
            short = middle;
        } else {
            sound = middle;
        }
    }
    Ok(Wad::from_wei(short))
}

fn is_short<A: Approximation>(
    account: &Account<'_>,
    factor: Factor,
    wei: u128,
) -> Result<bool, MarginError> {
    let moved = Wad::from_wei(wei);
    let shift = match factor {
        Factor::Spot => Shift {
            spot: moved,
            ..Shift::NONE
        },
        Factor::Vol => Shift {
            vol: moved,
            ..Shift::NONE
        },
    };
    Ok(margin_at::<A>(account, shift)?.maintenance.wei() < 0)
}
