//! Fixed point, exponentials and the normal distribution for on-chain option pricing.
#![no_std]
