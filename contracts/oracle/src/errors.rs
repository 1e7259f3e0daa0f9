//! The errors of the oracle: why there is no price, and why the price of an expiry is not fixed.

pub use abi::oracle::errors::*;
