//! The withdrawal queue and its breaker.

mod breaker;
mod close;
