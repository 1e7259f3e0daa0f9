//! The withdrawal queue and its breaker.

mod breaker;
mod cancel;
mod catch_up;
mod claim;
mod close;
mod histories;
mod request;
mod support;
