//! The withdrawal queue and its breaker.

mod breaker;
mod cancel;
mod catch_up;
mod claim;
mod close;
mod epochs;
mod erc7540;
mod histories;
mod least_price;
mod request;
mod support;
