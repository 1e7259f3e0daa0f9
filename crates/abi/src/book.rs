//! Reads books and slices that a caller passes in, as the engine takes them.

use crate::pricing::{kind, of_pricing, of_surface, PricerSurfaceMissing};
use crate::trading::{BookFigures, Position, SviSlice};
use alloc::vec::Vec;
use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Figures};
use engine::revaluation::Leg;
use engine::surface::{Post, Smile};
use engine::Claim;
use math::{Compact, Float, SignedWad, Wad};
use runtime::Refusal;

/// Returns the smile of an expiry; none if the expiry is past.
///
/// # Errors
/// `PricerSurfaceMissing` if the expiry lives and has no slice in the list; the error of a bad slice.
pub fn smile_of(now: u64, slices: &[SviSlice], expiry: u64) -> Result<Option<Smile>, Refusal> {
    if expiry <= now {
        return Ok(None);
    }
    let slice = slices.iter().find(|slice| slice.expiry == expiry);
    let slice = slice.ok_or_else(|| Refusal::from(PricerSurfaceMissing { expiry }))?;
    Post::from(slice).smile(now).map(Some).map_err(of_surface)
}

/// Returns what the legs of an expiry share. Without a smile the expiry is past.
///
/// # Errors
/// The error of a bad slice.
pub fn expiry_of(smile: Option<&Smile>) -> Result<Expiry, Refusal> {
    let past = || Ok(Expiry::past::<Compact>());
    let alive = |smile| Expiry::of::<Compact>(smile).map_err(of_surface);
    smile.map_or_else(past, alive)
}

/// Reads the legs of one expiry at a spot. Without a smile they are past, and worth what they pay.
///
/// # Errors
/// `PricerArgument` naming an argument out of its domain.
pub fn legs_at(
    spot: u128,
    carry: i128,
    smile: Option<&Smile>,
    legs: &[Position],
) -> Result<Vec<Leg>, Refusal> {
    let mut ready = Vec::with_capacity(legs.len());
    for leg in legs {
        let terms = Terms {
            spot: Wad::from_wei(spot),
            strike: Wad::from_wei(leg.strike),
            expiry_secs: smile.map_or(0, Smile::remaining_secs),
            rate: SignedWad::from_wei(carry),
        };
        let claim = Claim::new::<Compact>(kind(leg.kind)?, &terms).map_err(of_pricing)?;
        let deviation = match smile {
            Some(smile) => smile.deviation(claim.log_moneyness()).map_err(of_surface)?,
            None => Float::ZERO,
        };
        let quantity = SignedWad::from_wei(leg.quantity);
        ready.push(Leg::new(claim, deviation, quantity));
    }
    Ok(ready)
}

/// Groups legs by expiry and sorts them by it. A list is short and almost sorted, and the sort of the library takes
/// five kilobytes of code.
pub fn by_expiry(legs: &mut [Position]) {
    for end in 1..legs.len() {
        let mut place = end;
        while let Some([before, after]) = legs.get_mut(place.saturating_sub(1)..=place) {
            if place == 0 || before.expiry <= after.expiry {
                break;
            }
            core::mem::swap(before, after);
            place = place.saturating_sub(1);
        }
    }
}

impl From<&Figures> for BookFigures {
    /// Copies the figures; the gains in each scenario are not part of the target.
    fn from(f: &Figures) -> Self {
        Self {
            mark: f.mark.wei(),
            high: f.high.wei(),
            low: f.low.wei(),
            delta: f.delta.wei(),
            vega: f.vega.wei(),
            slope: f.slope.wei(),
            gamma: f.gamma.wei(),
            volSlope: f.vol_slope.wei(),
            volga: f.volga.wei(),
            vanna: f.vanna.wei(),
            day: f.day.wei(),
        }
    }
}

impl From<&BookFigures> for Figures {
    /// Copies the figures, without a gain in any scenario.
    fn from(f: &BookFigures) -> Self {
        Self {
            mark: SignedWad::from_wei(f.mark),
            high: SignedWad::from_wei(f.high),
            low: SignedWad::from_wei(f.low),
            delta: SignedWad::from_wei(f.delta),
            vega: SignedWad::from_wei(f.vega),
            slope: SignedWad::from_wei(f.slope),
            gamma: SignedWad::from_wei(f.gamma),
            vol_slope: SignedWad::from_wei(f.volSlope),
            volga: SignedWad::from_wei(f.volga),
            vanna: SignedWad::from_wei(f.vanna),
            day: Wad::from_wei(f.day),
            ..Self::default()
        }
    }
}
