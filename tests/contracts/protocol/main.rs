//! The protocol as a whole: every contract together.

mod gap;
mod impostors;
mod liquidity;
mod specification;
mod story;
mod sweep;
