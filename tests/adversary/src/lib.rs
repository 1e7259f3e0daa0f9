//! The clearing ledger as a model in whole units, and the adversary that looks for a law it breaks.
//!
//! The model is written from the rules of settlement alone: it shares no code with the contracts, so that the two can be
//! held against each other. It leaves out what moves no money: surfaces and their age, the mathematics of prices, keys.
//! A call that is refused changes nothing. After each call every law is asserted to the unit.

pub mod account;
pub mod call;
pub mod driver;
pub mod examples;
pub mod fund;
pub mod laws;
pub mod market;
pub mod model;
pub mod money;
pub mod mutants;
pub mod orders;
pub mod pool;
pub mod rules;
pub mod runs;
pub mod series;
pub mod settlement;
pub mod streams;
