//! What the ABI binary of a contract prints.

use crate::layout::{self, Layout};
use core::fmt;
use stylus_sdk::abi::GenerateAbi;

/// An interface of a contract: its functions, and the errors and events that go with them.
pub struct Interface {
    functions: Functions,
    declarations: &'static [&'static str],
}

struct Functions(fn(&mut fmt::Formatter<'_>) -> fmt::Result);

impl Interface {
    /// The interface of a contract or of a `#[public]` trait, with its declarations as Solidity text.
    #[must_use]
    pub fn of<T: GenerateAbi>(declarations: &'static [&'static str]) -> Self {
        Self {
            functions: Functions(T::fmt_abi),
            declarations,
        }
    }
}

impl fmt::Display for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0(f)
    }
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "// functions\n{}// declarations", self.functions)?;
        self.declarations
            .iter()
            .try_for_each(|text| writeln!(f, "{text}"))
    }
}

/// Runs the ABI binary: `interfaces` and `layout` are ours, everything else is the SDK's (`abi`, `constructor`).
///
/// `interfaces` prints those inherited and then the contract's own, each as functions and declarations, for
/// `scripts/abi` to put together.
pub fn run<T: GenerateAbi + Layout>(
    declarations: &'static [&'static str],
    inherited: &[Interface],
) {
    match std::env::args().nth(1).as_deref() {
        Some("layout") => layout::print::<T>(),
        Some("interfaces") => {
            for interface in inherited {
                print!("{interface}");
            }
            print!("{}", Interface::of::<T>(declarations));
        }
        Some("constructor") => stylus_sdk::abi::export::print_from_args::<T>(),
        _ => {
            stylus_sdk::abi::export::handle_license_and_pragma();
            stylus_sdk::abi::export::print_from_args::<T>();
        }
    }
}
