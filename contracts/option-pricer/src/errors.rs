//! What the pricer alone refuses; prices, surfaces and quotes are refused as `pricing_abi` says.

pub use abi::option_pricer::errors::*;
