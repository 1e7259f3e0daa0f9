//! The market: accounts, orders, margin of what is sold, settlement.

mod sell;
mod trade;
