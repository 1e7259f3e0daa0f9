//! The views for screens, `lens` and `pool-lens`. A figure that is missing hides no other.

mod account;
mod address;
mod chain;
mod gas;
mod greeks;
mod pool;
mod support;
