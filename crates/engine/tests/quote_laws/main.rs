//! The laws of a quote, tried on random pools, surfaces and orders.

#[path = "../support/mod.rs"]
mod support;

mod quote;
