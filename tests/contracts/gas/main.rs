//! The cost of whole calls and transactions, compared with the files in `tests/snapshots`.

mod liquidation;
mod oracle;
mod pricing;
mod trading;
