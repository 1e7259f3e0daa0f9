//! The exposure of a book, expiry by expiry.

use abi::pricing::of_revaluation;
use abi::trading::{BookContext, BookFigures, Position, SviSlice};
use abi::{expiry_of, legs_at, smile_of};
use alloc::vec::Vec;
use domain::runs;
use engine::exposure::{Exposure, Grid};
use math::{Compact, Wad};
use runtime::Refusal;

/// Returns the figures of a book, and its gain in each scenario.
pub(crate) fn figures(
    now: u64,
    slices: &[SviSlice],
    context: &BookContext,
    legs: &[Position],
) -> Result<(BookFigures, Vec<i128>), Refusal> {
    let about = |spot| Grid::new(Wad::from_wei(spot)).map_err(of_revaluation);
    let (mut spot, mut grid) = (context.spot, about(context.spot)?);
    let mut exposure = Exposure::default();
    for alike in runs(legs, |one, next| one.expiry == next.expiry) {
        let expiry = alike.first().map_or(0, |leg| leg.expiry);
        let smile = smile_of(now, slices, expiry)?;
        if spot != context.spot_of(expiry) {
            spot = context.spot_of(expiry);
            grid = about(spot)?;
        }
        let ready = legs_at(spot, context.carry, smile.as_ref(), alike)?;
        let expiry = expiry_of(smile.as_ref())?;
        exposure
            .add::<Compact>(&grid, &expiry, &ready)
            .map_err(of_revaluation)?;
    }
    let figures = exposure.figures().map_err(of_revaluation)?;
    let changes = figures.changes.iter().map(|change| change.wei()).collect();
    Ok((BookFigures::from(&figures), changes))
}
