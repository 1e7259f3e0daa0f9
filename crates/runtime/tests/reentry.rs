//! Which functions `routes!` guards against re-entry, on a contract that enters itself.
#![cfg_attr(feature = "export-abi", allow(missing_docs))]
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

extern crate alloc;

use alloy_sol_types::SolCall;
use runtime::{CallReentered, Refusal};
use stylus_sdk::abi::Router;
use stylus_sdk::prelude::*;
use stylus_sdk::testing::TestVM;

runtime::solidity! {
    /// The contract fails because it was told to.
    #[derive(Debug, PartialEq, Eq)]
    error Told();
    interface IEchoes {
        /// Changes something, and meanwhile calls the contract with a selector.
        function change(bytes4 selector) external;
        /// Changes something, and fails.
        function fail() external;
        /// Reads something, and meanwhile calls the contract with a selector.
        function read(bytes4 selector) external view;
        function idle() external pure;
    }
}

/// What a call answers, or its revert data.
type Answer = Result<Vec<u8>, Vec<u8>>;

fn refused(refusal: impl Into<Refusal>) -> Answer {
    Err(refusal.into().into())
}

macro_rules! echoes {
    ($name:ident) => {
        #[storage]
        #[entrypoint]
        pub(crate) struct $name {
            seen: runtime::slots::Word,
        }

        impl $name {
            pub(crate) fn call(&mut self, call: &impl SolCall) -> Answer {
                let data = call.abi_encode();
                let (selector, arguments) = data.split_first_chunk().expect("a selector");
                self.entered(*selector, arguments)
            }
            fn entered(&mut self, selector: [u8; 4], data: &[u8]) -> Answer {
                let answer = <Self as Router<Self>>::route(self, u32::from_be_bytes(selector), data);
                answer.expect("it answers")
            }
            fn change(&mut self, selector: alloy_primitives::FixedBytes<4>) -> Result<(), Refusal> {
                self.entered(selector.0, &[]).map(drop).map_err(Refusal::passed_on)
            }
            fn fail(&mut self) -> Result<(), Refusal> {
                Err(Told {}.into())
            }
            fn read(&mut self, selector: alloy_primitives::FixedBytes<4>) -> Result<(), Refusal> {
                self.change(selector)
            }
            fn idle(&self) {
                let _ = self.seen.get();
            }
        }

        runtime::routes!($name by IEchoes {
            changeCall => change(selector);
            failCall => fail();
            readCall => read(selector);
            idleCall => idle();
        });
    };
}

mod guarded {
    use super::*;
    echoes!(Guarded);
}
use guarded::Guarded;

fn change(inner: [u8; 4]) -> IEchoes::changeCall {
    let selector = inner.into();
    IEchoes::changeCall { selector }
}

fn read(inner: [u8; 4]) -> IEchoes::readCall {
    let selector = inner.into();
    IEchoes::readCall { selector }
}

const FAIL: [u8; 4] = IEchoes::failCall::SELECTOR;
const IDLE: [u8; 4] = IEchoes::idleCall::SELECTOR;

#[test]
fn a_change_keeps_out_changes_views_and_what_is_unknown() {
    let contract = &mut Guarded::from(&TestVM::default());
    for inner in [FAIL, IDLE, IEchoes::changeCall::SELECTOR, [1; 4]] {
        assert_eq!(contract.call(&change(inner)), refused(CallReentered {}));
    }
}

#[test]
fn a_view_keeps_out_nobody() {
    let contract = &mut Guarded::from(&TestVM::default());
    assert_eq!(contract.call(&read(IDLE)), Ok(vec![]));
    assert_eq!(contract.call(&read(FAIL)), refused(Told {}));
}

#[test]
fn the_next_call_is_let_in_whatever_a_change_answered() {
    let contract = &mut Guarded::from(&TestVM::default());
    assert_eq!(contract.call(&IEchoes::failCall {}), refused(Told {}));
    assert_eq!(contract.call(&IEchoes::idleCall {}), Ok(vec![]));
    assert_eq!(contract.call(&change(IDLE)), refused(CallReentered {}));
    assert_eq!(contract.call(&IEchoes::failCall {}), refused(Told {}));
}
