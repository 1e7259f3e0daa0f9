//! Checks whether a slice is accepted.

use abi::pricing::of_surface;
use abi::trading::{SviSlice, Verdict};
use engine::surface::{Candidate, Post, Predecessor, Smile};
use math::Wad;
use runtime::Refusal;

/// Returns the verdict on a slice.
pub(crate) fn judge(
    now: u64,
    slice: &SviSlice,
    [earlier, later]: [&SviSlice; 2],
    last_volatility: u128,
    last_timestamp: u64,
) -> Result<Verdict, Refusal> {
    let candidate = smile(slice, now)?;
    let (earlier, later) = (neighbour(earlier, now)?, neighbour(later, now)?);
    let predecessor = (last_timestamp > 0).then_some(Predecessor {
        at_the_money: Wad::from_wei(last_volatility),
        timestamp: last_timestamp,
    });
    let judged = Candidate {
        smile: &candidate,
        timestamp: slice.timestamp,
        earlier: earlier.as_ref(),
        later: later.as_ref(),
        predecessor,
    };
    Verdict::of(judged.check())
}

fn smile(slice: &SviSlice, now: u64) -> Result<Smile, Refusal> {
    Post::from(slice).smile(now).map_err(of_surface)
}

fn neighbour(slice: &SviSlice, now: u64) -> Result<Option<Smile>, Refusal> {
    if slice.expiry == 0 {
        return Ok(None);
    }
    smile(slice, now).map(Some)
}
