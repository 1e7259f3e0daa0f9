//! The liquidator: closing, auctions, the insurance fund.

mod auction;
mod bid;
mod cases;
mod events;
mod griefing;
mod refusals;
