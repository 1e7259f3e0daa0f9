//! Why there is no price, and why an expiry's price is not fixed.

pub use abi::oracle::errors::*;
