//! Declares every interface of the protocol once, one module per contract: functions, structs, errors and events in
//! Solidity form, and the calls that contracts make to each other.
//!
//! A contract answers by the declaration in its module (`market::IMarket`, for `routes!`). Others call it through the
//! struct of the same name here (`IMarket::new(address)`), which the SDK's `sol_interface!` makes. Only `IGoverned`, which
//! `runtime` answers for every governed contract, stands there.

extern crate alloc;

#[macro_use]
mod sdk;

pub mod authority;
mod book;
mod contexts;
pub mod lens;
pub mod liquidator;
pub mod market;
pub mod option_math;
pub mod option_pricer;
pub mod oracle;
pub mod pool_lens;
pub mod pricing;
pub mod risk_manager;
pub mod trading;
mod trading_values;
pub mod vault;
mod verdict;
pub mod watchlist;
pub mod withdrawal_queue;

pub use book::{by_expiry, expiry_of, legs_at, smile_of};
pub use liquidator::calls::ILiquidator;
pub use market::calls::IMarket;
pub use option_math::calls::IOptionMath;
pub use option_pricer::calls::IOptionPricer;
pub use oracle::calls::IOracle;
pub use risk_manager::calls::IRiskManager;
pub use vault::calls::IVault;
