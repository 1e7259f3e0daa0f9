//! The exposure of a book, expiry by expiry.

use alloc::vec::Vec;
use engine::black_scholes::Terms;
use engine::exposure::{Exposure, Grid, VolShock};
use engine::revaluation::Leg;
use engine::surface::Smile;
use engine::Claim;
use interfaces::Refusal;
use math::{Compact, Float, SignedWad, Wad};
use pricing_abi::{
    kind, of_pricing, of_revaluation, of_surface, smile_of, BookContext, BookFigures, BookLeg,
    SviSlice,
};

/// The figures of a book, and what it gains in each scenario.
pub(crate) fn figures(
    now: u64,
    slices: &[SviSlice],
    context: &BookContext,
    legs: &[BookLeg],
) -> Result<(BookFigures, Vec<i128>), Refusal> {
    let grid = Grid::new(Wad::from_wei(context.spot)).map_err(of_revaluation)?;
    let mut exposure = Exposure::default();
    for alike in legs.chunk_by(|one, next| one.expiry == next.expiry) {
        let expiry = alike.first().map_or(0, |leg| leg.expiry);
        let smile = if expiry > now {
            Some(smile_of(now, slices, expiry)?)
        } else {
            None
        };
        let (root, left) = smile.map_or((Float::ZERO, 0), |s| (s.root(), s.remaining_secs()));
        let ready = ready(context, alike, smile.as_ref())?;
        let shock = VolShock::new::<Compact>(left);
        exposure
            .add::<Compact>(&grid, shock, root, &ready)
            .map_err(of_revaluation)?;
    }
    let figures = exposure.figures().map_err(of_revaluation)?;
    let changes = figures.changes.iter().map(|change| change.wei()).collect();
    let figures = BookFigures {
        mark: figures.mark.wei(),
        high: figures.high.wei(),
        low: figures.low.wei(),
        delta: figures.delta.wei(),
        vega: figures.vega.wei(),
    };
    Ok((figures, changes))
}

/// Legs of one expiry; without a smile they are past, and worth what they pay.
fn ready(
    context: &BookContext,
    legs: &[BookLeg],
    smile: Option<&Smile>,
) -> Result<Vec<Leg>, Refusal> {
    let mut ready = Vec::with_capacity(legs.len());
    for leg in legs {
        let terms = Terms {
            spot: Wad::from_wei(context.spot),
            strike: Wad::from_wei(leg.strike),
            expiry_secs: smile.map_or(0, Smile::remaining_secs),
            rate: SignedWad::from_wei(context.carry),
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
