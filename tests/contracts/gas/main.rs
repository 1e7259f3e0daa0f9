//! What whole calls and transactions cost, held to the files in `tests/snapshots`.

mod liquidation;
mod oracle;
mod pricing;
mod trading;
