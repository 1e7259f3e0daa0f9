//! Calls of other contracts, with the codec of this crate.

use crate::name::{same, Name};
use crate::refusal::Refusal;
use crate::routes::{Outcome, Returned};
use crate::words::Values;
use alloc::vec::Vec;
use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolType};
use core::marker::PhantomData;
use stylus_sdk::call::RawCall;
use stylus_sdk::prelude::*;
use stylus_sdk::ArbResult;

/// The answer to a call of `C`, still encoded. It can be decoded, or returned as one's own answer.
#[derive(Debug)]
pub struct Answered<C>(Vec<u8>, PhantomData<C>);

impl<C: SolCall> Answered<C> {
    /// Decodes the answer.
    ///
    /// # Errors
    /// `CallMalformed` if it does not have the declared types.
    pub fn read<R: Returned>(&self) -> Result<R::Side, Refusal> {
        const {
            assert!(
                same(
                    R::Side::NAME,
                    <C::ReturnTuple<'static> as SolType>::SOL_NAME
                ),
                "the call returns other types than its declaration"
            );
        }
        R::Side::decode(&self.0)
    }
}

impl<C: SolCall> Outcome for Result<Answered<C>, Refusal> {
    const NAME: Name = Name::new(<C::ReturnTuple<'static> as SolType>::SOL_NAME);
    fn outcome(self) -> ArbResult {
        Ok(self?.0)
    }
}

/// Calls a view of another contract. The compiler checks that the arguments have the declared types.
///
/// # Errors
/// The callee's revert data, unchanged.
pub fn ask<C: SolCall, A: Values>(
    vm: &impl Host,
    callee: Address,
    arguments: &A,
) -> Result<Answered<C>, Refusal> {
    const {
        assert!(
            same(A::NAME, <C::Parameters<'static> as SolType>::SOL_NAME),
            "the call takes other types than its declaration"
        );
    }
    let answer = ask_raw(vm, callee, &arguments.encode(&C::SELECTOR))?;
    Ok(Answered(answer, PhantomData))
}

/// Passes calldata to a view of another contract, and returns its answer.
///
/// # Errors
/// The callee's revert data, unchanged.
#[inline(never)]
pub fn ask_raw(vm: &impl Host, callee: Address, calldata: &[u8]) -> Result<Vec<u8>, Refusal> {
    // SAFETY: A static call changes no storage, so no cached value becomes stale.
    let answer = unsafe { RawCall::new_static(vm).call(callee, calldata) };
    answer.map_err(Refusal::passed_on)
}

/// Calls a function of another contract that may change it. Writes the storage of this contract first.
///
/// # Errors
/// The callee's revert data, unchanged.
pub fn tell<C: SolCall, A: Values>(
    vm: &impl Host,
    callee: Address,
    arguments: &A,
) -> Result<Answered<C>, Refusal> {
    const {
        assert!(
            same(A::NAME, <C::Parameters<'static> as SolType>::SOL_NAME),
            "the call takes other types than its declaration"
        );
    }
    let answer = tell_raw(vm, callee, &arguments.encode(&C::SELECTOR))?;
    Ok(Answered(answer, PhantomData))
}

/// Calls another contract with encoded calldata and returns its answer. Writes the storage of this contract first, and
/// reads it again afterwards.
///
/// # Errors
/// The callee's revert data, unchanged.
#[inline(never)]
pub fn tell_raw(vm: &impl Host, callee: Address, calldata: &[u8]) -> Result<Vec<u8>, Refusal> {
    vm.flush_cache(true);
    // SAFETY: The cache is empty, so the callee misses nothing, and nothing is stale when it returns.
    let answer = unsafe { RawCall::new(vm).call(callee, calldata) };
    answer.map_err(Refusal::passed_on)
}

/// Runs another program on the storage of this contract, and returns its answer. Writes the storage first, and reads
/// it again afterwards. The caller knows the program: it can change all that the contract keeps, and it guards itself
/// against re-entry, by the mark of this contract.
///
/// # Errors
/// The program's revert data, unchanged.
#[inline(never)]
pub fn delegate(vm: &impl Host, program: Address, calldata: &[u8]) -> Result<Vec<u8>, Refusal> {
    vm.flush_cache(true);
    // SAFETY: The cache is empty, so the program misses nothing, and nothing is stale when it returns.
    let answer = unsafe { RawCall::new_delegate(vm).call(program, calldata) };
    answer.map_err(Refusal::passed_on)
}

/// Does the same as [`delegate`] in the middle of a change of this contract.
///
/// # Errors
/// The program's revert data, unchanged.
pub fn delegate_in_change(
    vm: &impl Host,
    program: Address,
    calldata: &[u8],
) -> Result<Vec<u8>, Refusal> {
    crate::reentry::unmarked(|| delegate(vm, program, calldata))
}

impl<C> From<crate::words::Handed> for Answered<C> {
    fn from(handed: crate::words::Handed) -> Self {
        Self(handed.into_bytes(), PhantomData)
    }
}
