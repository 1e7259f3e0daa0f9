//! Values a book on every day of the distribution.

use abi::pricing::{argument, of_revaluation};
use abi::trading::{BookFigures, Position, SviSlice, TailContext};
use abi::{expiry_of, legs_at, smile_of};
use alloc::{boxed::Box, vec, vec::Vec};
use domain::runs;
use engine::claim::SpotMove;
use engine::exposure::Figures;
use engine::revaluation::{NormalTable, RevaluationError};
use engine::surface::Smile;
use engine::tail::{draws, Draw, Rehearsal, Slopes, Tail, POINTS};
use math::{Compact, SignedWad, Wad};
use runtime::Refusal;

/// The legs of one expiry.
struct Chapter<'a> {
    legs: &'a [Position],
    smile: Option<Smile>,
    /// The spot at which they are valued.
    spot: u128,
}

/// Returns value at risk and expected shortfall. Values every leg again on each day.
pub(crate) fn in_full(
    now: u64,
    slices: &[SviSlice],
    context: &TailContext,
    legs: &[Position],
) -> Result<(u128, u128), Refusal> {
    let mut day = Wad::from_wei(context.leastDay);
    let mut chapters = Vec::new();
    for legs in runs(legs, |one, next| one.expiry == next.expiry) {
        let expiry = legs.first().map_or(0, |leg| leg.expiry);
        let smile = smile_of(now, slices, expiry)?;
        day = day.max(expiry_of(smile.as_ref())?.day_wad());
        let spot = context.spot_of(expiry);
        chapters.push(Chapter { legs, smile, spot });
    }
    let days: Vec<Draw> = draws(day).map_err(of_day)?.collect();
    let mut table = Box::new_uninit();
    let table = NormalTable::write(&mut table);
    let mut gains = vec![0; POINTS];
    let mut book = Rehearsal::new(&days, table, &mut gains).map_err(of_revaluation)?;
    for alike in runs(&chapters, |one, next| one.spot == next.spot) {
        let spot = Wad::from_wei(alike.first().map_or(0, |chapter| chapter.spot));
        let moves = moves(&days, spot)?;
        for Chapter { legs, smile, spot } in alike {
            let legs = legs_at(*spot, context.carry, smile.as_ref(), legs)?;
            let power = expiry_of(smile.as_ref())?.shock.power();
            book.add::<Compact>(&moves, power, &legs)
                .map_err(of_revaluation)?;
        }
    }
    Ok(losses(book.tail().map_err(of_revaluation)?))
}

/// Returns the same from the sums of a book's sensitivities.
pub(crate) fn estimated(least_day: u128, figures: &BookFigures) -> Result<(u128, u128), Refusal> {
    let figures = Figures::from(figures);
    let slopes = Slopes::of(&figures).map_err(of_revaluation)?;
    let day = figures.day.max(Wad::from_wei(least_day));
    let mut gains = vec![0; POINTS];
    let tail = slopes.tail::<Compact>(day, &mut gains).map_err(of_day)?;
    Ok(losses(tail))
}

fn moves(days: &[Draw], spot: Wad) -> Result<Vec<SpotMove>, Refusal> {
    let mut moves = Vec::with_capacity(days.len());
    for day in days {
        moves.push(day.spot_move::<Compact>(spot).map_err(of_revaluation)?);
    }
    Ok(moves)
}

/// Returns the error about a day. A day that is too wild is the only volatility that a tail itself refuses.
fn of_day(error: RevaluationError) -> Refusal {
    match error {
        RevaluationError::VolFactorOutOfRange => argument("day"),
        other => of_revaluation(other),
    }
}

fn losses(tail: Tail) -> (u128, u128) {
    let loss = |x: SignedWad| x.wei().max(0).unsigned_abs();
    (loss(tail.value_at_risk), loss(tail.shortfall))
}
