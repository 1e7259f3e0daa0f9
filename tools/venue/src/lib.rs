//! What a program off chain needs to deal with the protocol: where its contracts are, how they are asked and told, and what
//! their refusals mean.

pub mod accounts;
pub mod chain;
pub mod deployment;
pub mod expiry;
pub mod fault;
pub mod protocol;
pub mod refusal;
mod sentences;
pub mod series;
pub mod signing;
pub mod surface;
pub mod units;

pub use bindings;
