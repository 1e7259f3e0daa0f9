//! What a transaction did, for tools and for people.

pub mod stylus;
mod revert;

pub use revert::{describe_revert, Decoder};
