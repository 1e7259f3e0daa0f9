//! Volatility surfaces: SVI slices, how they age, and which of them are accepted.

mod checks;
mod error;
mod nodes;
mod slice;
mod smile;

pub use crate::real::Real;
pub use checks::{
    BUTTERFLY_MARGIN, Candidate, MAX_AT_THE_MONEY, MAX_MOVE_DIVISOR, MAX_WING_SLOPE,
    MIN_AT_THE_MONEY, MIN_INTERVAL_SECS, MIN_TOTAL_VARIANCE, Predecessor, durrleman,
};
pub use error::{CheckError, Condition, Neighbour, SurfaceError};
pub use nodes::{GRID_EDGE, GRID_NODES};
pub use slice::{
    MAX_LEVEL, MAX_LOG_MONEYNESS, MAX_SHIFT, MAX_SLOPE, MAX_SMOOTHNESS, MIN_SMOOTHNESS, Point,
    Slice, SviParameters, q120_of, wad_of,
};
pub use smile::{Averaging, Post, Smile, averaging};
