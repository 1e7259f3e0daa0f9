//! What a price feed's answers are worth.
//!
//! A contract asks a Chainlink-style feed and hands the bytes in; here is decided whether they are a price
//! ([`Reply::round`], [`Round::require_current`]), whether the chain's sequencer was there to bring it
//! ([`sequencer::require_up`]), whether it has jumped ([`Moving`]), and what the average over a window is: of a list of
//! rounds that somebody hands in ([`prove`]), or of what the feed says now ([`follow`]).
//!
//! Nothing here calls a host function or allocates, and no input makes it panic.
#![no_std]

mod fault;
mod follow;
mod moving;
mod proof;
mod reply;
mod scale;
pub mod sequencer;
mod walk;

pub use fault::{Fault, WalkFault};
pub use follow::{Live, MAX_FOLLOWED, follow};
pub use moving::{EMA_SECS, JumpRule, Moving};
pub use proof::{Given, Outcome, Refused, prove};
pub use reply::{REPLY_BYTES, Reply, Round, RoundId};
pub use scale::{MAX_DECIMALS, MAX_PRICE_WAD, average_down};
pub use walk::{MAX_MISSING, Rounds, Segment, WINDOW_SECS, Walk};
