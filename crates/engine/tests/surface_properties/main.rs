//! What acceptance promises, tried on random surfaces against a reference in double precision
//! that shares no code with the engine.
#![allow(
    clippy::cast_precision_loss,
    clippy::many_single_char_names,
    reason = "the reference is written as the formulas are"
)]

#[path = "../support/mod.rs"]
mod support;

mod accept;
mod evaluate;
mod refuse;
mod svi;
