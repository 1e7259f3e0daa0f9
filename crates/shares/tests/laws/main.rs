//! Laws of the shares' arithmetic on random pools, products compared in full.
//!
//! `SHARES_CASES` sets the cases a law (a million by default), `SHARES_SEED` the seed.

mod join;
mod leave;
mod pool;
mod queue;
mod round_trip;
mod unit;
mod vest;
