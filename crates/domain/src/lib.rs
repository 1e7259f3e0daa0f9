//! The ideas that every part of the protocol shares: series and positions, accounts, money, the calendar of expiries.
//!
//! The pool's book and every account are lists of [`Position`]s. A position says by itself which series it is of, so that
//! one cold word of storage is all that a further series costs to read.
#![no_std]
#![warn(clippy::arithmetic_side_effects)]

extern crate alloc;

pub mod accounts;
pub mod calendar;
mod list;
mod money;
mod position;
mod room;

pub use list::{Change, ListError, change, take_out};
pub use money::Money;
pub use position::{Kind, MAX_QUANTITY, MAX_STRIKE, Position, PositionError, Series};
pub use room::{displaced, distance};
