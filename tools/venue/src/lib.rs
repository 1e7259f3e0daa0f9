//! What a program off chain needs to use the protocol: the contracts' addresses, calls and transactions, the meaning of
//! refusals, how long its programs run.

pub mod accounts;
pub mod chain;
pub mod clearing;
pub mod deployment;
pub mod expiry;
pub mod fault;
pub mod programs;
pub mod protocol;
pub mod refusal;
mod sentences;
pub mod series;
pub mod signing;
pub mod surface;
pub mod units;

pub use bindings;
