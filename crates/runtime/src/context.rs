//! The contexts of `sol_interface!` calls, and the conversion of their errors.
use crate::refusal::Refusal;
use alloy_primitives::U256;
use stylus_sdk::stylus_core::calls::{
    errors::Error, CallContext, MutatingCallContext, NonPayableCallContext, StaticCallContext,
};

/// The context of a view, with all gas.
#[derive(Clone, Copy, Debug)]
pub struct Reading;
/// The context of a call that may change the callee, without ether, with all gas.
#[derive(Clone, Copy, Debug)]
pub struct Changing;

impl CallContext for Reading {
    fn gas(&self) -> u64 {
        u64::MAX
    }
}
impl StaticCallContext for Reading {}
impl CallContext for Changing {
    fn gas(&self) -> u64 {
        u64::MAX
    }
}
// SAFETY: It flushes and clears the cache before the call.
unsafe impl MutatingCallContext for Changing {
    fn value(&self) -> U256 {
        U256::ZERO
    }
}
impl NonPayableCallContext for Changing {}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::passed_on(error.into())
    }
}
