//! What screens show of a market, read from its contracts.
//!
//! It serves every market of the protocol. Where one thing is missing (an expiry without a surface, a book without a
//! mark) the rest is shown, and a selector says why.

extern crate alloc;

mod account;
mod calls;
mod chain;
mod pool;
mod reasons;
mod units;

pub use pool::Shown;

use stylus_sdk::prelude::*;

/// Reads contracts from the contract that this host runs.
#[derive(Debug)]
pub struct Eye<'a, H>(pub &'a H);

impl<H: Host> Eye<'_, H> {
    const fn vm(&self) -> &H {
        self.0
    }
}
