//! The market: accounts, orders, margin of what is sold, settlement.

mod accounts;
mod construct;
mod margin_call;
mod operators;
mod sell;
mod settle;
mod settle_sold;
mod support;
mod trade;
mod withdraw;
