//! Series, and what is held of them, a word each.
//!
//! The pool's book and every account are lists of [`Position`]s. A position says by itself which series it is of, so that
//! one cold word of storage is all that a further series costs to read.
#![no_std]
#![warn(clippy::arithmetic_side_effects)]

pub mod calendar;
mod list;
mod position;
mod room;

pub use list::{Change, ListError, change};
pub use position::{Kind, MAX_QUANTITY, MAX_STRIKE, Position, PositionError, Series};
pub use room::{displaced, distance};
