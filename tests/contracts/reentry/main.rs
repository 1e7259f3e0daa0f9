//! Hostile parties that call back while a contract is in the middle of a change: a token, a receiver of money, a feed, a
//! module. Every function of the contract refuses them with `CallReentered`, and everything goes on as if they had not
//! called.
//!
//! The functions are those of the published ABI, so a new one is tried as soon as it is published.

mod feed;
mod module;
mod price;
mod support;
mod token;
