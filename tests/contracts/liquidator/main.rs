//! The liquidator: closing, auctions, the insurance fund.

mod auction;
mod authorize;
mod bid;
mod close;
mod construct;
mod events;
mod fund;
mod griefing;
mod health;
mod insolvent;
mod kinds;
mod loan;
mod past_expiry;
mod pause;
mod support;
