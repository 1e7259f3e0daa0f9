//! The errors of the pricer alone. Those about prices, surfaces and quotes are in `pricing_abi`.

pub use abi::option_pricer::errors::*;
