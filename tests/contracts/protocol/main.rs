//! The protocol as a whole: every contract together.

mod bounds;
mod gap;
mod impostors;
mod liquidity;
mod no_key;
mod replaced;
mod specification;
mod story;
mod sweep;
mod wired;
