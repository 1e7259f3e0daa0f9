//! The laws of a quote, tried on random pools, surfaces and orders.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::similar_names,
    reason = "tolerances and weights are floats; an ask and an asker read well"
)]

#[path = "../support/mod.rs"]
mod support;

mod quote;
mod refuse;
mod skew;
mod trade;
mod world;
