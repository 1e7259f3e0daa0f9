//! What a transaction did, for tools and for people.

mod revert;
pub mod stylus;
pub mod tree;

pub use revert::{Decoder, describe_revert};
