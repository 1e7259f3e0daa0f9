//! The views for screens, `lens` and `pool-lens`. What one thing cannot show hides no other.

mod account;
mod address;
mod chain;
mod gas;
mod greeks;
mod pool;
mod support;
