//! Checks of a price feed's answers.
//!
//! A contract calls a Chainlink-style feed and passes the bytes on. This crate decides whether they are a price
//! ([`Reply::round`], [`Round::require_current`]), whether the chain's sequencer was up
//! ([`sequencer::require_up`]), and whether the price has jumped ([`Moving`]). It computes the average over a window,
//! from a list of rounds that somebody submits ([`prove`]), from the feed's present rounds ([`follow`]), or from the
//! rounds that can be read of a window that nobody proved ([`carry_on`]).
//!
//! Nothing here calls a host function or allocates, and no input causes a panic.
#![no_std]

mod fallback;
mod fault;
mod follow;
mod moving;
mod proof;
mod reply;
mod scale;
pub mod sequencer;
mod walk;

pub use fallback::{FALLBACK_SECS, carry_on};
pub use fault::{Fault, WalkFault};
pub use follow::{Live, MAX_FOLLOWED, follow};
pub use moving::{EMA_SECS, JumpRule, Moving};
pub use proof::{Given, Outcome, Refused, prove};
pub use reply::{REPLY_BYTES, Reply, Round, RoundId};
pub use scale::{MAX_DECIMALS, MAX_PRICE_WAD, average_down};
pub use walk::{MAX_MISSING, Rounds, Segment, WINDOW_SECS, Walk};
