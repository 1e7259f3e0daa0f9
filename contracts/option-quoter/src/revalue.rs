//! Values books in scenarios, on slices that the caller passes in.

use crate::quote::smile_of;
use abi::legs_at;
use abi::pricing::{argument, of_revaluation};
use abi::trading::{BookContext, Position, SviSlice};
use alloc::vec;
use alloc::vec::Vec;
use domain::runs;
use engine::claim::SpotMove;
use engine::revaluation::{revalue, Total, VolRow};
use math::{Compact, Wad};
use runtime::Refusal;

/// Returns the value of each expiry's legs in each scenario, rounded against the holder.
pub(crate) fn values(
    now: u64,
    slices: &[SviSlice],
    context: &BookContext,
    legs: &[Position],
    [spot_factors, vol_factors]: [&[u128]; 2],
) -> Result<Vec<i128>, Refusal> {
    let mut spot = context.spot;
    let mut moved = moves(spot, spot_factors)?;
    let mut values = Vec::with_capacity(vol_factors.len());
    let mut factors = vol_factors.chunks_exact(moved.len().max(1));
    for legs in runs(legs, |one, next| one.expiry == next.expiry) {
        let expiry = legs.first().map_or(0, |leg| leg.expiry);
        let smile = smile_of(now, slices, expiry)?;
        let factors = factors.next().ok_or_else(|| argument("volFactors"))?;
        if spot != context.spot_of(expiry) {
            spot = context.spot_of(expiry);
            moved = moves(spot, spot_factors)?;
        }
        let mut totals = vec![Total::default(); moved.len()];
        let rows = rows(factors, &moved)?;
        let legs = legs_at(spot, context.carry, Some(&smile), legs)?;
        revalue::<Compact>(&legs, &rows, &mut totals).map_err(of_revaluation)?;
        values.extend(totals.iter().map(|total| total.against_holder().wei()));
    }
    if values.len() == vol_factors.len() {
        Ok(values)
    } else {
        Err(argument("volFactors"))
    }
}

fn moves(spot: u128, factors: &[u128]) -> Result<Vec<SpotMove>, Refusal> {
    let spot = Wad::from_wei(spot);
    let mut moves = Vec::with_capacity(factors.len());
    for factor in factors {
        moves.push(SpotMove::new(spot, Wad::from_wei(*factor)).map_err(of_revaluation)?);
    }
    Ok(moves)
}

/// Groups consecutive scenarios with the same factor on volatility into rows.
fn rows<'a>(factors: &[u128], moves: &'a [SpotMove]) -> Result<Vec<VolRow<'a>>, Refusal> {
    let mut rows = Vec::new();
    let mut rest = moves;
    for alike in runs(factors, |one, next| one == next) {
        let (row, after) = rest.split_at_checked(alike.len()).unwrap_or_default();
        let factor = Wad::from_wei(alike.first().copied().unwrap_or_default());
        rows.push(VolRow::new(factor, row).map_err(of_revaluation)?);
        rest = after;
    }
    Ok(rows)
}
