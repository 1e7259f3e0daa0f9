//! `ArbOS`: the chain's own state, kept in storage of one account so that reverts undo it,
//! and the precompiles through which contracts and tools reach it.

pub mod genesis;
pub mod params;
pub mod precompiles;
pub mod pricing;
pub mod programs;
pub mod storage;
