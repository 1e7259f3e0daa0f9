//! The ideas that all parts of the protocol share: series and positions, accounts, money, the calendar of expiries.
//!
//! The pool's book and every account are lists of [`Position`]s. A position contains its series, so that each further
//! series costs one cold word of storage to read.
#![no_std]
#![warn(clippy::arithmetic_side_effects)]

extern crate alloc;

pub mod accounts;
pub mod calendar;
mod claim;
mod fee;
mod list;
mod money;
mod position;
mod room;

pub use claim::{Claim, MAX_CLAIM, expiry_of};
pub use fee::{FeeSplit, INSURANCE_PERCENT, TREASURY_PERCENT};
pub use list::{Change, ListError, change, runs, take_out};
pub use money::Money;
pub use position::{Kind, MAX_QUANTITY, MAX_STRIKE, Position, PositionError, Series, WHOLE};
pub use room::{displaced, distance};
