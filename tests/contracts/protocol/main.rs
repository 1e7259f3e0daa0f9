//! The protocol as a whole: every contract together.

mod gap;
mod impostors;
mod liquidity;
mod no_key;
mod specification;
mod story;
mod sweep;
