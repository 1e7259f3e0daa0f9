//! The guard against re-entry: a mark in transient storage (EIP-1153) for as long as a change of the contract runs.
//!
//! Every function that changes something sets the mark before its method and takes it away afterwards. While the mark
//! is set the contract answers nobody: neither another change nor a view, so nobody sees half a change. Which functions
//! change something is read from the Solidity declaration, where all are that are neither `view` nor `pure`: a new
//! function is guarded because it is declared. A revert takes the mark away with everything else.
//!
//! A view sets no mark, for it has nothing half done. It cannot be entered for a change either: it may run in a static
//! call, and makes only static calls itself. A constructor sets none for the same reason.
//!
//! The mark covers one contract. One whose figures depend on what another does in the same change asks that other
//! whether it is at rest ([`require_at_rest`]).

use crate::asking::ask_raw;
use crate::guards::unknown;
use crate::refusal::{CallReentered, Refusal};
use alloy_primitives::Address;
use stylus_sdk::prelude::*;

/// The functions of an interface, each by its name and the words after its parameters. [`solidity!`](crate::solidity)
/// declares a constant of this type under the name of the interface.
pub type Functions = &'static [(&'static str, &'static [&'static str])];

/// Returns whether the function of this signature changes something: its declaration says neither `view` nor `pure`.
///
/// # Panics
/// While compiling, if the interface has no such function.
#[must_use]
pub const fn changes(functions: Functions, signature: &str) -> bool {
    let mut i = 0;
    while i < functions.len() {
        let (name, words) = functions[i];
        if is_named(signature.as_bytes(), name.as_bytes()) {
            return !says(words, *b"view") && !says(words, *b"pure");
        }
        i += 1;
    }
    panic!("the interface has no such function")
}

/// Returns whether any function of an interface changes something. A contract of views alone needs no guard.
#[must_use]
pub const fn any_changes(functions: Functions) -> bool {
    let mut i = 0;
    while i < functions.len() {
        let (name, words) = functions[i];
        // A constructor has no name.
        if !name.is_empty() && !says(words, *b"view") && !says(words, *b"pure") {
            return true;
        }
        i += 1;
    }
    false
}

const fn is_named(signature: &[u8], name: &[u8]) -> bool {
    if signature.len() <= name.len() || signature[name.len()] != b'(' {
        return false;
    }
    let mut i = 0;
    while i < name.len() {
        if signature[i] != name[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn says(words: &[&str], word: [u8; 4]) -> bool {
    let mut i = 0;
    while i < words.len() {
        if let [a, b, c, d] = words[i].as_bytes() {
            if *a == word[0] && *b == word[1] && *c == word[2] && *d == word[3] {
                return true;
            }
        }
        i += 1;
    }
    false
}

/// # Errors
/// `CallReentered` while a change of the contract runs.
#[inline(never)]
pub(crate) fn refuse_reentry() -> Result<(), Refusal> {
    if transient::marked() {
        Err(CallReentered {}.into())
    } else {
        Ok(())
    }
}

/// Refuses while another guarded contract is in the middle of a change.
///
/// The question is a call without calldata. A contract at rest says that it knows no such function, before it reads any
/// storage; an account without code says nothing.
///
/// # Errors
/// `CallReentered`, or anything else that the contract answers.
#[inline(never)]
pub fn require_at_rest(vm: &impl Host, contract: Address) -> Result<(), Refusal> {
    match ask_raw(vm, contract, &[]) {
        Err(refusal) if refusal != unknown(&[]) => Err(refusal),
        _ => Ok(()),
    }
}

/// Runs a change with the mark set. Takes the mark away whatever the change answers.
pub fn guarded<T>(change: impl FnOnce() -> T) -> T {
    transient::mark(true);
    let answer = change();
    transient::mark(false);
    answer
}

/// Runs, in the middle of a change, a program that sets the mark itself.
pub(crate) fn unmarked<T>(program: impl FnOnce() -> T) -> T {
    transient::mark(false);
    let answer = program();
    transient::mark(true);
    answer
}

/// The host's functions for transient storage, which the SDK does not declare.
#[cfg(target_arch = "wasm32")]
mod transient {
    /// The slot of the mark. No code of the protocol uses transient storage for anything else.
    const SLOT: [u8; 32] = [0; 32];

    #[link(wasm_import_module = "vm_hooks")]
    extern "C" {
        fn transient_load_bytes32(key: *const u8, dest: *mut u8);
        fn transient_store_bytes32(key: *const u8, value: *const u8);
    }

    pub(super) fn marked() -> bool {
        let mut word = [0; 32];
        // SAFETY: Both pointers are to 32 bytes, and the second may be written.
        unsafe { transient_load_bytes32(SLOT.as_ptr(), word.as_mut_ptr()) };
        word != SLOT
    }

    #[inline(never)]
    pub(super) fn mark(set: bool) {
        let mut word = SLOT;
        word[31] = u8::from(set);
        // SAFETY: Both pointers are to 32 bytes.
        unsafe { transient_store_bytes32(SLOT.as_ptr(), word.as_ptr()) };
    }
}

/// Stands in for the host in tests on the SDK's VM, which has no transient storage.
#[cfg(not(target_arch = "wasm32"))]
mod transient {
    use std::cell::Cell;

    std::thread_local! {
        static MARK: Cell<bool> = const { Cell::new(false) };
    }

    pub(super) fn marked() -> bool {
        MARK.get()
    }

    pub(super) fn mark(set: bool) {
        MARK.set(set);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(missing_docs, reason = "an interface for this test")]
    mod declared {
        use crate::solidity;
        solidity! {
            interface IMixed {
                constructor(address owner);
                /// Changes something.
                function put(uint256 value) external returns (bool);
                function putAll(uint256[] calldata values) external;
                function pull() external payable;
                function get() external view returns (uint256, uint256[]);
                function add(uint256 a, uint256 b) external pure returns (uint256);
                function check() external view;
            }
            interface IViews {
                function get() external view returns (uint256);
                function add(uint256 a, uint256 b) external pure returns (uint256);
            }
            interface IConstructed {
                constructor();
                function get() external view returns (uint256);
            }
        }
    }
    use declared::{IConstructed, IMixed, IViews};

    #[test]
    fn a_declaration_says_what_changes_something() {
        for changing in ["put(uint256)", "putAll(uint256[])", "pull()"] {
            assert!(changes(IMixed, changing), "{changing}");
        }
        for reading in ["get()", "add(uint256,uint256)", "check()"] {
            assert!(!changes(IMixed, reading), "{reading}");
        }
    }

    #[test]
    fn an_interface_of_views_needs_no_guard() {
        assert!(any_changes(IMixed));
        assert!(!any_changes(IViews));
        assert!(!any_changes(IConstructed));
    }

    #[test]
    #[should_panic(expected = "no such function")]
    fn a_function_that_is_not_declared_does_not_compile() {
        let _ = changes(IMixed, "pu(uint256)");
    }

    /// A program that runs on this contract's storage finds no mark, and leaves the one that it found.
    #[test]
    fn a_program_in_a_change_can_set_the_mark_itself() {
        guarded(|| {
            unmarked(|| {
                assert!(!transient::marked());
                guarded(|| assert!(transient::marked()));
            });
            assert!(transient::marked());
        });
        assert!(!transient::marked());
    }
}
